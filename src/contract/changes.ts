import { z } from 'zod'
import { command, query } from './procedure.ts'
import { ClientId, ThreadId } from './schemas.ts'

/** One file that differs between two states of a working tree, e.g. between the last commit and what is staged. */
export const TreeChange = z.object({
  /** Absolute. */
  path: z.string(),
  /** Hunks with the lines that tell a changed mode; without hunks for what is no text. */
  diff: z.string(),
  added: z.number(),
  removed: z.number(),
  kind: z.enum(['new', 'deleted', 'changed']),
  /** It is no text, or too large to be read. */
  isBinary: z.boolean(),
  /** Both sides of a merge changed it, and nobody has settled that yet. */
  isUnmerged: z.boolean(),
  /** Stands for both sides as they are now: what is done with the file is refused once they are not. */
  version: z.string(),
})
export type TreeChange = z.infer<typeof TreeChange>

/** Where the branch of a working tree stands. */
export const BranchState = z.object({
  /** Null where no branch is checked out. */
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  /** The branch of a remote that it follows, e.g. `origin/main`. */
  upstream: z.string().nullable(),
  /** Commits that only the branch has, and that only the other has; null without another. */
  ahead: z.number().nullable(),
  behind: z.number().nullable(),
  /** What the branch of a worktree of ours began from; null for every other. */
  base: z.string().nullable(),
})
export type BranchState = z.infer<typeof BranchState>

/** An entry of the index: what is to be committed of a path. Null id: nothing. */
export const IndexEntry = z.object({
  path: z.string(),
  id: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .nullable(),
  mode: z.enum(['100644', '100755', '120000']).nullable(),
})
export type IndexEntry = z.infer<typeof IndexEntry>

const part = {
  threadId: ThreadId,
  /** Absolute, as the change names it. */
  path: z.string(),
  /** One change of the file's diff, counted from 0; the whole file without it. */
  hunk: z.number().int().min(0).optional(),
  /** Of the change as it was shown. */
  version: z.string(),
}

const FAILURES = ['thread.notFound', 'undo.changed', 'git.failed'] as const

/** Only this file, with all of its lines. Absolute, as its change names it. */
const whole = z.string().optional()

export const treeRoutes = {
  /** What is not committed in the folder of a thread: taken up for the next commit, and not. No repository: null. */
  'changes/uncommitted': query({
    params: z.object({ threadId: ThreadId, whole }),
    result: z.object({
      repository: BranchState.nullable(),
      staged: z.array(TreeChange),
      unstaged: z.array(TreeChange),
      /** So many more files are not shown. */
      more: z.number(),
    }),
  }),
  /** What the branch of a worktree changed since it began, committed or not. Empty where that is not known. */
  'changes/branch': query({
    params: z.object({ threadId: ThreadId, whole }),
    result: z.object({ base: z.string().nullable(), files: z.array(TreeChange), more: z.number() }),
  }),
  /** Takes a file or one change of it up for the next commit. The answer says what stood there, for `changes/restage`. */
  'changes/stage': command({
    params: z.object(part),
    result: z.object({ before: IndexEntry }),
    failures: FAILURES,
  }),
  /** Takes it out again. The file itself stays as it is. */
  'changes/unstage': command({
    params: z.object(part),
    result: z.object({ before: IndexEntry }),
    failures: FAILURES,
  }),
  /** Brings an entry of the index back. */
  'changes/restage': command({
    params: z.object({ threadId: ThreadId, entry: IndexEntry }),
    result: z.object({}),
    failures: ['thread.notFound', 'git.failed'],
  }),
  /**
   * Puts a file, or one change of it, back to what is staged. What stood there is kept: `undo/apply` with the `undoId`
   * brings it back.
   */
  'changes/revert': command({
    params: z.object({ ...part, commandId: ClientId }),
    result: z.object({
      undoId: z.string(),
      changed: z.array(z.string()),
      left: z.array(z.string()),
      problem: z.string().nullable(),
    }),
    failures: ['thread.notFound', 'undo.changed', 'turn.running', 'home.notWritable'],
  }),
} as const
