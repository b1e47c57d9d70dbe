import './changesPane.css'
import { Columns2 } from 'lucide-react'
import { useState } from 'react'
import type { Result } from '../../../contract/router.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { useFold, useThread } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import type { Answer } from '../../state/engine.ts'
import { IconButton } from '../../ui/Button.tsx'
import { plural } from '../../ui/format.ts'
import { PaneEmpty } from '../../ui/Pane.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { OutsideFiles } from '../undo/index.ts'
import { FileChanges } from './FileChanges.tsx'
import { Undos } from './Undos.tsx'

type Range = 'thread' | 'turn' | 'uncommitted'

const RANGES: readonly { value: Range; name: string }[] = [
  { value: 'thread', name: 'Thread' },
  { value: 'turn', name: 'Last turn' },
  { value: 'uncommitted', name: 'Uncommitted' },
]

const EMPTY: Readonly<Record<Range, string>> = {
  thread: 'Files show here as soon as the agent changes one.',
  turn: 'The last turn has changed no files.',
  uncommitted: 'Files show here that differ from the last commit of a git repository.',
}

/** Files that a thread or its last turn changed, by patches and by commands, with their diffs. */
export function ChangesPane({ threadId }: { threadId: string }) {
  const [range, setRange] = useState<Range>('thread')
  const [split, toggleSplit] = useFold('changes/split', false)
  const cwd = useThread(threadId, thread => thread.cwd) ?? ''
  const turnId = useThread(threadId, thread => thread.turns.at(-1)?.id ?? null)
  const running = useThread(threadId, thread => thread.turns.at(-1)?.status === 'running') === true
  const version = useThread(threadId, changesSoFar)
  const { result, failure } = useChanges(threadId, { range, turnId, version, running })
  // What nobody has changed need not be asked for.
  const isEmpty = version === '' && range !== 'uncommitted'
  const files = result?.files ?? []
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const removed = files.reduce((sum, file) => sum + file.removed, 0)
  return (
    <>
      <div className="changesHead">
        <Segmented label="Changes of" value={range} options={RANGES} onChange={next => setRange(next)} />
        {files.length > 0 && (
          <span className="changesSum">
            {plural(files.length, 'file')} <span className="added">+{added}</span>{' '}
            <span className="removed">−{removed}</span>
          </span>
        )}
        <IconButton
          icon={Columns2}
          label="Side by side"
          className="small changesSplit"
          aria-pressed={split}
          onClick={toggleSplit}
        />
      </div>
      {failure !== null && <p className="changesFailure">{failure}</p>}
      {!result && failure === null && !isEmpty && <Skeleton lines={[70, 50, 80]} label="Loading" />}
      {files.length === 0 && (result !== null || isEmpty) && <PaneEmpty>{EMPTY[range]}</PaneEmpty>}
      {files.map(file => (
        <FileChanges key={file.path} threadId={threadId} cwd={cwd} file={file} split={split} running={running} />
      ))}
      {result?.partial && <p className="changesNone">Older turns of this long thread are not counted in.</p>}
      {result && result.outside.length > 0 && (
        <OutsideFiles title="Changed, and cannot be undone" cwd={cwd} outside={result.outside} />
      )}
      {version !== null && version !== '' && <Undos threadId={threadId} version={version} running={running} />}
    </>
  )
}

interface Asked {
  range: Range
  turnId: string | null
  version: string | null
  running: boolean
}

/** What the engine says of a range. Each range keeps its own answer while another one is looked at. */
function useChanges(threadId: string, { range, turnId, version, running }: Asked): Answer<Result<'changes/read'>> {
  const isAsked = (of: Range) => range === of && version !== null && (version !== '' || of === 'uncommitted')
  const known = version ?? ''
  const thread = useQuery('changes/read', isAsked('thread') ? { threadId } : null, known)
  const turn = useQuery('changes/read', isAsked('turn') && turnId !== null ? { threadId, turnId } : null, known)
  // A turn that ends may have committed.
  const uncommitted = useQuery(
    'changes/uncommitted',
    isAsked('uncommitted') ? { threadId } : null,
    `${known} ${running}`,
  )
  if (range !== 'uncommitted') return range === 'thread' ? thread : turn
  const { result } = uncommitted
  const files = result && [...result.unstaged, ...result.staged]
  return {
    ...uncommitted,
    result: files && {
      files: files.map(file => ({ ...file, byCommand: false, turnId: '', turns: 0 })),
      outside: [],
      partial: false,
    },
  }
}

/** Changes whenever files of the thread did; empty while none has. */
function changesSoFar({ turns, undos = [] }: Thread): string {
  const counts = turns.map(
    ({ items, filesChanged = [] }) =>
      filesChanged.length +
      items.filter(item => item.type === 'call' && item.phase === 'done' && item.result?.kind === 'patch').length,
  )
  const sum = counts.reduce((a, b) => a + b, 0)
  return sum + undos.length === 0 ? '' : `${turns.at(-1)?.id} ${sum} ${undos.at(-1)?.undoId ?? ''}`
}
