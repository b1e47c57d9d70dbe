import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../../contract/procedure.ts'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { AgentOrigin } from '../../../core/agents/agent.ts'
import type { ClientTool, EventBody, EventOf, GitInfo, ThreadOrigin } from '../../../core/thread/events.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { QueuedInput, Thread } from '../../../core/thread/thread.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { ThreadLog } from './log.ts'
import { createOpenThreads } from './openThreads.ts'
import type { OpenThread, OpenThreads } from './openThreads.ts'
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
  /** Of an agent: whose it is and what it is called. */
  threadId?: string
  parentId?: string
  agent?: AgentOrigin
  /** Facts that its log begins with. */
  inherited?: EventBody[]
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
  /** The last turn of a thread that is not open, and what it is set to. Rejects with `thread.notFound`. */
  peekLog(threadId: string): Promise<Pick<ThreadLog, 'thread' | 'instructions'>>
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

export interface ThreadManager extends Omit<OpenThreads, 'add' | 'entry'> {
  start(thread: NewThread): Promise<ThreadActor>
  /** A thread with the history of another. It is on disk when this resolves. */
  fork(from: Fork, origin: ThreadOrigin): Promise<ThreadActor>
  /** Takes `turns` turns, from `beforeSeq` on, out of a thread. Rejects with `turn.running`, `thread.archived`. */
  revert(from: { threadId: string; beforeSeq: number; turns: number }): Promise<number>
  /** Brings back what the newest revert took out. Rejects with `turn.running`, `thread.notReverted`. */
  unrevert(threadId: string): Promise<number>
  /** A thread with its last turn at least, opened or not. */
  peek(threadId: string): Promise<Pick<ThreadLog, 'thread' | 'instructions'>>
}

/** Keeps one actor a thread: the only place where threads are opened and made. */
export function createThreadManager(deps: ManagerDeps): ThreadManager {
  const actorFor = (log: ThreadLog, instructions = log.instructions ?? deps.fallbackInstructions): ThreadActor => {
    const state = createThreadState({ log, now: deps.now, isDurable: body => isDurable(body, actorOf) })
    const actorOf = () => state.thread()
    return createThreadActor({
      ...deps,
      threadId: log.threadId,
      instructions,
      state,
      onChange: ({ summary }) => deps.onSummary(summary()),
    })
  }

  /** What has to survive a power cut before anyone is told: see the store's rule on syncing. */
  const isDurable = (body: EventBody, thread: () => ReturnType<ThreadActor['state']['thread']>): boolean => {
    if (body.type !== 'call.started') return SYNCED.has(body.type)
    const call = thread()
      .turns.at(-1)
      ?.items.find(item => item.type === 'call' && item.id === body.callId)
    return call?.type !== 'call' || !('name' in call.item) || deps.mayWrite(call.item.name)
  }

  const threads = createOpenThreads({ ...deps, actorFor })
  const { open } = threads

  const adopt = (log: ThreadLog, instructions: string): ThreadActor => threads.add(log, actorFor(log, instructions))

  const peek: ThreadManager['peek'] = async threadId => {
    const actor = await threads.at(threadId)
    return actor ? { thread: actor.state.thread(), instructions: actor.instructions } : deps.peekLog(threadId)
  }

  /** A thread in which nothing happens until the next command. */
  const atRest = async (threadId: string): Promise<OpenThread> => {
    const entry = await threads.entry(threadId)
    const { actor } = entry
    const { state } = actor
    // A turn whose end is recorded has a last breath to draw, in which the next may begin.
    while (actor.isRunning() && runningTurn(state.thread()) === null) {
      const begun = new AbortController()
      await Promise.race([actor.idle(), state.until(thread => runningTurn(thread) !== null, begun.signal)])
      begun.abort()
    }
    if (actor.isRunning()) throw new Failure('turn.running', 'This thread is at work. Stop it first.', { threadId })
    if (state.thread().archived)
      throw new Failure('thread.archived', 'This thread is archived. Restore it to go on.', { threadId })
    return entry
  }

  return {
    async start({ settings, clientTools = [], threadId = deps.newId(), inherited = [], ephemeral = false, ...thread }) {
      const { provider } = settings
      const { instructions } = thread
      const header = { ...thread, threadId, provider, version: deps.version, ephemeral }
      const actor = adopt(deps.createLog({ type: 'thread.created', ...header }), instructions)
      await actor.state.transact(() => [
        { type: 'thread.configured', settings },
        ...(clientTools.length > 0 ? [{ type: 'tools.registered' as const, tools: clientTools }] : []),
        ...inherited,
      ])
      deps.onSummary(actor.summary())
      return actor
    },
    async fork({ threadId: from, beforeSeq, editOf }, origin) {
      const { thread: source, instructions = deps.fallbackInstructions } = await peek(from)
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
      // What was waiting to be said there is said there.
      await actor.state.transact(({ inbox }) => [{ type: 'thread.configured', settings }, ...inbox.map(removed)])
      deps.onSummary(actor.summary())
      return actor
    },
    async revert({ threadId, beforeSeq, turns }) {
      const entry = await atRest(threadId)
      await deps.agents?.beforeRevert(entry.actor, beforeSeq)
      return switchTo(
        deps,
        entry,
        () => deps.revertLog(threadId, beforeSeq),
        ({ inbox }) => [{ type: 'thread.reverted', turns }, ...inbox.map(removed)],
      )
    },
    async unrevert(threadId) {
      const entry = await atRest(threadId)
      const { title, settings } = entry.actor.state.thread()
      const next = async () => {
        await deps.unrevertLog(threadId)
        return deps.openLog(threadId)
      }
      // What a person set since stays set.
      return switchTo(deps, entry, next, thread => [
        ...(title !== null && title !== thread.title ? [{ type: 'thread.renamed', title } as const] : []),
        ...(settings && !isDeepStrictEqual(settings, thread.settings)
          ? [{ type: 'thread.configured', settings } as const]
          : []),
      ])
    },
    open,
    peek,
    live: threads.live,
    at: threads.at,
    release: threads.release,
    idle: threads.idle,
    dispose: threads.dispose,
  }
}

/**
 * The actor goes on with another log of its thread, in which `first` is recorded; with what is on disk where that fails.
 * Resolves with the seq after it.
 */
async function switchTo(
  { openLog, onSummary }: Pick<ManagerDeps, 'openLog' | 'onSummary'>,
  entry: OpenThread,
  next: () => Promise<ThreadLog>,
  first: (thread: Thread) => EventBody[],
): Promise<number> {
  const { id, state, summary } = entry.actor
  await entry.log.close()
  let log: ThreadLog | null = null
  try {
    log = await next()
    const seq = await state.restart(log, first(log.thread))
    entry.log = log
    return seq
  } catch (error) {
    await log?.close()
    entry.log = await openLog(id)
    await state.restart(entry.log, [])
    throw error
  } finally {
    onSummary(summary())
  }
}

const removed = ({ id: inputId }: QueuedInput) => ({ type: 'input.removed', inputId }) as const

const SYNCED: ReadonlySet<EventBody['type']> = new Set<EventBody['type']>([
  'thread.created',
  'turn.started',
  'input.queued',
  'userCommand.started',
  'approval.decided',
  'agent.spawned',
  'plan.decided',
  'files.undone',
  'turn.finished',
])
