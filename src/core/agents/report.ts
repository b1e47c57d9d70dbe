import { KIND } from '../context/texts.ts'
import type { EventBody } from '../thread/events.ts'
import type { AgentReport } from './agent.ts'

/** A report as the parent's model reads it, in the words that models know (codex-formats 9). */
export function reportContext({ id, agentId, status }: AgentReport, turnId: string): EventBody {
  // What an agent said could end the frame it stands in.
  const json = JSON.stringify({ agent_path: agentId, status }).replaceAll('<', '\\u003c')
  const text = `<subagent_notification>\n${json}\n</subagent_notification>`
  const item = { type: 'message', id, role: 'user', content: [{ type: 'input_text', text }] } as const
  return { type: 'context.added', turnId, item: { ...item, content: [...item.content] }, kinds: [KIND.agentReport] }
}
