import { Failure } from '../../../contract/procedure.ts'
import { originOf, writeOrigin } from './branches.ts'
import { CHECKOUT_MS, WRITES } from './runGit.ts'
import type { RunGit } from './runGit.ts'
import { folderFor } from './worktreeNames.ts'
import { keepWork, putWorkBack } from './worktreeWork.ts'
import type { Listed, WorktreeDeps, Worktrees } from './worktrees.ts'

interface Ways {
  /** Rejects outside a repository. */
  topOf(cwd: string): Promise<string>
  /** A worktree by its path, with the main folder. Rejects with `worktree.notFound`. */
  find(cwd: string, path: string): Promise<{ main: Listed; tree: Listed }>
  add(top: string, path: string, args: readonly string[]): Promise<void>
}

/** Removing worktrees so that nothing is lost unasked, and bringing them back. */
export function createRemoval(deps: WorktreeDeps, { topOf, find, add }: Ways): Pick<Worktrees, 'remove' | 'restore'> {
  const { git, branches } = deps
  return {
    async remove(cwd, path, { losing, withBranch }) {
      const { main, tree } = await find(cwd, path)
      if (tree.isLocked) throw new Failure('git.failed', 'Git was told to keep this worktree: it is locked.')
      const { branch, commit } = tree
      if (commit === null) throw new Failure('git.failed', 'This worktree has no commit to go back to.')
      const uncommitted = tree.isMissing ? 0 : await deps.uncommitted(path)
      const isOnlyHere = branch === null || withBranch
      const alone = isOnlyHere ? await commitsOnlyOn(git, main.path, { branch, commit }) : 0
      if (!losing && (uncommitted !== 0 || alone > 0))
        throw new Failure('worktree.holdsWork', 'It holds work that is nowhere else.', { uncommitted, commits: alone })
      const origin = tree.isMissing ? null : await originOf(path)
      const trusted = await deps.isTrusted(main.path)
      const kept = uncommitted === 0 ? null : await keepWork(git, { path, commit, trusted })
      // Whatever becomes of the branch, what it held can be brought back until somebody deletes this name.
      const ref = `refs/heddle/removed/${folderFor(branch ?? commit.slice(0, 12))}-${deps.newId()}`
      await git(main.path, ['update-ref', ref, kept ?? commit], { noFiles: true })
      await git(main.path, ['worktree', 'remove', '--force', '--', path], { env: WRITES, timeoutMs: CHECKOUT_MS })
      if (withBranch && branch !== null)
        await git(main.path, ['branch', '-D', '--quiet', '--', branch], { noFiles: true })
      return { path, branch, commit, base: origin?.base ?? null, kept }
    },

    async restore(cwd, { path, branch, commit, base, kept }) {
      const top = await topOf(cwd)
      const isThere = branch !== null && (await branches.commitOf(top, `refs/heads/${branch}`)) !== null
      const how = branch === null ? ['--detach', '--', path, commit] : ['-b', branch, '--', path, commit]
      await add(top, path, isThere && branch !== null ? ['--', path, branch] : how)
      if (base !== null) await writeOrigin(path, { base, commit: (await branches.commitOf(top, base)) ?? commit })
      if (kept !== null) await putWorkBack(git, { path, kept, trusted: await deps.isTrusted(top) })
      return path
    },
  }
}

/** Commits that no other branch and no remote has. */
async function commitsOnlyOn(
  git: RunGit,
  top: string,
  { branch, commit }: { branch: string | null; commit: string },
): Promise<number> {
  const others = [...(branch === null ? [] : [`--exclude=${branch}`]), '--branches', '--remotes', '--tags']
  const printed = await git(top, ['rev-list', '--count', commit, '--not', ...others], { noFiles: true })
  return Number(printed.toString())
}
