import { z } from 'zod'
import type { Turn } from '../core/thread/thread.ts'
import { command, query } from './procedure.ts'
import { ClientId, Content, ThreadId } from './schemas.ts'

/** Checked for their frame only, as `ThreadSchema` is. */
export const TurnSchema = z.looseObject({
  id: z.string(),
  firstSeq: z.number(),
  items: z.array(z.unknown()),
}) as unknown as z.ZodType<Turn>

export const EarlierSchema = z.object({ turns: z.number(), beforeSeq: z.number() })
export const LaterSchema = z.object({ turns: z.number(), afterSeq: z.number() })

/** A stretch of a thread's turns, oldest first, and what lies on either side of it. */
export const TurnPage = z.object({
  turns: z.array(TurnSchema),
  earlier: EarlierSchema.nullable(),
  later: LaterSchema.nullable(),
})
export type TurnPage = z.infer<typeof TurnPage>

/** One turn as the rail and the tree of forks show it. */
export const TurnMark = z.object({
  turnId: z.string(),
  firstSeq: z.number(),
  status: z.enum(['running', 'completed', 'interrupted', 'failed', 'blocked']),
  startedAt: z.number(),
  /** First words of what the user said. */
  preview: z.string(),
})
export type TurnMark = z.infer<typeof TurnMark>

export const FoundItem = z.object({
  turnId: z.string(),
  itemId: z.string().nullable(),
  kind: z.enum(['message', 'answer', 'call', 'output', 'path']),
  seq: z.number(),
  /** The surroundings of the first hit, one line. */
  excerpt: z.string(),
  /** Where the hits are in the excerpt: [from, to) in UTF-16 units. */
  marks: z.array(z.tuple([z.number(), z.number()])),
})
export type FoundItem = z.infer<typeof FoundItem>

/** A thread in the tree of its forks. */
export const LineageNode = z.object({
  threadId: z.string(),
  title: z.string().nullable(),
  preview: z.string(),
  updatedAt: z.number(),
  archived: z.boolean(),
  /** Its history is that of `threadId` before `beforeSeq`. Null for the root. */
  forkedFrom: z.object({ threadId: z.string(), beforeSeq: z.number() }).nullable(),
  /** It was made by saying the message of this turn of its origin differently. */
  editOf: z.string().nullable(),
})
export type LineageNode = z.infer<typeof LineageNode>

export const historyRoutes = {
  /**
   * Turns of a thread: those before `before` (a seq), those from `after` on, or those around `turnId`; the newest when none
   * is given.
   */
  'thread/turns': query({
    params: z.object({
      threadId: ThreadId,
      limit: z.number().int().min(1).max(200).default(20),
      before: z.number().optional(),
      after: z.number().optional(),
      turnId: z.string().optional(),
    }),
    result: TurnPage,
  }),
  /** All turns of a thread without their items, oldest first. */
  'thread/outline': query({
    params: z.object({ threadId: ThreadId }),
    result: z.object({ turns: z.array(TurnMark) }),
  }),
  /**
   * A new thread with the history before or after a turn; of the whole thread without `turnId`. Costs the same whatever
   * the length.
   */
  'thread/fork': command({
    params: z.object({
      commandId: ClientId,
      threadId: ThreadId,
      turnId: z.string().optional(),
      side: z.enum(['before', 'after']).default('after'),
    }),
    result: z.object({ threadId: z.string() }),
    failures: ['thread.notFound', 'turn.notFound', 'turn.running', 'command.conflict', 'home.notWritable'],
  }),
  /** Says the message that began a turn differently: a fork before that turn, which starts with the new words. */
  'thread/edit': command({
    params: z.object({ commandId: ClientId, threadId: ThreadId, turnId: z.string(), content: Content }),
    result: z.object({ threadId: z.string() }),
    failures: ['thread.notFound', 'turn.notFound', 'command.conflict', 'home.notWritable'],
  }),
  /** The thread's ancestors and everything that was forked from any of them, oldest first. */
  'thread/lineage': query({
    params: z.object({ threadId: ThreadId }),
    result: z.object({ nodes: z.array(LineageNode) }),
  }),
  /** Takes a turn and everything after it out of the thread. Nothing is deleted: `thread/unrevert` brings it back. */
  'thread/revert': command({
    params: z.object({ threadId: ThreadId, turnId: z.string() }),
    result: z.object({ seq: z.number(), turns: z.number() }),
    failures: [
      'thread.notFound',
      'turn.notFound',
      'turn.running',
      'thread.archived',
      'thread.readOnly',
      'thread.legacy',
      'home.notWritable',
    ],
  }),
  /** Brings back what the newest revert took out, as long as nothing was said since. */
  'thread/unrevert': command({
    params: z.object({ threadId: ThreadId }),
    result: z.object({ seq: z.number() }),
    failures: ['thread.notFound', 'thread.notReverted', 'thread.archived', 'turn.running', 'home.notWritable'],
  }),
} as const
