import { z } from 'zod'
import { query } from './procedure.ts'
import { ThreadId } from './schemas.ts'

/** A line of a thread's file, which is JSON. */
export const WrittenLine = z.object({
  /** Byte at which it begins in the file. */
  offset: z.number(),
  bytes: z.number(),
  /** The line, or the beginning of one that is longer than 64 KB. */
  text: z.string(),
})
export type WrittenLine = z.infer<typeof WrittenLine>

export const logRoutes = {
  /**
   * What is written of a thread, as it is written: the lines before a place of its file, those after one, or without
   * either the last. About 256 KB of them.
   */
  'thread/written': query({
    params: z.object({
      threadId: ThreadId,
      before: z.number().int().min(0).optional(),
      after: z.number().int().min(0).optional(),
    }),
    result: z.object({
      /** Where the file lies; null while nothing is written. */
      path: z.string().nullable(),
      lines: z.array(WrittenLine),
      /** Places of the file between which the lines lie. Nothing is before 0. */
      from: z.number(),
      to: z.number(),
    }),
  }),
} as const
