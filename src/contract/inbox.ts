import { z } from 'zod'
import type { ApprovalRequest } from '../core/thread/calls.ts'
import { subscription } from './procedure.ts'

/** Facts of the log are checked for their frame only: see `EventSchema`. */
const Request = z.looseObject({ kind: z.string(), cwd: z.string() }) as unknown as z.ZodType<ApprovalRequest>

/** A call that waits for a person, in any thread. */
export const InboxEntry = z.object({
  threadId: z.string(),
  turnId: z.string(),
  callId: z.string(),
  /** Title of the thread, or the first words of its first message. */
  thread: z.string(),
  cwd: z.string(),
  /** Of an agent: its name, and the thread at the top of its tree, with its title as `thread` has it. */
  agent: z.object({ nickname: z.string(), rootId: z.string(), root: z.string() }).optional(),
  askedAt: z.number(),
  request: Request,
})
export type InboxEntry = z.infer<typeof InboxEntry>

export const InboxFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reset'), entries: z.array(InboxEntry) }),
  /** Replaces all entries of one thread. */
  z.object({ type: z.literal('changed'), threadId: z.string(), entries: z.array(InboxEntry) }),
])
export type InboxFrame = z.infer<typeof InboxFrame>

export const inboxRoutes = {
  /** Everything that waits for an approval, in threads that run and in those that a dead process left behind. */
  'inbox/watch': subscription({ params: z.object({}), frame: InboxFrame }),
} as const
