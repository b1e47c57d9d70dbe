import { z } from 'zod'
import { command, query } from './procedure.ts'
import { ClientId, ThreadId } from './schemas.ts'

/** Something that a person wrote to an agent; `at` in Unix ms. */
export const SaidMessage = z.object({ threadId: z.string(), text: z.string(), at: z.number() })
export type SaidMessage = z.infer<typeof SaidMessage>

export const saidRoutes = {
  /** What people said in whatever thread, each text once, newest first. */
  'messages/said': query({
    params: z.object({ limit: z.number().int().min(1).max(1000).default(500) }),
    result: z.object({ messages: z.array(SaidMessage) }),
  }),
  /**
   * Runs a command of the user's in the thread's folder, outside of any sandbox: in the turn that runs, else in a turn of
   * its own, which `turn/interrupt` stops. The model reads what it printed before it is next asked.
   */
  'command/run': command({
    params: z.object({ threadId: ThreadId, commandId: ClientId, command: z.string().min(1).max(100_000) }),
    result: z.object({ seq: z.number(), turnId: z.string() }),
    failures: ['thread.notFound', 'thread.archived', 'thread.readOnly', 'turn.running'],
  }),
} as const
