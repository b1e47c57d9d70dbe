import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { UndoFile } from '../../../contract/undo.ts'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { parseDiff } from '../../ui/diff/parseDiff.ts'
import { relativeTo } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'

const WORDS: Readonly<Record<UndoFile['action'], string>> = {
  restore: 'restored',
  remove: 'removed',
  recreate: 'comes back',
  moveBack: 'moves back',
  merge: 'merged',
  conflict: 'clash',
  unknown: 'not undone',
}

type Choice = 'mine' | 'before'

const CHOICES: readonly { value: Choice; name: string }[] = [
  { value: 'mine', name: 'Leave as it is' },
  { value: 'before', name: 'As before the agent' },
]

interface UndoFileRowProps {
  cwd: string
  file: UndoFile
  choice: Choice | undefined
  onChoose(path: string, choice: Choice): void
}

/** One file of an undo: what happens to it, the diff, and a choice where edits clash. */
export function UndoFileRow({ cwd, file, choice, onChoose }: UndoFileRowProps) {
  const { path, to, action, sentence, diff, conflicts, byCommand } = file
  const [open, setOpen] = useState(action === 'conflict' || action === 'merge')
  const name = relativeTo(cwd, path)
  const isClash = action === 'conflict'
  return (
    <section className="undoFile" aria-label={name}>
      <button type="button" className="undoName" aria-expanded={open} title={name} onClick={() => setOpen(!open)}>
        <Icon of={ChevronRight} size={13} />
        <span className="undoPath mono">
          <VisibleText text={to === null ? name : `${name} → ${relativeTo(cwd, to)}`} />
        </span>
        {byCommand && <span className="undoTag">by a command</span>}
        <span className={isClash || action === 'unknown' ? 'undoTag waits' : 'undoTag'}>{WORDS[action]}</span>
      </button>
      {open && (
        <div className="undoDetail">
          <p className="undoWords">{sentence}</p>
          {conflicts.map(conflict => (
            <ConflictView key={conflict.line} {...conflict} />
          ))}
          {isClash && (
            <Segmented
              label={`What becomes of ${name}`}
              value={choice ?? 'mine'}
              options={CHOICES}
              onChange={value => onChoose(path, value)}
            />
          )}
          {!isClash && diff !== '' && <DiffView lines={parseDiff(diff)} label={`What changes in ${name}`} />}
        </div>
      )}
    </section>
  )
}

function ConflictView({ line, mine, theirs }: UndoFile['conflicts'][number]) {
  return (
    <div className="undoConflict">
      <h4>Line {line}</h4>
      <Side name="Now" text={mine} />
      <Side name="Before the agent" text={theirs} />
    </div>
  )
}

function Side({ name, text }: { name: string; text: string }) {
  return (
    <div className="undoSide">
      <span className="undoSideName">{name}</span>
      <pre tabIndex={0} aria-label={name}>
        {text === '' ? <em>nothing</em> : <VisibleText text={text.replace(/\n$/, '')} />}
      </pre>
    </div>
  )
}
