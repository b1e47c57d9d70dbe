import type { AgentLink, AgentStatus } from '../../../core/agents/agent.ts'
import { linkOf, openLinks, statusOfLink } from '../../../core/agents/status.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { AgentsDeps } from './deps.ts'

/** An agent as it is now, seen from its parent. */
export interface Standing {
  status: AgentStatus
  /** Null where there is no such thread any more, or it is somebody else's. */
  thread: Thread | null
  isRunning: boolean
  /** There is a thread, but it is not the parent's: it was made one of its own. */
  isForeign: boolean
}

/** Who belongs to whom, read from the threads themselves. */
export interface Family {
  standing(parent: Thread, link: Pick<AgentLink, 'id'>): Promise<Standing>
  /** The id of the thread above all others of a tree. */
  rootOf(thread: Thread): Promise<string>
  /** The agents that take a place below a thread, at any depth. */
  openBelow(threadId: string): Promise<AgentLink[]>
  /** Whether this process carries a thread's turn out. */
  isRunning(threadId: string): Promise<boolean>
  /** A turn was recorded, and is about to be carried out. */
  begun(threadId: string): void
  /** An agent is given something else to do: until `work` is done, what it stops for that is not its end. */
  diverted<T>(threadId: string, work: () => Promise<T>): Promise<T>
  /** Why turns of agents are being stopped, by their ids; until their parents were told. */
  reasons: Map<string, string>
}

export function createFamily({ threads }: Pick<AgentsDeps, 'threads'>): Family {
  /** Threads whose turn is recorded and not running yet: between the two lie moments in which somebody may look. */
  const beginning = new Set<string>()

  const diverting = new Set<string>()
  const reasons = new Map<string, string>()

  const threadAt = async (threadId: string): Promise<Thread | null> => {
    try {
      return (await threads.peek(threadId)).thread
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  const statusNow = (link: AgentLink, agent: Thread | null, isRunning: boolean): AgentStatus => {
    const status = statusOfLink(link, agent, isRunning)
    if (status !== 'interrupted') return status
    const reason = reasons.get(agent?.turns.at(-1)?.id ?? '')
    return reason === undefined ? (diverting.has(link.id) ? 'running' : status) : { errored: reason }
  }

  const isRunningAt = (threadId: string, actor: ThreadActor | null): boolean =>
    beginning.has(threadId) || actor?.isRunning() === true

  const openBelow: Family['openBelow'] = async threadId => {
    const thread = await threadAt(threadId)
    const below = openLinks(thread ?? {}).map(async link => [link, ...(await openBelow(link.id))])
    return (await Promise.all(below)).flat()
  }

  return {
    async standing(parent, { id }) {
      const stored = await threadAt(id)
      const [actor, parents] = await Promise.all([threads.at(id), threads.at(parent.id)])
      // All of it is read in one moment: in the next it may be different.
      const agent = actor?.state.thread() ?? stored
      const link = linkOf(parents?.state.thread() ?? parent, id)
      const running = isRunningAt(id, actor)
      const thread = agent?.parentId === parent.id ? agent : null
      const isForeign = agent !== null && thread === null
      const status = link ? statusNow(link, thread, running) : 'not_found'
      return { status, thread, isRunning: running, isForeign }
    },
    async rootOf(thread) {
      const seen = new Set([thread.id])
      let root = thread
      while (root.parentId !== undefined && !seen.has(root.parentId)) {
        seen.add(root.parentId)
        const parent = await threadAt(root.parentId)
        if (!parent) break
        root = parent
      }
      return root.id
    },
    openBelow,
    isRunning: async threadId => isRunningAt(threadId, await threads.at(threadId)),
    begun(threadId) {
      beginning.add(threadId)
      setImmediate(() => beginning.delete(threadId))
    },
    async diverted(threadId, work) {
      diverting.add(threadId)
      try {
        return await work()
      } finally {
        diverting.delete(threadId)
      }
    },
    reasons,
  }
}

/** The actor of a thread, or null where there is no such thread. */
export async function actorOf(threads: AgentsDeps['threads'], threadId: string): Promise<ThreadActor | null> {
  try {
    return await threads.open(threadId)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'thread.notFound'
