import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'

/** A program that runs when something happens. */
export const Hook = z.object({
  /** Of event, place and content: another command is another hook. */
  id: z.string(),
  event: z.string(),
  /** The program and its arguments, or a line for the shell. */
  command: z.union([z.array(z.string()), z.string()]),
  /** Tools that it is for; null for all. */
  matcher: z.string().nullable(),
  timeoutMs: z.number(),
  layer: z.enum(['system', 'user', 'project']),
  file: z.string(),
  line: z.number().nullable(),
  /** `own`: in the user's own file. `asked`: it runs only once it is agreed to. */
  consent: z.enum(['own', 'given', 'asked', 'refused']),
  problem: z.string().nullable(),
})
export type Hook = z.infer<typeof Hook>

export const HookRun = z.object({
  at: z.number(),
  hookId: z.string(),
  event: z.string(),
  threadId: z.string().nullable(),
  durationMs: z.number(),
  outcome: z.enum(['passed', 'denied', 'rewritten', 'failed', 'timedOut']),
  exitCode: z.number().nullable(),
  /** What it printed as an error, or why it denied; shortened. */
  detail: z.string().nullable(),
})
export type HookRun = z.infer<typeof HookRun>

export const hookRoutes = {
  'hooks/list': query({
    params: z.object({ cwd: z.string().optional() }),
    result: z.object({
      hooks: z.array(Hook),
      /** The `notify` program. */
      notify: z.object({ command: z.array(z.string()), file: z.string(), line: z.number().nullable() }).nullable(),
    }),
  }),
  /** Hooks that ran lately, oldest first, and then each that runs. */
  'hooks/watch': subscription({ params: z.object({}), frame: z.object({ runs: z.array(HookRun) }) }),
  /** Whether a repository's hook, as it is now, may run. */
  'hook/consent': command({
    params: z.object({ cwd: z.string(), id: z.string(), given: z.boolean() }),
    result: z.object({}),
    failures: ['hook.notFound', 'home.notWritable'],
  }),
} as const
