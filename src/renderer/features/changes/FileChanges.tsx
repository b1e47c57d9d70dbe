import { ChevronRight, Undo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ChangedFileView } from '../../../contract/undo.ts'
import { useFold } from '../../state/app.ts'
import { IconButton } from '../../ui/Button.tsx'
import { relativeTo } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { UndoDialog } from '../undo/index.ts'
import type { UndoTarget } from '../undo/index.ts'
import { hunksOf } from './hunks.ts'
import { HunkView } from './HunkView.tsx'

interface FileChangesProps {
  threadId: string
  cwd: string
  file: ChangedFileView
  split: boolean
  /** Nothing is taken back while a turn runs. */
  running: boolean
}

/** Hunks shown before "Show more". */
const FIRST_HUNKS = 20

/** What happened to one file, change by change. Each can be taken back, and the file as a whole. */
export function FileChanges({ threadId, cwd, file, split, running }: FileChangesProps) {
  const [open, toggle] = useFold(`changes/${threadId}/${file.path}`, true)
  const [undoing, setUndoing] = useState<UndoTarget | null>(null)
  const name = relativeTo(cwd, file.path)
  const shown = file.from === undefined ? name : `${relativeTo(cwd, file.from)} → ${name}`
  // Changes of several turns are one diff here; each turn takes back its own.
  const undo = file.turns === 1 ? { threadId, turnId: file.turnId, path: file.path } : null
  return (
    <section className="changesFile" aria-label={name}>
      <div className="changesHeadline">
        <button type="button" className="changesName" aria-expanded={open} title={shown} onClick={toggle}>
          <Icon of={ChevronRight} size={13} />
          <span className="changesPath mono">
            <VisibleText text={shown} />
          </span>
          <Words file={file} />
          <span className="added">+{file.added}</span>
          <span className="removed">−{file.removed}</span>
        </button>
        {undo && (
          <IconButton
            icon={Undo2}
            label={`Undo the changes of ${name}`}
            className="small"
            size={13}
            disabled={running}
            onClick={() => setUndoing(undo)}
          />
        )}
      </div>
      {open && (
        <Hunks
          file={file}
          name={name}
          split={split}
          onUndo={undo && !running ? hunk => setUndoing({ ...undo, hunk }) : null}
        />
      )}
      {undoing && <UndoDialog target={undoing} onClose={() => setUndoing(null)} />}
    </section>
  )
}

function Words({ file: { byCommand, turns, kind } }: { file: ChangedFileView }) {
  const words = [
    kind === 'changed' ? null : kind,
    byCommand ? 'by a command' : null,
    turns > 1 ? `${turns} turns` : null,
  ]
  const said = words.filter(word => word !== null).join(' · ')
  return said === '' ? null : (
    <span className="changesWord truncate" title={said}>
      {said}
    </span>
  )
}

interface HunksProps {
  file: ChangedFileView
  name: string
  split: boolean
  onUndo: ((hunk: number) => void) | null
}

function Hunks({ file, name, split, onUndo }: HunksProps) {
  const hunks = useMemo(() => hunksOf(file.diff), [file.diff])
  const [limit, setLimit] = useState(FIRST_HUNKS)
  if (hunks.length === 0) {
    const isMoved = file.from !== undefined
    return <p className="changesNone">{isMoved ? 'Only its name changed.' : 'There is no text to show of it.'}</p>
  }
  return (
    <>
      {hunks.slice(0, limit).map((hunk, index) => (
        <div key={index} className="changesHunk">
          <HunkView hunk={hunk} split={split} label={`Change ${index + 1} of ${name}`} />
          {onUndo && hunks.length > 1 && (
            <IconButton
              icon={Undo2}
              label={`Undo change ${index + 1} of ${name}`}
              className="small changesUndo"
              size={13}
              onClick={() => onUndo(index)}
            />
          )}
        </div>
      ))}
      {hunks.length > limit && (
        <button type="button" className="changesMore" onClick={() => setLimit(limit + FIRST_HUNKS * 5)}>
          Show {Math.min(FIRST_HUNKS * 5, hunks.length - limit)} more of {hunks.length - limit} changes
        </button>
      )}
    </>
  )
}
