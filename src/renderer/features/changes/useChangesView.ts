import { useCallback } from 'react'
import type { Thread } from '../../../core/thread/thread.ts'
import { useApp, useAppParts, useFold, useThread } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import type { ChangesRange } from '../../state/store.ts'
import { useActs } from './useActs.ts'
import { useChanges } from './useChanges.ts'

/** All that the pane and the wide view of a thread's changes have in common. */
export function useChangesView(threadId: string) {
  const [chosen, setRange] = useRange(threadId)
  const [isSplit, toggleSplit] = useFold('changes/split', false)
  const [hidesBlanks, toggleBlanks] = useFold('changes/blanks', false)
  const cwd = useThread(threadId, thread => thread.cwd) ?? ''
  const turnId = useThread(threadId, thread => thread.turns.at(-1)?.id ?? null)
  const running = useThread(threadId, thread => thread.turns.at(-1)?.status === 'running') === true
  const version = useThread(threadId, changesSoFar)
  const base = useBase(threadId, running)
  const range = chosen === 'branch' && base === null ? 'thread' : chosen
  const changes = useChanges(threadId, { range, cwd, turnId, version, running })
  const acts = useActs(threadId, changes.reload)
  return {
    ...{ threadId, cwd, running, version, range, setRange, base, changes, acts },
    ...{ isSplit, toggleSplit, hidesBlanks, toggleBlanks },
  }
}

export type ChangesView = ReturnType<typeof useChangesView>

/** What is compared, kept while the pane is not shown. */
function useRange(threadId: string): [ChangesRange, (range: ChangesRange) => void] {
  const { store } = useAppParts()
  const range = useApp(state => state.changes.ranges[threadId] ?? 'thread')
  const set = useCallback(
    (next: ChangesRange) =>
      store.setState(({ changes }) => ({ changes: { ...changes, ranges: { ...changes.ranges, [threadId]: next } } })),
    [store, threadId],
  )
  return [range, set]
}

/** What the worktree of a thread began from; null where it works in no worktree of ours. */
function useBase(threadId: string, running: boolean): string | null {
  const isThere = useThread(threadId, () => true) === true
  return useQuery('changes/branch', isThere ? { threadId } : null, `${running}`).result?.base ?? null
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
