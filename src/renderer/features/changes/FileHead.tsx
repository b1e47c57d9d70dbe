import { ChevronRight, MessageSquare, Minus, Plus, RotateCcw, Undo2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { memo } from 'react'
import { IconButton } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { modesOf } from './hunks.ts'
import type { FileAct, ShownFile } from './shownFile.ts'

/** Does something with a file, or with one change of it. */
export type Act = (act: FileAct, file: ShownFile, hunk?: number) => void

interface FileHeadProps {
  file: ShownFile
  isOpen: boolean
  isCurrent: boolean
  comments: number
  /** Nothing is taken back while a turn runs. */
  isRunning: boolean
  onToggle(file: ShownFile): void
  act: Act
}

/** The line of a file: its name, what happened to it, and what can be done with all of it. */
export const FileHead = memo(function FileHead(props: FileHeadProps) {
  const { file, isOpen, isCurrent, comments, isRunning, onToggle, act } = props
  const { name, from, added, removed, words, acts } = file
  const shown = from === null ? name : `${from} → ${name}`
  const modes = modesOf(file.diff)
  return (
    <div className={isCurrent ? 'changesHeadline current' : 'changesHeadline'}>
      <h3>
        <button
          type="button"
          className="changesName"
          aria-expanded={isOpen}
          title={shown}
          onClick={() => onToggle(file)}
        >
          <Icon of={ChevronRight} size={13} />
          <span className="changesPath mono">
            <VisibleText text={shown} />
          </span>
          {words !== '' && (
            <span className="changesWord truncate" title={words}>
              {words}
            </span>
          )}
          {modes !== null && <span className="changesWord mono">{modes}</span>}
          {added > 0 && <span className="added">+{added}</span>}
          {removed > 0 && <span className="removed">−{removed}</span>}
        </button>
      </h3>
      {comments > 0 && (
        <span className="changesChip" title={tn(comments, '{n} comment', '{n} comments')}>
          <Icon of={MessageSquare} size={12} />
          <span aria-hidden>{comments}</span>
          <span className="srOnly">{tn(comments, '{n} comment', '{n} comments')}</span>
        </span>
      )}
      {acts.map(each => (
        <IconButton
          key={each}
          icon={ICONS[each]}
          label={FILE_LABELS[each](name)}
          className="small"
          size={13}
          disabled={isRunning && WRITES.has(each)}
          onClick={() => act(each, file)}
        />
      ))}
    </div>
  )
})

export const ICONS: Readonly<Record<FileAct, LucideIcon>> = {
  undo: Undo2,
  stage: Plus,
  unstage: Minus,
  revert: RotateCcw,
}

/** Those that change files, which a running turn may be about to do itself. */
export const WRITES: ReadonlySet<FileAct> = new Set(['undo', 'revert'])

const FILE_LABELS: Readonly<Record<FileAct, (name: string) => string>> = {
  undo: name => t('Undo the changes of {name}', { name }),
  stage: name => t('Stage {name}', { name }),
  unstage: name => t('Unstage {name}', { name }),
  revert: name => t('Revert {name}', { name }),
}

export const HUNK_LABELS: Readonly<Record<FileAct, (n: number, name: string) => string>> = {
  undo: (n, name) => t('Undo change {n} of {name}', { n, name }),
  stage: (n, name) => t('Stage change {n} of {name}', { n, name }),
  unstage: (n, name) => t('Unstage change {n} of {name}', { n, name }),
  revert: (n, name) => t('Revert change {n} of {name}', { n, name }),
}
