import type { Ref } from 'react'
import { t } from '../../ui/i18n/t.ts'
import { PaneEmpty } from '../../ui/Pane.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { OutsideFiles } from '../undo/index.ts'
import { BranchLine } from './BranchLine.tsx'
import { DiffList } from './DiffList.tsx'
import type { DiffListHandle } from './DiffList.tsx'
import type { ShownFile } from './shownFile.ts'
import { Undos } from './Undos.tsx'
import type { ChangesRange } from '../../state/store.ts'
import type { ChangesView } from './useChangesView.ts'

const EMPTY: Readonly<Record<ChangesRange, () => string>> = {
  thread: () => t('Files show here as soon as the agent changes one.'),
  turn: () => t('The last turn has changed no files.'),
  uncommitted: () => t('Files show here that differ from the last commit of a git repository.'),
  branch: () => t('This branch has changed no files since it began.'),
}

interface ChangesBodyProps {
  view: ChangesView
  /** Those of the files that are shown; all of them if left out. */
  files?: readonly ShownFile[]
  list?: Ref<DiffListHandle>
}

/** The list of changes, or why there is none; below it what cannot be undone, and what was. */
export function ChangesBody({ view, files = view.changes.files, list }: ChangesBodyProps) {
  const { threadId, cwd, range, changes, acts, running, version, isSplit, hidesBlanks } = view
  const { failure, isLoading, outside, notes, repository } = changes
  const isEmpty = changes.files.length === 0
  const rest = (
    <>
      {notes.map(note => (
        <p key={note} className="changesNone">
          {note}
        </p>
      ))}
      {outside.length > 0 && <OutsideFiles title={t('Changed, and cannot be undone')} cwd={cwd} outside={outside} />}
      {version !== null && version !== '' && <Undos threadId={threadId} version={version} running={running} />}
    </>
  )
  return (
    <>
      {range === 'uncommitted' && repository && <BranchLine state={repository} />}
      {failure !== null && <p className="changesFailure">{failure}</p>}
      {isLoading && <Skeleton lines={[70, 50, 80]} label={t('Loading')} />}
      {isEmpty ? (
        <div className="changesRest">
          {!isLoading && failure === null && <PaneEmpty>{EMPTY[range]()}</PaneEmpty>}
          {rest}
        </div>
      ) : (
        <DiffList
          key={range}
          {...{ threadId, files, isSplit, hidesBlanks }}
          isRunning={running}
          act={acts.act}
          actAll={acts.actAll}
          whole={changes.whole}
          ref={list}
        >
          {rest}
        </DiffList>
      )}
    </>
  )
}
