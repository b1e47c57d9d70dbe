import type { WorktreeView } from '../../../contract/worktrees.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { isThreadTab, NEW_TAB } from '../../state/layout.ts'
import { addNotice } from '../../state/store.ts'
import { copyText } from '../../ui/clipboard.ts'
import { t } from '../../ui/i18n/t.ts'
import { readChanges } from '../changes/index.ts'

/** The working trees of the repository that is in front, and what can be done with them. */
export function useWorktrees(close: () => void) {
  const { store, engine, actions, drafts } = useAppParts()
  const cwd = useApp(({ layout, summaries, newThread }) =>
    isThreadTab(layout.active) ? (summaries?.[layout.active]?.cwd ?? null) : newThread.cwd,
  )
  const { result, failure } = useQuery('worktree/list', cwd === null ? null : { cwd })
  const worktrees = result?.worktrees ?? []
  const main = worktrees.find(({ isMain }) => isMain)

  const tell = (error: unknown) => addNotice(store, 'error', messageOf(error))

  const restore = async (removed: Parameters<typeof engine.call<'worktree/restore'>>[1]['removed']) => {
    if (!main) return
    try {
      await engine.call('worktree/restore', { cwd: main.path, removed })
      addNotice(store, 'info', t('{path} is back.', { path: removed.path }))
    } catch (error) {
      tell(error)
    }
  }

  return {
    cwd,
    worktrees,
    main,
    failure,
    isLoading: cwd !== null && result === null && failure === null,
    newThread(tree: WorktreeView) {
      actions.newThread(tree.path)
      close()
    },
    open(threadId: string) {
      actions.openThread(threadId)
      close()
    },
    /** Shows what its branch changed, in the thread that works there. */
    read(threadId: string) {
      actions.openThread(threadId)
      store.setState(({ changes }) => ({
        changes: { ...changes, ranges: { ...changes.ranges, [threadId]: 'branch' } },
      }))
      readChanges(store, threadId)
      close()
    },
    async copyMerge(tree: WorktreeView) {
      await copyText(mergeCommand(tree))
      addNotice(store, 'info', t('Copied: run it in {path}.', { path: main?.path ?? '' }))
    },
    /** Begins a thread in the main folder with the request to merge, for the person to send. */
    askToMerge(tree: WorktreeView) {
      if (!main) return
      actions.newThread(main.path)
      drafts.write(NEW_TAB, mergeRequest(tree, main))
      close()
    },
    /** Removes it. Resolves to why not; null where it is done. */
    async remove(tree: WorktreeView, how: { losing: boolean; withBranch: boolean }): Promise<string | null> {
      if (!main) return null
      try {
        const { removed } = await engine.call('worktree/remove', { cwd: main.path, path: tree.path, ...how })
        const words = t('Removed the worktree {path}.', { path: tree.path })
        addNotice(store, 'info', words, { name: t('Undo'), run: () => void restore(removed) })
        // The way back is in the notice, which no dialog may lie over.
        close()
        return null
      } catch (error) {
        return messageOf(error)
      }
    },
  }
}

export type Worktrees = ReturnType<typeof useWorktrees>

/** What merges a branch into the one that is checked out. Names of branches hold nothing that a shell would read. */
export const mergeCommand = ({ branch, commit }: Pick<WorktreeView, 'branch' | 'commit'>): string =>
  `git merge '${(branch ?? commit ?? '').replaceAll("'", "'\\''")}'`

/** What an agent is asked to do. */
const mergeRequest = (tree: WorktreeView, main: WorktreeView): string =>
  t(
    'Merge the branch {branch} into {main}. Settle conflicts so that both sides keep what they meant, run the tests, and tell me what you decided.',
    { branch: tree.branch ?? tree.commit ?? '', main: main.branch ?? main.commit ?? 'HEAD' },
  )
