import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'

/** A command that runs on after its call came back. */
export const TerminalView = z.object({
  sessionId: z.number(),
  threadId: z.string(),
  callId: z.string(),
  command: z.string(),
  workdir: z.string(),
  tty: z.boolean(),
  sandboxed: z.boolean(),
  startedAt: z.number(),
  /** The end of what it printed, at most 4 KB. */
  tail: z.string(),
})
export type TerminalView = z.infer<typeof TerminalView>

export const terminalRoutes = {
  /** Commands that run in the background, of one thread or of all. */
  'terminals/watch': subscription({
    params: z.object({ threadId: z.string().optional() }),
    frame: z.object({ type: z.literal('terminals'), terminals: z.array(TerminalView) }),
  }),
  /** Ends a command and everything that it started. */
  'terminal/kill': command({
    params: z.object({ sessionId: z.number() }),
    result: z.object({ ended: z.boolean() }),
    failures: [],
  }),
  /** What a turn changed in files, as one diff for each. */
  'turn/diff': query({
    params: z.object({ threadId: z.string(), turnId: z.string() }),
    result: z.object({
      files: z.array(z.object({ path: z.string(), diff: z.string(), added: z.number(), removed: z.number() })),
    }),
  }),
} as const
