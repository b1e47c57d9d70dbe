import type { AgentStatus } from '../../../core/agents/agent.ts'
import { agentsOfTurn, linkOf, openLinks } from '../../../core/agents/status.ts'
import { agentsTakenOut } from '../../../core/agents/takenOut.ts'
import { runningTurn, turnOf } from '../../../core/thread/thread.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { AgentsDeps } from './deps.ts'
import { actorOf } from './family.ts'
import type { Family } from './family.ts'

export interface Stopping {
  /** Gives the places of an agent and of all below it free, and stops them. Resolves with what it was before. */
  close(parent: ThreadActor, agentId: string): Promise<AgentStatus>
  /** Closes the agents of a thread: all, or those that it does not know without its turns from `beforeSeq` on. */
  closeBelow(parent: ThreadActor, beforeSeq?: number): Promise<void>
  /** A turn was stopped: the agents that worked for it stop as well, and so do theirs. */
  interruptBelow(parent: ThreadActor, turnId: string): Promise<void>
  /** Stops what an agent does now, and resolves when it has stopped. */
  interrupt(agent: ThreadActor): Promise<void>
}

/** Closing and interrupting, which both go down a tree. */
export function createStopping(
  { threads }: Pick<AgentsDeps, 'threads'>,
  family: Family,
  onClosed: (agentId: string) => void,
): Stopping {
  const interrupt: Stopping['interrupt'] = async agent => {
    const { state } = agent
    const turn = runningTurn(state.thread())
    if (!turn) return
    // It may end by itself in this very moment.
    await agent.interrupt(turn.id).catch(ignoreEnded(agent, turn.id))
    const waited = new AbortController()
    await Promise.race([agent.idle(), state.until(thread => runningTurn(thread)?.id !== turn.id, waited.signal)])
    waited.abort()
  }

  const close: Stopping['close'] = async (parent, agentId) => {
    const link = linkOf(parent.state.thread(), agentId)
    if (!link) return 'not_found'
    const { status, thread } = await family.standing(parent.state.thread(), link)
    // The place first: nobody is told of the end of what was closed.
    await parent.state.transact(({ agents = [] }) =>
      agents.some(({ id, state }) => id === agentId && state === 'open') ? [{ type: 'agent.closed', agentId }] : [],
    )
    const agent = thread && link.state === 'open' ? await actorOf(threads, agentId) : null
    if (agent) {
      await Promise.all(openLinks(agent.state.thread()).map(({ id }) => close(agent, id)))
      // Nor is anything said to it any more.
      await agent.state.transact(({ inbox }) => inbox.map(({ id: inputId }) => ({ type: 'input.removed', inputId })))
      await interrupt(agent)
    }
    onClosed(agentId)
    return status
  }

  return {
    close,
    interrupt,
    async closeBelow(parent, beforeSeq) {
      const thread = parent.state.thread()
      const leaving = beforeSeq === undefined ? openLinks(thread) : agentsTakenOut(thread, beforeSeq)
      await Promise.all(leaving.map(({ id }) => close(parent, id)))
    },
    async interruptBelow(parent, turnId) {
      const thread = parent.state.thread()
      const turn = turnOf(thread, turnId)
      const working = turn ? agentsOfTurn(thread, turn) : []
      await Promise.all(
        working.map(async link => {
          const { thread: agent } = await family.standing(thread, link)
          if (agent && runningTurn(agent)) await interrupt(await threads.open(link.id))
        }),
      )
    },
  }
}

const ignoreEnded = (agent: ThreadActor, turnId: string) => (error: unknown) => {
  if (runningTurn(agent.state.thread())?.id === turnId) throw error
}
