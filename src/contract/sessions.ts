import { z } from 'zod'
import { FoundItem } from './history.ts'
import { command, query, subscription } from './procedure.ts'
import { ClientId, ThreadId, ThreadSummary } from './schemas.ts'

/** What a thread must be to be listed; what is left out does not matter. */
export const SessionFilter = z.object({
  /** Folders; threads of folders below count. */
  workspace: z.string().optional(),
  /** `updatedAt`, Unix ms: from inclusive, to exclusive. */
  from: z.number().optional(),
  to: z.number().optional(),
  model: z.string().optional(),
  /** Which kind of client began it, e.g. `exec`. */
  source: z.string().optional(),
  /** `heddle`, or `codex` for the attached home of the real program. */
  home: z.enum(['heddle', 'codex']).optional(),
  status: z.enum(['idle', 'running', 'done', 'failed', 'interrupted']).optional(),
  /** `active` (default), `archived`, or both. Threads in the trash are listed by `trash/list`. */
  shelf: z.enum(['active', 'archived', 'all']).default('active'),
  pinned: z.boolean().optional(),
  /** Part of the path of a file that the thread touched. */
  file: z.string().optional(),
})
export type SessionFilter = z.infer<typeof SessionFilter>

/** A thread as the sessions room lists it. */
export const SessionRow = ThreadSummary.extend({
  pinned: z.boolean(),
  home: z.enum(['heddle', 'codex']),
  /** It can be read and forked, not continued. */
  readOnly: z.boolean(),
  turns: z.number(),
  totalTokens: z.number(),
  filesTouched: z.number(),
  forkedFrom: z.string().nullable(),
  parentId: z.string().nullable(),
  bytes: z.number(),
})
export type SessionRow = z.infer<typeof SessionRow>

/** How far the index of past threads is; `of` is 0 while it is not known yet. */
export const IndexProgress = z.object({
  phase: z.enum(['looking', 'reading', 'ready']),
  done: z.number(),
  of: z.number(),
  /** Where a damaged index was put aside, told once. */
  damaged: z.string().nullable(),
})
export type IndexProgress = z.infer<typeof IndexProgress>

const Paged = z.object({ limit: z.number().int().min(1).max(500).default(50), cursor: z.string().optional() })
const Ids = z.array(ThreadId).min(1).max(1000)
/** Ids that were changed, and those that were not, each with a sentence that says why. */
const Changed = z.object({
  changed: z.array(z.string()),
  refused: z.array(z.object({ threadId: z.string(), message: z.string() })),
})

export const sessionRoutes = {
  /** Past threads that fit, pinned ones first, then the newest. Only the index is read. */
  'session/list': query({
    params: Paged.extend({ filter: SessionFilter.prefault({}) }),
    result: z.object({ sessions: z.array(SessionRow), nextCursor: z.string().nullable(), total: z.number() }),
  }),
  /**
   * Threads with a text or a title in which all of the words occur, the last one perhaps as the beginning of a word; the
   * best first, with their best hits.
   */
  'session/search': query({
    params: Paged.extend({ text: z.string().min(1).max(1000), filter: SessionFilter.prefault({}) }),
    result: z.object({
      results: z.array(z.object({ session: SessionRow, hits: z.array(FoundItem), hitCount: z.number() })),
      nextCursor: z.string().nullable(),
    }),
  }),
  /** Where words occur in one thread, oldest first, whether or not they are on screen. */
  'thread/find': query({
    params: z.object({
      threadId: ThreadId,
      text: z.string().min(1),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    result: z.object({ hits: z.array(FoundItem), total: z.number() }),
  }),
  /** Values to filter by, with counts, the most frequent first. */
  'session/facets': query({
    params: z.object({}),
    result: z.object({
      workspaces: z.array(z.object({ value: z.string(), count: z.number() })),
      models: z.array(z.object({ value: z.string(), count: z.number() })),
      sources: z.array(z.object({ value: z.string(), count: z.number() })),
    }),
  }),
  'session/pin': command({
    params: z.object({ threadIds: Ids, pinned: z.boolean() }),
    result: Changed,
    failures: ['home.notWritable'],
  }),
  'session/archive': command({
    params: z.object({ threadIds: Ids, archived: z.boolean() }),
    result: Changed,
    failures: ['home.notWritable'],
  }),
  /**
   * Into the trash with all agents below them, from where `trash/restore` brings them back. Refused while a fork still reads
   * its history through one, or an agent is at work.
   */
  'session/trash': command({
    params: z.object({ threadIds: Ids }),
    result: Changed,
    failures: ['home.notWritable'],
  }),
  'trash/list': query({
    params: z.object({}),
    result: z.object({ threads: z.array(SessionRow.extend({ trashedAt: z.number() })) }),
  }),
  'trash/restore': command({
    params: z.object({ threadIds: Ids }),
    result: Changed,
    failures: ['home.notWritable'],
  }),
  /** Deletes for good: the given ones, or all that lie in the trash. */
  'trash/empty': command({
    params: z.object({ threadIds: Ids.optional() }),
    result: z.object({ deleted: z.number(), bytes: z.number() }),
    failures: ['home.notWritable'],
  }),
  'index/watch': subscription({ params: z.object({}), frame: IndexProgress }),
  /** Throws the index away and builds it again from the threads on disk, which takes a while; `index/watch` tells how far. */
  'index/rebuild': command({ params: z.object({}), result: z.object({ threads: z.number() }), failures: [] }),
  /** What lies in the home and how large it is, in bytes. */
  'storage/read': query({
    params: z.object({}),
    result: z.object({
      home: z.string(),
      parts: z.array(
        z.object({
          id: z.enum(['sessions', 'archived', 'trash', 'blobs', 'index', 'logs', 'snapshots', 'exports', 'other']),
          files: z.number(),
          bytes: z.number(),
        }),
      ),
      /** The most that before-images may take. */
      blobsCapBytes: z.number(),
    }),
  }),
} as const

export const exchangeRoutes = {
  /** Writes a thread to a file below `folder` (default: the home's `exports`). Histories read through a base are included. */
  'session/export': command({
    params: z.object({
      threadId: ThreadId,
      /** `bundle`: a JSON lines file that `session/import` takes, attachments included. */
      format: z.enum(['markdown', 'html', 'bundle']),
      folder: z.string().optional(),
    }),
    result: z.object({ path: z.string(), bytes: z.number() }),
    failures: ['thread.notFound', 'home.notWritable'],
  }),
  /** A new thread from an exported bundle or from a rollout file of ours or Codex's. */
  'session/import': command({
    params: z.object({ commandId: ClientId, path: z.string() }),
    result: z.object({ threadId: z.string() }),
    failures: ['import.invalid', 'command.conflict', 'home.notWritable'],
  }),
} as const
