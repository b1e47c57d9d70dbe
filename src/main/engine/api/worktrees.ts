import { Failure } from '../../../contract/procedure.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { Worktrees } from '../git/worktrees.ts'
import { createRepeats } from './repeats.ts'

export interface WorktreeApiDeps {
  worktrees: Worktrees
  realpath(folder: string): Promise<string>
  /** Threads that work in a folder or below it, of those that run a turn. */
  running(folder: string): string[]
}

type WorktreeHandlers = Pick<
  Handlers,
  'worktree/list' | 'worktree/propose' | 'worktree/create' | 'worktree/remove' | 'worktree/restore'
>

/** Working trees of repositories, for threads that work beside each other. */
export function worktreeHandlers({ worktrees, realpath, running }: WorktreeApiDeps): WorktreeHandlers {
  const created = createRepeats<{ path: string; cwd: string }>()
  const real = (folder: string) =>
    realpath(folder).catch(() => {
      throw new Failure('workspace.notFound', `The folder ${folder} is not there.`, { path: folder })
    })
  return {
    'worktree/list': async ({ cwd }) => ({ worktrees: await worktrees.list(await real(cwd)) }),
    'worktree/propose': async ({ cwd, title }) => ({ proposal: await worktrees.propose(await real(cwd), title) }),
    'worktree/create': async ({ commandId, ...wanted }) =>
      created.once(commandId, wanted, async () => {
        const folder = await real(wanted.cwd)
        const branch = wanted.branch || ((await worktrees.propose(folder, wanted.title))?.branch ?? '')
        return worktrees.create(folder, { ...wanted, branch })
      }),
    async 'worktree/remove'({ cwd, path, ...how }) {
      if (running(path).length > 0)
        throw new Failure('git.failed', 'A thread is at work there. Stop it, or wait until its turn is over.')
      return { removed: await worktrees.remove(await real(cwd), path, how) }
    },
    'worktree/restore': async ({ cwd, removed }) => ({ path: await worktrees.restore(await real(cwd), removed) }),
  }
}
