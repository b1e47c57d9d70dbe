import { z } from 'zod'
import { PIECE_KINDS } from '../core/context/breakdown.ts'
import { command, query } from './procedure.ts'
import { ClientId, ThreadId } from './schemas.ts'

/** A part of what every request sends. `itemId` is the row of the timeline that shows it, `turnId` the turn of that. */
const Piece = z.object({
  kind: z.enum(PIECE_KINDS),
  tokens: z.number(),
  label: z.string(),
  itemId: z.string().nullable(),
  turnId: z.string().nullable(),
})

/** What fills the context window of a thread. Tokens are estimates, but for `measuredTokens`. */
export const ContextReport = z.object({
  /** What the window held with the last answer, as the provider counted; null when it has not counted since. */
  measuredTokens: z.number().nullable(),
  estimatedTokens: z.number(),
  /** Usable tokens of the model's window. */
  windowTokens: z.number(),
  /** Tokens at which the thread is compacted by itself. */
  compactAtTokens: z.number(),
  /** How often it was compacted. */
  compactions: z.number(),
  kinds: z.array(z.object({ kind: z.enum(PIECE_KINDS), tokens: z.number(), count: z.number() })),
  /** Single pieces, largest first; not all of a long thread. */
  largest: z.array(Piece),
  /** What a compaction now would keep word by word, oldest first, and how large the window would be without a summary. */
  kept: z.object({
    messages: z.array(Piece.omit({ kind: true })),
    /** Tokens that would be cut out of the oldest of them. */
    cutTokens: z.number(),
    leftTokens: z.number(),
  }),
})
export type ContextReport = z.infer<typeof ContextReport>

/** A file of AGENTS.md instructions, and what the model reads of it. */
export const GuidanceSource = z.object({
  path: z.string(),
  /** `global` comes from the home, the others from the project, root first. */
  scope: z.enum(['global', 'project']),
  bytes: z.number(),
  /** How many of them the model reads: fewer where the budget cuts it. */
  usedBytes: z.number(),
  /** An estimate. */
  tokens: z.number(),
  state: z.enum(['whole', 'cut', 'leftOut', 'empty']),
  /** The thread has begun and was not told what the file says now; it is before its next turn. */
  news: z.boolean(),
  /** The beginning of what the model reads. */
  text: z.string(),
})
export type GuidanceSource = z.infer<typeof GuidanceSource>

export const compactionRoutes = {
  /** The AGENTS.md files of a thread, in the order in which the model reads them, as they are now. */
  'thread/guidance': query({
    params: z.object({ threadId: ThreadId }),
    result: z.object({
      files: z.array(GuidanceSource),
      /** Of the files of the project together. */
      usedBytes: z.number(),
      maxBytes: z.number(),
      /** The thread was told something that no file says any more; it is taken back before its next turn. */
      withdrawn: z.boolean(),
    }),
  }),
  /** What fills the context window, by kind and by item, and what a compaction would leave of it. */
  'thread/context': query({ params: z.object({ threadId: ThreadId }), result: ContextReport }),
  /**
   * Compacts the thread in a turn of its own, which can be interrupted like any. An answer means that it has begun; the
   * watcher of the thread hears how it ends.
   */
  'thread/compact': command({
    params: z.object({ commandId: ClientId, threadId: ThreadId }),
    result: z.object({ seq: z.number(), turnId: z.string() }),
    failures: [
      'thread.notFound',
      'thread.archived',
      'thread.empty',
      'turn.running',
      'command.conflict',
      'home.notWritable',
    ],
  }),
} as const
