import { Failure } from '../../../contract/procedure.ts'
import { waitingCalls } from '../../../core/thread/thread.ts'
import type { ThreadLog } from './log.ts'
import type { ThreadActor } from './threadActor.ts'

/** The threads that are open now: one actor each, and their memory only as long as somebody needs it. */
export interface OpenThreads {
  /** Takes a new thread in. */
  add(log: ThreadLog, actor: ThreadActor): ThreadActor
  /** The actor of a thread, opened from disk if need be. */
  open(threadId: string): Promise<ThreadActor>
  /** `open`, with the log that the actor writes. */
  entry(threadId: string): Promise<OpenThread>
  /** Actors of threads that are open now. */
  live(): ThreadActor[]
  /** The actor of a thread if it is open now. */
  at(threadId: string): Promise<ThreadActor> | null
  /** Closes a thread: its memory and its file. The next use opens it again. Rejects with `turn.running` while it works. */
  release(threadId: string): Promise<void>
  /** Resolves when no thread runs a turn. */
  idle(): Promise<void>
  /** Stops what runs, then closes the logs. `beforeLogs` may still write into them. */
  dispose(beforeLogs?: () => Promise<void>): Promise<void>
}

export interface OpenThread {
  actor: ThreadActor
  log: ThreadLog
  /** Watchers of its state that belong to the actor itself. */
  ownWatchers: number
  /** On the monotonic clock. */
  usedAt: number
}

export interface OpenThreadsDeps {
  openLog(threadId: string): Promise<ThreadLog>
  actorFor(log: ThreadLog): ThreadActor
  monotonic(): number
  onFailure(error: unknown, threadId: string): void
  /** Milliseconds after which a thread that nobody looks at and that does nothing is let go of. */
  releaseAfterMs?: number
}

/** Coming back to a thread within a minute costs nothing. */
const RELEASE_AFTER_MS = 60_000

export function createOpenThreads(deps: OpenThreadsDeps): OpenThreads {
  const { openLog, actorFor, monotonic, onFailure, releaseAfterMs = RELEASE_AFTER_MS } = deps
  const opening = new Map<string, Promise<OpenThread>>()
  const opened = new Map<string, OpenThread>()
  const closing = new Map<string, Promise<void>>()

  const keep = (log: ThreadLog, actor: ThreadActor): OpenThread => {
    const entry = { actor, log, ownWatchers: actor.state.watchers(), usedAt: monotonic() }
    opened.set(actor.id, entry)
    return entry
  }

  const entry = (threadId: string): Promise<OpenThread> => {
    const at = opened.get(threadId)
    if (at) at.usedAt = monotonic()
    const known = opening.get(threadId)
    if (known) return known
    const found = Promise.resolve(closing.get(threadId))
      .then(() => openLog(threadId))
      .then(log => keep(log, actorFor(log)))
    opening.set(threadId, found)
    found.catch(() => opening.delete(threadId)) // the next attempt tries again
    return found
  }

  /** A thread that leaves no trace lives as long as its host. */
  const isBusy = ({ actor, log }: OpenThread): boolean => log.reading === 'never' || actor.isRunning()

  /** Whether a person looks at it, or something in it waits for one. */
  const isWanted = ({ actor: { state }, ownWatchers }: OpenThread): boolean =>
    state.watchers() > ownWatchers || waitingCalls(state.thread()).length > 0

  const letGo = ({ actor, log }: OpenThread): Promise<void> => {
    opening.delete(actor.id)
    opened.delete(actor.id)
    const done = actor
      .dispose()
      .then(() => log.close())
      .finally(() => closing.delete(actor.id))
    closing.set(actor.id, done)
    return done
  }

  const releaseUnused = (): void => {
    const now = monotonic()
    for (const each of opened.values()) {
      if (isBusy(each) || isWanted(each)) each.usedAt = now
      else if (each.usedAt < now - releaseAfterMs) letGo(each).catch(error => onFailure(error, each.actor.id))
    }
  }
  const releasing = setInterval(releaseUnused, releaseAfterMs / 2).unref()

  const each = (action: (entry: OpenThread) => unknown) => Promise.all([...opened.values()].map(action))

  return {
    add(log, actor) {
      opening.set(actor.id, Promise.resolve(keep(log, actor)))
      return actor
    },
    open: async threadId => (await entry(threadId)).actor,
    entry,
    live: () => [...opened.values()].map(({ actor }) => actor),
    at: threadId => opening.get(threadId)?.then(({ actor }) => actor) ?? null,
    async release(threadId) {
      const found = opened.get(threadId)
      if (!found) return
      if (isBusy(found)) throw new Failure('turn.running', 'This thread is at work. Stop it first.', { threadId })
      await letGo(found)
    },
    idle: async () => void (await each(({ actor }) => actor.idle())),
    async dispose(beforeLogs = async () => undefined) {
      clearInterval(releasing)
      await each(({ actor }) => actor.dispose())
      await beforeLogs()
      await each(({ log }) => log.close())
      await Promise.all(closing.values())
    },
  }
}
