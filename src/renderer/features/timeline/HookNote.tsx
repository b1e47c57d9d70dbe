import './hookNote.css'
import type { HookRef } from '../../../core/hooks/hook.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'

/** What a hook had to do with something, and which hook it was. */
export const HookNote = ({ words, hook }: { words: string; hook: HookRef }) => (
  <p className="hookNote">
    {words}{' '}
    <span className="hookNotePlace">
      <code>
        <VisibleText text={hook.command} />
      </code>
      {' · '}
      <VisibleText text={hook.line === null ? hook.file : `${hook.file}:${hook.line}`} />
    </span>
  </p>
)
