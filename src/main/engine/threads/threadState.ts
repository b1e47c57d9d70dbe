import { record } from '../../../core/context/history.ts'
import type { History } from '../../../core/context/history.ts'
import { apply } from '../../../core/thread/apply.ts'
import type { Event, EventBody } from '../../../core/thread/events.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { windowOf } from '../../../core/thread/window.ts'
import type { ThreadLog } from './log.ts'

/** Events kept for clients that come back after a lost connection; older ones get the whole state again. */
const REPLAY_EVENTS = 2000

/** Turns that are kept at hand, where older ones can be read again. */
const TURNS_KEPT = 20

/** A mail box of appends: what one append decides from is what it is recorded after. */
export interface ThreadState {
  thread(): Thread
  /** What the model has read so far, loaded with the first call. The same object each time: it goes on growing. */
  history(): Promise<History>
  /**
   * Records what `decide` makes of the state at its turn in the queue, folds it and tells the watchers. Resolves with
   * the seq after it. Rejects, changing nothing, when it cannot be recorded.
   */
  transact(decide: (thread: Thread) => EventBody[]): Promise<number>
  /** Resolves when the fold satisfies the condition, or when nobody waits for it any more. */
  until(condition: (thread: Thread) => boolean, signal: AbortSignal): Promise<void>
  /** Events after `seq` if all of them are still at hand, else null. */
  since(seq: number): Event[] | null
  /** `onRestart` is told when the state is another one, to which no events lead. */
  watch(handler: (event: Event) => void, onRestart?: () => void): () => void
  /**
   * Goes on with another log of the same thread, in which these facts are recorded before anybody is told. Resolves with
   * the seq after them. Rejects, changing nothing, when they cannot be recorded.
   */
  restart(log: ThreadLog, first: EventBody[]): Promise<number>
  /** How many watch. */
  watchers(): number
}

export function createThreadState(deps: {
  log: ThreadLog
  now: () => number
  isDurable: (body: EventBody) => boolean
}): ThreadState {
  const { now, isDurable } = deps
  let { log } = deps
  let history = growingHistory(log)
  const watchers = new Set<Watcher>()
  const waiting = new Set<{ condition: (thread: Thread) => boolean; resolve: () => void }>()
  let recent: Event[] = []
  let { thread } = log

  const take = (event: Event) => {
    thread = apply(thread, event)
    if (log.reading === 'turns' && thread.turns.length > 2 * TURNS_KEPT) thread = windowOf(thread, TURNS_KEPT)
    history.take(event)
    recent.push(event)
    if (recent.length > 2 * REPLAY_EVENTS) recent = recent.slice(-REPLAY_EVENTS)
  }

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
    for (const event of events) for (const { onEvent } of watchers) onEvent(event)
    for (const entry of waiting) {
      if (!entry.condition(thread)) continue
      waiting.delete(entry)
      entry.resolve()
    }
  }

  return {
    thread: () => thread,
    history: () => history.loaded(),
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
    watch(onEvent, onRestart) {
      const watcher = { onEvent, onRestart }
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    async restart(next, first) {
      const events = await next.append(first, { durable: true, at: now() })
      log = next
      thread = next.thread
      history = growingHistory(next)
      recent = []
      for (const event of events) take(event)
      for (const { onRestart } of watchers) onRestart?.()
      return thread.seq
    },
    watchers: () => watchers.size,
  }
}

/** The history up to the opening is read when it is first needed; what is recorded meanwhile waits for it. */
function growingHistory(log: ThreadLog) {
  let history: History | null = null
  let loading: Promise<History> | null = null
  const waiting: Event[] = []

  const load = async (): Promise<History> => {
    const before = await log.history()
    for (const event of waiting.splice(0)) record(before, event)
    history = before
    return before
  }
  return {
    take(event: Event) {
      if (history) record(history, event)
      else waiting.push(event)
    },
    loaded(): Promise<History> {
      loading ??= load().catch(error => {
        loading = null // the next call has its own chance
        throw error
      })
      return loading
    },
  }
}

interface Watcher {
  onEvent(event: Event): void
  onRestart?(): void
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
