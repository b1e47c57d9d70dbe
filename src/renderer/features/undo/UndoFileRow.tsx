import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { UndoFile } from '../../../contract/undo.ts'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { parseDiff } from '../../ui/diff/parseDiff.ts'
import { relativeTo } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'

const WORDS: Readonly<Record<UndoFile['action'], string>> = {
  restore: t('restored'),
  remove: t('removed'),
  recreate: t('comes back'),
  moveBack: t('moves back'),
  merge: t('merged'),
  conflict: t('clash'),
  unknown: t('not undone'),
}

type Choice = 'mine' | 'before'

const CHOICES: readonly { value: Choice; name: string }[] = [
  { value: 'mine', name: t('Leave as it is') },
  { value: 'before', name: t('As before the agent') },
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
        {byCommand && <span className="undoTag">{t('by a command')}</span>}
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
              label={t('What becomes of {name}', { name })}
              value={choice ?? 'mine'}
              options={CHOICES}
              onChange={value => onChoose(path, value)}
            />
          )}
          {!isClash && diff !== '' && (
            <DiffView lines={parseDiff(diff)} label={t('What changes in {name}', { name })} />
          )}
        </div>
      )}
    </section>
  )
}

function ConflictView({ line, mine, theirs }: UndoFile['conflicts'][number]) {
  return (
    <div className="undoConflict">
      <h4>{t('Line {n}', { n: line })}</h4>
      <Side name={t('Now')} text={mine} />
      <Side name={t('Before the agent')} text={theirs} />
    </div>
  )
}

function Side({ name, text }: { name: string; text: string }) {
  return (
    <div className="undoSide">
      <span className="undoSideName">{name}</span>
      <pre tabIndex={0} aria-label={name}>
        {text === '' ? <em>{t('nothing')}</em> : <VisibleText text={text.replace(/\n$/, '')} />}
      </pre>
    </div>
  )
}
