import { z } from 'zod'
import { command, query } from './procedure.ts'
import { ClientId } from './schemas.ts'

/** A working tree of a repository. */
export const WorktreeView = z.object({
  /** Absolute. */
  path: z.string(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  /** The repository's own folder, which is never removed. */
  isMain: z.boolean(),
  /** Made by `worktree/create`. */
  isOurs: z.boolean(),
  /** What its branch began from; null where that is not known. */
  base: z.string().nullable(),
  /** Files with changes that no commit has; null where that cannot be said. */
  uncommitted: z.number().nullable(),
  /** Commits that the base does not have, and that only the base has; null where that cannot be said. */
  ahead: z.number().nullable(),
  behind: z.number().nullable(),
  /** Git was told not to remove it; its folder is gone. */
  isLocked: z.boolean(),
  isMissing: z.boolean(),
})
export type WorktreeView = z.infer<typeof WorktreeView>

const Commit = z.string().regex(/^[0-9a-f]{40}$/)

/** What brings a removed worktree back. */
export const RemovedWorktree = z.object({
  path: z.string(),
  branch: z.string().nullable(),
  commit: Commit,
  base: z.string().nullable(),
  /** A commit that holds what was not committed. */
  kept: Commit.nullable(),
})
export type RemovedWorktree = z.infer<typeof RemovedWorktree>

const cwd = z.string()

export const worktreeRoutes = {
  /** The working trees of the repository around a folder, its own first. None outside a repository. */
  'worktree/list': query({ params: z.object({ cwd }), result: z.object({ worktrees: z.array(WorktreeView) }) }),
  /** What a new one would be called, and what it can begin from, the current branch first. Null outside a repository. */
  'worktree/propose': query({
    params: z.object({ cwd, title: z.string().max(2000) }),
    result: z.object({
      proposal: z.object({ branch: z.string(), bases: z.array(z.string()), folder: z.string() }).nullable(),
    }),
  }),
  /**
   * Makes a working tree with a new branch, named after `title` where it has no name. The answer names the folder in it
   * that stands for `cwd`.
   */
  'worktree/create': command({
    params: z.object({
      commandId: ClientId,
      cwd,
      branch: z.string().max(200),
      base: z.string().max(300),
      title: z.string().max(2000).default(''),
    }),
    result: z.object({ path: z.string(), cwd: z.string() }),
    failures: ['workspace.notFound', 'git.failed', 'home.notWritable'],
  }),
  /**
   * Removes a working tree. One that holds work which is nowhere else is refused with `worktree.holdsWork` unless `losing`;
   * even then it is kept as a commit. Its branch stays unless asked otherwise.
   */
  'worktree/remove': command({
    params: z.object({ cwd, path: z.string(), losing: z.boolean(), withBranch: z.boolean() }),
    result: z.object({ removed: RemovedWorktree }),
    failures: ['worktree.notFound', 'worktree.holdsWork', 'git.failed'],
  }),
  /** Brings a removed one back with its branch and what was not committed. What git ignores stays gone. */
  'worktree/restore': command({
    params: z.object({ cwd, removed: RemovedWorktree }),
    result: z.object({ path: z.string() }),
    failures: ['git.failed'],
  }),
} as const
