import type { History } from '../../../core/context/history.ts'
import type { Event, EventBody } from '../../../core/thread/events.ts'
import type { Thread } from '../../../core/thread/thread.ts'

/** The log of one thread as the store offers it. */
export interface ThreadLog {
  threadId: string
  /** The thread when the log was opened; of a long one only the newest turns. */
  readonly thread: Thread
  /** Base instructions that the thread was begun with. */
  readonly instructions: string | undefined
  /** How what is recorded can be read again: turn by turn, only as a whole, or not at all since it leaves no trace. */
  readonly reading: 'turns' | 'whole' | 'never'
  /** What the model had read of the thread when the log was opened. */
  history(): Promise<History>
  /**
   * Records events together, at `at` (Unix ms); `durable` also survives a power cut. Takes the thread's lock with the
   * first call. Rejects with a `StoreError` when nothing was recorded.
   */
  append(bodies: readonly EventBody[], options: { durable: boolean; at: number }): Promise<Event[]>
  /** Waits for what is being appended and lets the thread go. */
  close(): Promise<void>
}
