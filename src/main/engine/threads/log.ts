import type { Event, EventBody } from '../../../core/thread/events.ts'

/** The log of one thread as the store offers it. */
export interface ThreadLog {
  threadId: string
  /** Everything recorded so far, bases of forks included. */
  events: readonly Event[]
  /** Records events together. `durable` also survives a power cut. Rejects when nothing was recorded. */
  append(bodies: EventBody[], options: { durable: boolean; at: number }): Promise<Event[]>
  close(): Promise<void> | void
}
