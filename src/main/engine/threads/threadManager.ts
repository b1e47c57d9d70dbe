import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../../contract/procedure.ts'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { ClientTool, EventBody, EventOf, GitInfo, ThreadOrigin } from '../../../core/thread/events.ts'
import { runningTurn, waitingCalls } from '../../../core/thread/thread.ts'
import type { QueuedInput } from '../../../core/thread/thread.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { ThreadLog } from './log.ts'
import { createThreadActor } from './threadActor.ts'
import type { ActorDeps, ThreadActor } from './threadActor.ts'
import { createThreadState } from './threadState.ts'

export interface NewThread {
  cwd: string
  settings: ThreadSettings
  instructions: string
  git?: GitInfo
  origin: ThreadOrigin
  ephemeral?: boolean
  /** Tools that the client carries out itself. */
  clientTools?: ClientTool[]
}

/** Where a thread's history comes from. */
export interface Fork {
  threadId: string
  beforeSeq: number
  /** The turn whose message it says differently. */
  editOf?: string
}

/** The fact that a log begins with. */
export type ThreadHeader = Omit<EventOf<'thread.created'>, 'seq' | 'at'>

export interface ManagerDeps extends Omit<ActorDeps, 'threadId' | 'instructions' | 'state' | 'onChange'> {
  now(): number
  version: string
  /** Opens the log of a thread on disk. Rejects with `thread.notFound`. */
  openLog(threadId: string): Promise<ThreadLog>
  /** A log that begins with this fact. Nothing is on disk before its first append. */
  createLog(header: ThreadHeader): ThreadLog
  /** A log that begins with another's history, up to `forkedFrom.beforeSeq`. */
  forkLog(header: ThreadHeader & { forkedFrom: NonNullable<ThreadHeader['forkedFrom']> }): Promise<ThreadLog>
  /** The log of a thread that goes on before `beforeSeq`. Nothing is on disk before its first append. */
  revertLog(threadId: string, beforeSeq: number): Promise<ThreadLog>
  /** Takes the newest revert back. Rejects with `thread.notReverted`. */
  unrevertLog(threadId: string): Promise<void>
  /** Instructions for threads whose log has none of its own. */
  fallbackInstructions: string
  /** Whether the tool that a call is for can change anything. */
  mayWrite(callName: string): boolean
  onSummary(summary: ThreadSummary): void
  /** Milliseconds after which a thread that nobody looks at and that does nothing is let go of. */
  releaseAfterMs?: number
}

export interface ThreadManager {
  start(thread: NewThread): Promise<ThreadActor>
  /** A thread with the history of another. It is on disk when this resolves. */
  fork(from: Fork, origin: ThreadOrigin): Promise<ThreadActor>
  /** Takes `turns` turns, from `beforeSeq` on, out of a thread. Rejects with `turn.running`, `thread.archived`. */
  revert(from: { threadId: string; beforeSeq: number; turns: number }): Promise<number>
  /** Brings back what the newest revert took out. Rejects with `turn.running`, `thread.notReverted`. */
  unrevert(threadId: string): Promise<number>
  /** The actor of a thread, opened from disk if need be. */
  open(threadId: string): Promise<ThreadActor>
  /** Actors of threads that are open now. */
  live(): ThreadActor[]
  /** The actor of a thread if it is open now. */
  at(threadId: string): Promise<ThreadActor> | null
  /**
   * Closes a thread: its memory and its file. The next use opens it again. Rejects with `turn.running` while it works.
   */
  release(threadId: string): Promise<void>
  /** Resolves when no thread runs a turn. */
  idle(): Promise<void>
  dispose(): Promise<void>
}

