import type { EventOf } from '../thread/events.ts'
import type { Thread } from '../thread/thread.ts'
import type { AgentLink } from './agent.ts'

type AgentEvent = EventOf<'agent.spawned' | 'agent.reported' | 'agent.closed' | 'agent.resumed' | 'agent.promoted'>

/** What becomes of a thread's agents. */
export function foldAgents(thread: Thread, event: AgentEvent): Thread {
  switch (event.type) {
    case 'agent.spawned': {
      const { agentId: id, nickname, role, callId, turnId, at: spawnedAt } = event
      const link: AgentLink = {
        id,
        nickname,
        role,
        callId,
        turnId,
        spawnedAt,
        reported: null,
        state: 'open',
      }
      return { ...thread, agents: [...(thread.agents ?? []).filter(known => known.id !== id), link] }
    }
    case 'agent.reported': {
      const { reportId: id, agentId, status, at } = event
      const linked = withLink(thread, agentId, { reported: status, reportId: id })
      return { ...linked, reports: [...(thread.reports ?? []), { id, agentId, status, at }] }
    }
    case 'agent.closed':
      return withLink(thread, event.agentId, { state: 'closed' })
    case 'agent.resumed':
      return withLink(thread, event.agentId, { state: 'open', resumedAt: event.at })
    case 'agent.promoted':
      return withLink(thread, event.agentId, { state: 'promoted' })
  }
}

const withLink = (thread: Thread, agentId: string, change: Partial<AgentLink>): Thread => ({
  ...thread,
  agents: thread.agents?.map(link => (link.id === agentId ? { ...link, ...change } : link)),
})

/** A report is read once it has entered the history. */
export const withoutReport = (thread: Thread, itemId: string | undefined): Thread =>
  thread.reports?.some(({ id }) => id === itemId)
    ? { ...thread, reports: thread.reports.filter(({ id }) => id !== itemId) }
    : thread
