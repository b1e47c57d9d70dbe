import { z } from 'zod'
import { command } from './procedure.ts'

export const diagnosticsRoutes = {
  /** Writes what helps to find out what is wrong into one file: versions, configuration, logs, without any secret. */
  'diagnostics/export': command({
    params: z.object({}),
    result: z.object({ path: z.string(), bytes: z.number(), left: z.array(z.string()) }),
    failures: ['home.notWritable'],
  }),
} as const
