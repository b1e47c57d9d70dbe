import { z } from 'zod'
import { query } from './procedure.ts'

/** A file or folder of a workspace that fits what was written. */
export const FoundFile = z.object({
  /** From the workspace's folder, with `/` between its parts; a folder's ends with one. */
  path: z.string(),
  /** What of the path fits: [from, to) in UTF-16 units. */
  marks: z.array(z.tuple([z.number(), z.number()])),
})
export type FoundFile = z.infer<typeof FoundFile>

export const fileRoutes = {
  /**
   * Files and folders of a workspace by a part of their paths, best first; without a query those used lately and the
   * nearest. Only names are read. What git ignores is left out.
   */
  'files/search': query({
    params: z.object({
      cwd: z.string(),
      query: z.string().max(1000),
      limit: z.number().int().min(1).max(200).default(50),
      /** Paths that were used lately, newest first: of equals they come first. */
      recent: z.array(z.string().max(4096)).max(100).default([]),
    }),
    result: z.object({
      files: z.array(FoundFile),
      /** Files and folders that were looked through. */
      total: z.number(),
      /** `reading`: the folder is still being read, ask again. `partial`: it holds more than are looked through. */
      state: z.enum(['reading', 'whole', 'partial']),
    }),
  }),
  /** What stands at paths that a message names: from the workspace's folder, or absolute. */
  'files/check': query({
    params: z.object({ cwd: z.string(), paths: z.array(z.string().min(1).max(4096)).max(100) }),
    result: z.object({ kinds: z.array(z.enum(['file', 'folder', 'other', 'missing'])) }),
  }),
} as const
