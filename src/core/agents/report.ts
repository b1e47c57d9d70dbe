import { KIND } from '../context/texts.ts'
import type { EventBody, EventOf } from '../thread/events.ts'
import { textOf } from '../thread/items.ts'
import type { ReportItem } from '../thread/thread.ts'
import type { AgentReport, AgentStatus } from './agent.ts'

const OPENS = '<subagent_notification>'
const CLOSES = '</subagent_notification>'

/** A report as the parent's model reads it, in the words that models know (codex-formats 9). */
export function reportContext({ id, agentId, status }: AgentReport, turnId: string): EventBody {
  // What an agent said could end the frame it stands in.
  const json = JSON.stringify({ agent_path: agentId, status }).replaceAll('<', '\\u003c')
  const text = `${OPENS}\n${json}\n${CLOSES}`
  const item = { type: 'message', id, role: 'user', content: [{ type: 'input_text', text }] } as const
  return { type: 'context.added', turnId, item: { ...item, content: [...item.content] }, kinds: [KIND.agentReport] }
}

/** The report that a context brings, for the timeline; null where it is something else. */
export function reportIn({ item, kinds, seq, at }: EventOf<'context.added'>): ReportItem | null {
  if (!kinds.includes(KIND.agentReport)) return null
  const text = textOf(item.content).trim()
  if (!text.startsWith(OPENS) || !text.endsWith(CLOSES)) return null
  try {
    const told = JSON.parse(text.slice(OPENS.length, -CLOSES.length)) as {
      agent_path?: unknown
      status?: unknown
    } | null
    if (typeof told?.agent_path !== 'string' || told.status === undefined) return null
    const status = told.status as AgentStatus
    return { type: 'report', id: item.id ?? `report-${seq}`, agentId: told.agent_path, status, at }
  } catch {
    return null // another program's words
  }
}
