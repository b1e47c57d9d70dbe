import type { CallResult } from '../thread/calls.ts'
import type { EventBody } from '../thread/events.ts'
import { list, record, text, texts } from './line.ts'
import type { Json } from './line.ts'

/**
 * What the real program writes of agents in their parent's file: an item for each call of a tool that has to do with one.
 * Both directions stand side by side.
 */

type AgentResult = Extract<CallResult, { kind: 'agent' }>
type Action = AgentResult['action']

/** Its names of what is done. It has none for listing. */
const TOOLS: readonly [Action, string][] = [
  ['spawn', 'spawn_agent'],
  ['send', 'send_input'],
  ['wait', 'wait'],
  ['close', 'close_agent'],
  ['resume', 'resume_agent'],
]

/** The item of a finished call; null where there is none for it. `threadId`: whose call it is. */
export function agentItem(callId: string, status: string, result: AgentResult, threadId: string): Json | null {
  const tool = TOOLS.find(([action]) => action === result.action)?.[1]
  if (tool === undefined) return null
  return {
    type: 'CollabAgentToolCall',
    id: callId,
    tool,
    status: status === 'completed' ? 'completed' : 'failed',
    sender_thread_id: threadId,
    receiver_thread_ids: result.agentIds,
    prompt: result.message,
    agents_states: {},
  }
}

/** What such an item shows to a person; null for any other item. */
export function agentResult(item: Json): AgentResult | null {
  const action = item.type === 'CollabAgentToolCall' && TOOLS.find(([, tool]) => tool === item.tool)?.[0]
  if (!action) return null
  const message = text(item.prompt)
  return { kind: 'agent', action, agentIds: texts(item.receiver_thread_ids), ...(message !== undefined && { message }) }
}

/** What becomes of an agent by an item of the real program, which has no line for it alone. */
export function agentFact(item: Json, turnId: string): EventBody | null {
  const callId = text(item.id) ?? ''
  if (item.type === 'SubAgentActivity' && item.kind === 'started') {
    const agentId = text(item.agent_thread_id)
    const nickname = text(item.agent_path)?.split('/').at(-1) || NAMELESS
    return agentId === undefined ? null : { type: 'agent.spawned', turnId, callId, agentId, nickname, role: NO_ROLE }
  }
  const done = agentResult(item)
  const agentId = done?.agentIds[0]
  if (!done || agentId === undefined || item.status !== 'completed') return null
  switch (done.action) {
    case 'spawn': {
      const agent =
        list(item.receiver_agents)
          .map(record)
          .find(each => each.thread_id === agentId) ?? {}
      const nickname = text(agent.agent_nickname) ?? NAMELESS
      return { type: 'agent.spawned', turnId, callId, agentId, nickname, role: text(agent.agent_role) ?? NO_ROLE }
    }
    case 'close':
      return { type: 'agent.closed', agentId }
    case 'resume':
      return { type: 'agent.resumed', agentId }
    default:
      return null
  }
}

/** What it calls an agent without a name or a role. */
const NAMELESS = 'agent'
const NO_ROLE = 'default'
