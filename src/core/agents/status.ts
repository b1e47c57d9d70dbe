import type { Thread } from '../thread/thread.ts'
import type { AgentStatus } from './agent.ts'

/**
 * Where an agent stands, by its own log. That it was closed only its parent's knows. `isRunning`: whether its last turn,
 * where that has no end, is being carried out now, and was not left behind by a process that died.
 */
export function statusOf({ turns }: Thread, isRunning: boolean): AgentStatus {
  const turn = turns.at(-1)
  switch (turn?.status) {
    case undefined:
      return 'pending_init'
    case 'running':
      return isRunning ? 'running' : 'interrupted'
    case 'completed': {
      const last = turn.items.findLast(item => item.type === 'agentMessage')
      return { completed: last?.type === 'agentMessage' ? last.text : null }
    }
    case 'failed':
      return { errored: turn.failure?.message ?? 'It failed.' }
    case 'interrupted':
    case 'blocked':
      return 'interrupted'
  }
}
