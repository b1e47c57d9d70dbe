import { z } from 'zod'
import { command, query } from './procedure.ts'
import { ClientId, ThreadId } from './schemas.ts'

/** What an undo takes back: a turn, one of its files, one change of a file (counted from 0), or an earlier undo. */
const target = {
  threadId: ThreadId,
  turnId: z.string().optional(),
  undoId: z.string().optional(),
  /** Absolute, as a change names it. */
  path: z.string().optional(),
  /** Only with `path`: the number of the change in the file's diff. */
  hunk: z.number().int().min(0).optional(),
}

const isOne = ({ turnId, undoId }: { turnId?: string; undoId?: string }) =>
  (turnId === undefined) !== (undoId === undefined)
const ONE = 'Either turnId or undoId says what is taken back.'

/** A change that cannot be taken back: where, why, and how many where they are not listed one by one. */
export const OutsideView = z.object({
  path: z.string(),
  reason: z.string(),
  /** The reason as a sentence. */
  sentence: z.string(),
  count: z.number().optional(),
})
export type OutsideView = z.infer<typeof OutsideView>

/** What an undo does with one file. */
export const UndoFile = z.object({
  /** Where it stands now. */
  path: z.string(),
  /** Where it stands afterwards, if that is another place. */
  to: z.string().nullable(),
  action: z.enum(['restore', 'remove', 'recreate', 'moveBack', 'merge', 'conflict', 'unknown']),
  /** What happens and why, in words. */
  sentence: z.string(),
  /** Whether a choice between `mine` and `before` settles it. */
  choice: z.boolean(),
  /** From what stands there now to what would stand there afterwards; empty for what is no text. */
  diff: z.string(),
  added: z.number(),
  removed: z.number(),
  /** Places where the same lines were changed since. */
  conflicts: z.array(z.object({ line: z.number(), mine: z.string(), theirs: z.string() })),
  /** A command had a part in changing it. */
  byCommand: z.boolean(),
})
export type UndoFile = z.infer<typeof UndoFile>

export const UndoPreview = z.object({
  /** Stands for the files as they are now; an apply with it fails once they are not. */
  token: z.string(),
  files: z.array(UndoFile),
  outside: z.array(OutsideView),
})
export type UndoPreview = z.infer<typeof UndoPreview>

export const UndoRecord = z.object({
  undoId: z.string(),
  turnId: z.string().nullable(),
  /** The undo that it took back. */
  ofUndo: z.string().nullable(),
  path: z.string().nullable(),
  at: z.number(),
  paths: z.array(z.string()),
})
export type UndoRecord = z.infer<typeof UndoRecord>

/** All that a turn or a thread did to one file. */
export const ChangedFileView = z.object({
  path: z.string(),
  /** Its first name, where it moved. */
  from: z.string().optional(),
  diff: z.string(),
  added: z.number(),
  removed: z.number(),
  kind: z.enum(['new', 'deleted', 'changed']),
  /** A command had a part in it. */
  byCommand: z.boolean(),
  /** The newest turn that changed it. */
  turnId: z.string(),
  /** How many turns changed it. */
  turns: z.number(),
})
export type ChangedFileView = z.infer<typeof ChangedFileView>

export const undoRoutes = {
  /** What an undo would do, file by file. Changes nothing. */
  'undo/preview': query({ params: z.object(target).refine(isOne, ONE), result: UndoPreview }),
  /**
   * Puts files back. What was edited since is merged; what conflicts is left alone unless `choices` says otherwise. The
   * `commandId` becomes the id of the undo: repeating it finishes what a crash cut short.
   */
  'undo/apply': command({
    params: z
      .object({
        ...target,
        commandId: ClientId,
        choices: z.record(z.string(), z.enum(['mine', 'before'])).optional(),
        token: z.string().optional(),
      })
      .refine(isOne, ONE),
    result: z.object({
      undoId: z.string(),
      /** Files that are put back, removed or moved. */
      changed: z.array(z.string()),
      /** Files that were left as they are. */
      left: z.array(z.string()),
      /** Why the rest was not done, if something got in the way. */
      problem: z.string().nullable(),
    }),
    failures: ['thread.notFound', 'turn.notFound', 'turn.running', 'undo.changed', 'home.notWritable'],
  }),
  /** The newest undos of a thread, newest first. */
  'undo/list': query({ params: z.object({ threadId: ThreadId }), result: z.object({ undos: z.array(UndoRecord) }) }),
  /**
   * What a turn changed in files, or all turns of a thread that are at hand; commands included.
   */
  'changes/read': query({
    params: z.object({
      threadId: ThreadId,
      turnId: z.string().optional(),
      /** Only this file, with all of its lines. Absolute, as its change names it. */
      whole: z.string().optional(),
    }),
    result: z.object({
      files: z.array(ChangedFileView),
      outside: z.array(OutsideView),
      /** Older turns of the thread are not counted in. */
      partial: z.boolean(),
    }),
  }),
} as const
