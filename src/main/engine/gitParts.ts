import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { v7 } from 'uuid'
import { treeHandlers } from './api/treeChanges.ts'
import type { TreeChangesDeps } from './api/treeChanges.ts'
import { worktreeHandlers } from './api/worktrees.ts'
import { gitInfo } from './config/git.ts'
import { projectOf } from './config/project.ts'
import type { Place } from './engineParts.ts'
import { createBranches } from './git/branches.ts'
import { createGit } from './git/runGit.ts'
import { createStaging } from './git/staging.ts'
import { createWorktrees } from './git/worktrees.ts'
import { hashOf } from './store/blobs.ts'
import type { ThreadActor } from './threads/threadActor.ts'
import { uncommittedIn } from './undo/uncommitted.ts'

interface GitDeps extends Pick<TreeChangesDeps, 'open' | 'caughtUp' | 'putBack'> {
  isTrusted(folder: string): Promise<boolean>
  live(): readonly ThreadActor[]
}

/** What answers about the repository around a folder: what is not committed, branches, working trees. */
export function gitHandlers({ home, environment }: Place, deps: GitDeps) {
  const git = createGit(environment)
  const branches = createBranches(git, gitInfo)
  const uncommitted: TreeChangesDeps['uncommitted'] = async (root, { commit, only } = {}) => {
    const last = commit ?? (await gitInfo(root))?.commit ?? null
    return uncommittedIn(root, last, only === undefined ? undefined : new Set([only]))
  }
  const topOf = async (folder: string) => ((await gitInfo(folder)) ? (await projectOf(folder)).top : null)
  const worktrees = createWorktrees({
    git,
    branches,
    dir: join(home, 'worktrees'),
    topOf,
    isTrusted: deps.isTrusted,
    uncommitted: async top => {
      const found = await uncommitted(top)
      return found && found.files.length + found.more
    },
    hashOf,
    newId: v7,
  })
  const isRunningIn = (folder: string) => (actor: ThreadActor) => {
    const { cwd, status } = actor.summary()
    return (status === 'running' || status === 'waiting') && (cwd === folder || cwd.startsWith(folder + sep))
  }
  return {
    ...treeHandlers({ ...deps, realpath, uncommitted, branches, topOf, staging: createStaging(git), hashOf }),
    ...worktreeHandlers({
      worktrees,
      realpath,
      running: folder =>
        deps
          .live()
          .filter(isRunningIn(folder))
          .map(({ id }) => id),
    }),
  }
}