/** Keeps one actor a thread: the only place where threads are opened and made. */
export function createThreadManager(deps: ManagerDeps): ThreadManager {
  const actors = new Map<string, Promise<ThreadActor>>()
  const open = new Map<string, Open>()
  /** Threads that are being let go of. */
  const closing = new Map<string, Promise<void>>()

  const adopt = (log: ThreadLog, instructions: string): ThreadActor => {
    const state = createThreadState({ log, now: deps.now, isDurable: body => isDurable(body, actorOf) })
    const actorOf = () => state.thread()
    const actor = createThreadActor({
      ...deps,
      threadId: log.threadId,
      instructions,
      state,
      onChange: ({ summary }) => deps.onSummary(summary()),
    })
    open.set(log.threadId, { actor, log, ownWatchers: state.watchers(), usedAt: deps.monotonic() })
    return actor
  }

  /** What has to survive a power cut before anyone is told: see the store's rule on syncing. */
  const isDurable = (body: EventBody, thread: () => ReturnType<ThreadActor['state']['thread']>): boolean => {
    if (body.type !== 'call.started') return SYNCED.has(body.type)
    const call = thread()
      .turns.at(-1)
      ?.items.find(item => item.type === 'call' && item.id === body.callId)
    return call?.type !== 'call' || !('name' in call.item) || deps.mayWrite(call.item.name)
  }

  const openThread = (threadId: string): Promise<ThreadActor> => {
    const known = actors.get(threadId)
    const entry = open.get(threadId)
    if (entry) entry.usedAt = deps.monotonic()
    if (known) return known
    const opening = Promise.resolve(closing.get(threadId))
      .then(() => deps.openLog(threadId))
      .then(log => adopt(log, log.instructions ?? deps.fallbackInstructions))
    actors.set(threadId, opening)
    opening.catch(() => actors.delete(threadId)) // the next attempt tries again
    return opening
  }

  /** A thread that leaves no trace lives as long as its host. */
  const isBusy = ({ actor, log }: Open): boolean => log.reading === 'never' || actor.isRunning()

  const letGo = ({ actor, log }: Open): Promise<void> => {
    actors.delete(actor.id)
    open.delete(actor.id)
    const done = actor
      .dispose()
      .then(() => log.close())
      .finally(() => closing.delete(actor.id))
    closing.set(actor.id, done)
    return done
  }

  const atRest = async (threadId: string): Promise<Open> => {
    const actor = await openThread(threadId)
    const entry = open.get(threadId)
    const { state } = actor
    // A turn whose end is recorded has a last breath to draw, in which the next may begin.
    while (actor.isRunning() && runningTurn(state.thread()) === null) {
      const begun = new AbortController()
      await Promise.race([actor.idle(), state.until(thread => runningTurn(thread) !== null, begun.signal)])
      begun.abort()
    }
    if (!entry || actor.isRunning())
      throw new Failure('turn.running', 'This thread is at work. Stop it first.', { threadId })
    if (actor.state.thread().archived)
      throw new Failure('thread.archived', 'This thread is archived. Restore it to go on.', { threadId })
    return entry
  }

  /** The actor goes on with another log of its thread; with what is on disk where that fails. */
  const switchTo = async (entry: Open, next: () => Promise<ThreadLog>): Promise<void> => {
    try {
      entry.log = await next()
    } catch (error) {
      entry.log = await deps.openLog(entry.actor.id)
      throw error
    } finally {
      entry.actor.state.restart(entry.log)
      deps.onSummary(entry.actor.summary())
    }
  }

  const releaseAfterMs = deps.releaseAfterMs ?? RELEASE_AFTER_MS
  const releaseUnused = (): void => {
    const before = deps.monotonic() - releaseAfterMs
    for (const entry of open.values()) {
      if (
        isBusy(entry) ||
        waitingCalls(entry.actor.state.thread()).length > 0 ||
        entry.actor.state.watchers() > entry.ownWatchers
      )
        entry.usedAt = deps.monotonic()
      else if (entry.usedAt < before) letGo(entry).catch(error => deps.onFailure(error, entry.actor.id))
    }
  }
  const releasing = setInterval(releaseUnused, releaseAfterMs / 2).unref()

  return {
    async start({ cwd, settings, instructions, git, origin, ephemeral = false, clientTools = [] }) {
      const threadId = deps.newId()
      const { provider } = settings
      const { version } = deps
      const header = { threadId, cwd, origin, provider, instructions, git, version, ephemeral }
      const actor = adopt(deps.createLog({ type: 'thread.created', ...header }), instructions)
      actors.set(threadId, Promise.resolve(actor))
      await actor.state.transact(() => [
        { type: 'thread.configured', settings },
        ...(clientTools.length > 0 ? [{ type: 'tools.registered' as const, tools: clientTools }] : []),
      ])
      deps.onSummary(actor.summary())
      return actor
    },
    async fork({ threadId: from, beforeSeq, editOf }, origin) {
      const { state, instructions } = await openThread(from)
      const source = state.thread()
      const threadId = deps.newId()
      const settings = source.settings ?? (await deps.defaultSettings(source.cwd))
      const log = await deps.forkLog({
        type: 'thread.created',
        threadId,
        cwd: source.cwd,
        origin,
        provider: settings.provider,
        instructions,
        git: source.git,
        version: deps.version,
        forkedFrom: { threadId: from, beforeSeq },
        editOf,
      })
      const actor = adopt(log, instructions)
      actors.set(threadId, Promise.resolve(actor))
      // What was waiting to be said there is said there.
      await actor.state.transact(({ inbox }) => [{ type: 'thread.configured', settings }, ...inbox.map(removed)])
      deps.onSummary(actor.summary())
      return actor
    },
    async revert({ threadId, beforeSeq, turns }) {
      const entry = await atRest(threadId)
      const { state } = entry.actor
      await entry.log.close()
      await switchTo(entry, () => deps.revertLog(threadId, beforeSeq))
      return state.transact(({ inbox }) => [{ type: 'thread.reverted', turns }, ...inbox.map(removed)])
    },
    async unrevert(threadId) {
      const entry = await atRest(threadId)
      const { state } = entry.actor
      const { title, settings } = state.thread()
      await entry.log.close()
      await switchTo(entry, async () => {
        await deps.unrevertLog(threadId)
        return deps.openLog(threadId)
      })
      // What a person set since stays set.
      return state.transact(thread => [
        ...(title !== null && title !== thread.title ? [{ type: 'thread.renamed', title } as const] : []),
        ...(settings && !isDeepStrictEqual(settings, thread.settings)
          ? [{ type: 'thread.configured', settings } as const]
          : []),
      ])
    },
    open: openThread,
    live: () => [...open.values()].map(({ actor }) => actor),
    at: threadId => actors.get(threadId) ?? null,
    async release(threadId) {
      const entry = open.get(threadId)
      if (!entry) return
      if (isBusy(entry)) throw new Failure('turn.running', 'This thread is at work. Stop it first.', { threadId })
      await letGo(entry)
    },
    async idle() {
      await Promise.all([...open.values()].map(({ actor }) => actor.idle()))
    },
    async dispose() {
      clearInterval(releasing)
      await Promise.all([...open.values()].map(({ actor }) => actor.dispose()))
      await Promise.all([...open.values()].map(({ log }) => log.close()))
      await Promise.all(closing.values())
    },
  }
}

const removed = ({ id: inputId }: QueuedInput) => ({ type: 'input.removed', inputId }) as const

interface Open {
  actor: ThreadActor
  log: ThreadLog
  /** Watchers of its state that belong to the actor itself. */
  ownWatchers: number
  /** On the monotonic clock. */
  usedAt: number
}

/** Coming back to a thread within a minute costs nothing. */
const RELEASE_AFTER_MS = 60_000

const SYNCED: ReadonlySet<EventBody['type']> = new Set<EventBody['type']>([
  'thread.created',
  'turn.started',
  'input.queued',
  'approval.decided',
  'files.undone',
  'turn.finished',
])
