import type { ContentPart, ResponseItem } from '../../../core/thread/items.ts'
import { isRecord, listIn, recordIn, textIn } from './wire.ts'

/**
 * An output item as a server sent it, checked. Fields we do not know ride along; an item that lacks what its type needs is
 * null and must not have any effect.
 */
export function itemFrom(value: unknown): ResponseItem | null {
  if (!isRecord(value)) return null
  const { id, ...rest } = value
  const item = typeof id === 'string' && id !== '' ? { ...rest, id } : rest
  switch (value.type) {
    case 'message':
      return { ...item, type: 'message', role: 'assistant', content: listIn(value.content).flatMap(partFrom) }
    case 'reasoning':
      return {
        ...item,
        type: 'reasoning',
        summary: listIn(value.summary).map(part => ({ type: 'summary_text', text: textIn(recordIn(part).text) })),
      }
    case 'function_call': {
      if (!isName(value.name)) return null
      const args = typeof value.arguments === 'string' ? value.arguments : JSON.stringify(value.arguments ?? {})
      return { ...item, type: 'function_call', name: value.name, call_id: callId(value), arguments: args }
    }
    case 'custom_tool_call':
      if (!isName(value.name) || typeof value.input !== 'string') return null
      return { ...item, type: 'custom_tool_call', name: value.name, call_id: callId(value), input: value.input }
    case 'local_shell_call': {
      const action = recordIn(value.action)
      const command = listIn(action.command)
      if (!command.every(word => typeof word === 'string') || command.length === 0) return null
      return { ...item, type: 'local_shell_call', call_id: callId(value), action: { ...action, type: 'exec', command } }
    }
    default:
      // Hosted tools and whatever comes next: kept for replay, shown by name. Outputs are ours to write, never a server's.
      return typeof value.type === 'string' && !value.type.endsWith('_call_output')
        ? (item as unknown as ResponseItem)
        : null
  }
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Older local shell calls carry only their item's id. */
const callId = (item: Record<string, unknown>): string => textIn(item.call_id) || textIn(item.id)

function partFrom(value: unknown): ContentPart[] {
  const part = recordIn(value)
  if (part.type === 'refusal') return [{ type: 'output_text', text: textIn(part.refusal) }]
  return typeof part.text === 'string' ? [{ ...part, type: 'output_text', text: part.text }] : []
}
