import { lastSaid } from '../plan/fold.ts'
import type { Thread, Turn } from '../thread/thread.ts'
import type { AgentLink, AgentStatus } from './agent.ts'

/**
 * Where an agent stands, by its own log. That it was closed only its parent's knows. `isRunning`: whether its last turn,
 * where that has no end, is being carried out now, and was not left behind by a process that died.
 */
export function statusOf({ turns }: Thread, isRunning: boolean): AgentStatus {
  const turn = turns.at(-1)
  if (!turn) return 'pending_init'
  return turn.status === 'running' && isRunning ? 'running' : statusAfter(turn)
}

/** What a turn leaves an agent as that goes on no more; one without an end was cut short. */
export function statusAfter(turn: Turn): AgentStatus {
  switch (turn.status) {
    case 'completed':
      return { completed: lastSaid(turn) }
    case 'failed':
      return { errored: turn.failure?.message ?? 'It failed.' }
    case 'running':
    case 'interrupted':
    case 'blocked':
      return 'interrupted'
  }
}

/**
 * Where an agent stands for its parent, who may have closed it and may know why it was stopped. `agent` is null where
 * there is no such thread.
 */
export function statusOfLink(link: AgentLink, agent: Thread | null, isRunning: boolean): AgentStatus {
  if (!agent) return 'not_found'
  if (link.state !== 'open') return 'shutdown'
  const turn = agent.turns.at(-1)
  if (!turn || (turn.status === 'running' && isRunning)) return statusOf(agent, isRunning)
  if (link.resumedAt !== undefined && (turn.finishedAt ?? Infinity) <= link.resumedAt) return 'pending_init'
  return link.reported && link.reportId === reportIdOf(turn) ? link.reported : statusAfter(turn)
}

/** The id of the report on a turn: one for its end, and one for being left behind before that. */
export const reportIdOf = ({ id, status }: Pick<Turn, 'id' | 'status'>): string =>
  `msg_${status === 'running' ? 'left' : 'end'}_${id}`

/** The link of a thread to an agent of its own. */
export const linkOf = ({ agents }: Thread, agentId: string): AgentLink | undefined =>
  agents?.find(({ id }) => id === agentId)

export const openLinks = ({ agents }: Pick<Thread, 'agents'>): AgentLink[] =>
  (agents ?? []).filter(({ state }) => state === 'open')

/** The agents that a turn spawned, talked to or opened again. */
export function agentsOfTurn({ agents = [] }: Thread, turn: Turn): AgentLink[] {
  const named = new Set(
    turn.items.flatMap(item => {
      if (item.type !== 'call' || item.phase !== 'done' || item.result?.kind !== 'agent') return []
      return item.result.action === 'send' || item.result.action === 'resume' ? item.result.agentIds : []
    }),
  )
  return agents.filter(({ id, turnId, state }) => state === 'open' && (turnId === turn.id || named.has(id)))
}
