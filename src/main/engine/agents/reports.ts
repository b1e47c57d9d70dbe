import type { AgentLink, AgentStatus } from '../../../core/agents/agent.ts'
import { linkOf, openLinks, reportIdOf, statusAfter } from '../../../core/agents/status.ts'
import { callOf, runningTurn, turnOf } from '../../../core/thread/thread.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { AgentsDeps } from './deps.ts'
import { actorOf } from './family.ts'
import type { Family } from './family.ts'

export interface Reports {
  /** Tells the parent of an agent how a turn of it ended, once. */
  turnEnded(agent: Thread, turn: Turn): Promise<void>
  /** Its parent itself stops it, to say something else: that is no news. */
  silence(turnId: string): void
  /**
   * What became of a thread's agents while no process looked after them: the parent is told of each end that it was not
   * told of. Turns that were cut short go on with `continue`, and are told of as interrupted with `tell`.
   */
  catchUp(parent: ThreadActor, how: 'continue' | 'tell'): Promise<void>
}

/** News of agents on their way into the logs of their parents. */
export function createReports({ threads }: Pick<AgentsDeps, 'threads'>, family: Family): Reports {
  const silent = new Set<string>()

  const tell = async (parent: ThreadActor, agentId: string, turn: Turn, status: AgentStatus): Promise<void> => {
    const reportId = reportIdOf(turn)
    // Whether it is news is decided where it is recorded, so that two who noticed tell it once.
    await parent.state.transact(thread => {
      const link = linkOf(thread, agentId)
      const isNews = link?.state === 'open' && link.reportId !== reportId
      return isNews ? [{ type: 'agent.reported', reportId, agentId, status }] : []
    })
  }

  const lookAfter = async (parent: ThreadActor, link: AgentLink, how: 'continue' | 'tell'): Promise<void> => {
    const thread = parent.state.thread()
    const { thread: agent, isRunning, isForeign } = await family.standing(thread, link)
    if (isForeign) return letGo(parent, link.id, [{ type: 'agent.promoted', agentId: link.id }])
    if (!agent) return isStillSpawning(thread, link) ? undefined : letGo(parent, link.id, lost(link.id))
    const turn = agent.turns.at(-1)
    if (!turn || isRunning) return
    if (turn.status !== 'running') return tell(parent, link.id, turn, statusAfter(turn))
    if (how === 'tell') return tell(parent, link.id, turn, 'interrupted')
    await (await threads.open(link.id)).resume(turn.id)
  }

  return {
    async turnEnded(agent, turn) {
      if (silent.delete(turn.id) || agent.parentId === undefined) return
      const parent = await actorOf(threads, agent.parentId)
      const reason = family.reasons.get(turn.id)
      const status = statusAfter(turn)
      const told = status === 'interrupted' && reason !== undefined ? { errored: reason } : status
      if (parent) await tell(parent, agent.id, turn, told)
      // Until now who looked at the agent was told so by this.
      family.reasons.delete(turn.id)
    },
    silence: turnId => void silent.add(turnId),
    async catchUp(parent, how) {
      const open = openLinks(parent.state.thread())
      await Promise.all(open.map(link => lookAfter(parent, link, how)))
    },
  }
}

/** The call that spawns it was cut short, and will be carried on with. */
function isStillSpawning(parent: Thread, { turnId, callId }: AgentLink): boolean {
  const turn = turnOf(parent, turnId)
  return runningTurn(parent)?.id === turnId && turn !== undefined && callOf(turn, callId)?.phase !== 'done'
}

/** An agent that never came to be, or is gone. */
const lost = (agentId: string): EventBody[] => [
  { type: 'agent.reported', reportId: `msg_lost_${agentId}`, agentId, status: 'not_found' },
  { type: 'agent.closed', agentId },
]

/** It takes no place any more. */
async function letGo(parent: ThreadActor, agentId: string, facts: EventBody[]): Promise<void> {
  await parent.state.transact(thread => (linkOf(thread, agentId)?.state === 'open' ? facts : []))
}
