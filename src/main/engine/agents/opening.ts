import { Failure } from '../../../contract/procedure.ts'
import type { AgentStatus } from '../../../core/agents/agent.ts'
import { linkOf } from '../../../core/agents/status.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { Changes } from './changes.ts'
import type { AgentsDeps } from './deps.ts'
import { actorOf } from './family.ts'
import type { Family } from './family.ts'
import type { Places } from './places.ts'
import { NO_PLACE } from './spawning.ts'
import type { Stopping } from './stopping.ts'

/** By the ids of the agents' threads. Each resolves with the seq of their parent's log. */
export interface AgentControl {
  close(agentId: string): Promise<number>
  /** Rejects with `agent.noPlace`. */
  resume(agentId: string): Promise<number>
  /** Makes an agent a thread of its own. */
  promote(agentId: string): Promise<number>
}

export interface Opening {
  /** Opens a closed agent again, and goes on with what was cut short in it. */
  resume(parentId: string, agentId: string): Promise<{ ok: true; status: AgentStatus } | { ok: false; error: string }>
  /** What people do with any agent. All of it rejects with `thread.notFound`, `agent.notAgent`. */
  control: AgentControl
}

/** Giving agents their places back, and letting them go. */
export function createOpening(
  { threads, limits }: Pick<AgentsDeps, 'threads' | 'limits'>,
  parts: { family: Family; places: Places; stopping: Stopping; changes: Changes },
): Opening {
  const { family, places, stopping, changes } = parts

  const resume: Opening['resume'] = async (parentId, agentId) => {
    const parent = await threads.open(parentId)
    const statusNow = async (): Promise<AgentStatus> => {
      const thread = parent.state.thread()
      const link = linkOf(thread, agentId)
      return link ? (await family.standing(thread, link)).status : 'not_found'
    }
    const { cwd } = parent.state.thread()
    if (linkOf(parent.state.thread(), agentId)?.state !== 'closed') return { ok: true, status: await statusNow() }
    const agent = await actorOf(threads, agentId)
    if (agent?.state.thread().parentId !== parentId) return { ok: true, status: 'not_found' }
    const taken = await places.take(parent.state.thread(), await limits(cwd), () =>
      parent.state.transact(() => [{ type: 'agent.resumed', agentId }]),
    )
    if (taken === null) return { ok: false, error: NO_PLACE }
    const left = runningTurn(agent.state.thread())
    if (left && !agent.isRunning()) await agent.resume(left.id)
    return { ok: true, status: await statusNow() }
  }

  const parentOf = async (agentId: string): Promise<ThreadActor> => {
    const { thread } = await threads.peek(agentId)
    const parent = thread.agent && thread.parentId ? await actorOf(threads, thread.parentId) : null
    if (parent && linkOf(parent.state.thread(), agentId)) return parent
    throw new Failure('agent.notAgent', 'This thread is not the agent of another one.', { threadId: agentId })
  }

  return {
    resume,
    control: {
      async close(agentId) {
        const parent = await parentOf(agentId)
        await stopping.close(parent, agentId)
        return parent.state.thread().seq
      },
      async resume(agentId) {
        const parent = await parentOf(agentId)
        const resumed = await resume(parent.id, agentId)
        if (resumed.ok) return parent.state.thread().seq
        throw new Failure('agent.noPlace', 'Its root has as many open agents as it may have. Close one first.', {
          threadId: agentId,
        })
      },
      async promote(agentId) {
        const parent = await parentOf(agentId)
        // The agent first: a parent that was not told finds out when it looks for it.
        await (await threads.open(agentId)).state.transact(() => [{ type: 'thread.promoted' }])
        const seq = await parent.state.transact(() => [{ type: 'agent.promoted', agentId }])
        changes.changed(agentId)
        return seq
      },
    },
  }
}
