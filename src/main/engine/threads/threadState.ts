import { emptyHistory, record } from '../../../core/context/history.ts'
import type { History } from '../../../core/context/history.ts'
import { apply } from '../../../core/thread/apply.ts'
import type { Event, EventBody } from '../../../core/thread/events.ts'
import { emptyThread } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { ThreadLog } from './log.ts'

/** Events kept for clients that come back after a lost connection; older ones get the whole state again. */
const REPLAY_EVENTS = 2000

/** A mail box of appends: what one append decides from is what it is recorded after. */
export interface ThreadState {
  thread(): Thread
  history(): History
  /**
   * Records what `decide` makes of the state at its turn in the queue, folds it and tells the watchers. Resolves with
   * the seq after it. Rejects, changing nothing, when it cannot be recorded.
   */
  transact(decide: (thread: Thread) => EventBody[]): Promise<number>
  /** Resolves when the fold satisfies the condition, or when nobody waits for it any more. */
  until(condition: (thread: Thread) => boolean, signal: AbortSignal): Promise<void>
  /** Events after `seq` if all of them are still at hand, else null. */
  since(seq: number): Event[] | null
  watch(handler: (event: Event) => void): () => void
}

export function createThreadState(deps: {
  log: ThreadLog
  now: () => number
  isDurable: (body: EventBody) => boolean
}): ThreadState {
  const { log, now, isDurable } = deps
  const history = emptyHistory()
  const watchers = new Set<(event: Event) => void>()
  const waiting = new Set<{ condition: (thread: Thread) => boolean; resolve: () => void }>()
  let recent: Event[] = []
  let thread = emptyThread(log.threadId)

  const take = (event: Event) => {
    thread = apply(thread, event)
    record(history, event)
    recent.push(event)
    if (recent.length > 2 * REPLAY_EVENTS) recent = recent.slice(-REPLAY_EVENTS)
  }
  for (const event of log.events) take(event)

  /** Appends that are waiting are recorded together, and the disk is waited for once. */
  let asked: Transaction[] = []
  let recording: Promise<void> | null = null

  const recordAsked = async (): Promise<void> => {
    while (asked.length > 0) {
      const batch = asked
      asked = []
      const { bodies, taken } = decideAll(thread, batch, now())
      try {
        if (bodies.length > 0) await recordTogether(bodies)
        for (const { resolve } of taken) resolve(thread.seq)
      } catch (error) {
        for (const { reject } of taken) reject(error)
      }
    }
    recording = null
  }

  const recordTogether = async (bodies: EventBody[]): Promise<void> => {
    const events = await log.append(bodies, { durable: bodies.some(isDurable), at: now() })
    for (const event of events) take(event)
    for (const event of events) for (const handler of watchers) handler(event)
    for (const entry of waiting) {
      if (!entry.condition(thread)) continue
      waiting.delete(entry)
      entry.resolve()
    }
  }

  return {
    thread: () => thread,
    history: () => history,
    transact: decide =>
      new Promise((resolve, reject) => {
        asked.push({ decide, resolve, reject })
        // Not at once: what is asked in the same moment goes along.
        recording ??= Promise.resolve().then(recordAsked)
      }),
    until(condition, signal) {
      if (condition(thread) || signal.aborted) return Promise.resolve()
      return new Promise(resolve => {
        const entry = { condition, resolve }
        waiting.add(entry)
        const giveUp = () => {
          waiting.delete(entry)
          resolve()
        }
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
    since(seq) {
      if (seq === thread.seq) return []
      const at = recent.findLastIndex(event => event.seq === seq)
      return at < 0 ? null : recent.slice(at + 1)
    },
    watch(handler) {
      watchers.add(handler)
      return () => void watchers.delete(handler)
    },
  }
}

interface Transaction {
  decide(thread: Thread): EventBody[]
  resolve(seq: number): void
  reject(error: unknown): void
}

/**
 * What a batch makes true. Each decides from the state after those before it, which is not recorded yet: for that only,
 * the events have places of their own. One that refuses is told at once and leaves the others alone.
 */
function decideAll(thread: Thread, batch: readonly Transaction[], at: number) {
  const bodies: EventBody[] = []
  const taken: Transaction[] = []
  let state = thread
  for (const transaction of batch) {
    try {
      const decided = transaction.decide(state)
      taken.push(transaction)
      bodies.push(...decided)
      if (batch.length > 1) for (const body of decided) state = apply(state, { ...body, seq: state.seq + 1, at })
    } catch (error) {
      transaction.reject(error)
    }
  }
  return { bodies, taken }
}
