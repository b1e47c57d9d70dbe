import type { EventBody } from '../thread/events.ts'
import { textOf } from '../thread/items.ts'
import type { ContentPart, MessageItem, ResponseItem } from '../thread/items.ts'
import { contextKinds, SUMMARY } from './kinds.ts'
import { isRecord, ITEM_METADATA, record, text, texts } from './line.ts'
import type { Json } from './line.ts'

/** Facts that are model-visible items. */
export type ItemFact = Extract<EventBody, { item: unknown }>

const ITEM_FACTS: readonly string[] = [
  'context.added',
  'message.sent',
  'message.received',
  'reasoning.received',
  'call.received',
  'item.received',
  'output.recorded',
] satisfies ItemFact['type'][]

const isItemFact = (type: unknown): type is ItemFact['type'] => ITEM_FACTS.includes(String(type))

export const holdsItem = (body: EventBody): body is ItemFact => isItemFact(body.type)

/** What the harness tells the model of itself; replayed by another program it would be a lie. */
const NOT_OURS = ['additional_tools', 'configuration_update']

/** Which fact an item is by its looks, or null when it is none of ours or damaged. */
export function itemTypeOf(payload: Json): ItemFact['type'] | null {
  switch (payload.type) {
    case 'message':
      return messageType(payload)
    case 'reasoning':
      return Array.isArray(payload.summary) ? 'reasoning.received' : null
    case 'function_call':
      return isCall(payload) && typeof payload.arguments === 'string' ? 'call.received' : null
    case 'custom_tool_call':
      return isCall(payload) && typeof payload.input === 'string' ? 'call.received' : null
    case 'local_shell_call':
      return typeof payload.call_id === 'string' && isRecord(payload.action) ? 'call.received' : null
    case 'function_call_output':
    case 'custom_tool_call_output':
      return typeof payload.call_id === 'string' && isOutput(payload.output) ? 'output.recorded' : null
    default:
      return typeof payload.type !== 'string' || NOT_OURS.includes(payload.type) ? null : 'item.received'
  }
}

/** Whether it calls itself an item that we know the insides of. */
export const isItemOfOurs = ({ type }: Json): boolean => typeof type !== 'string' || OURS.includes(type)

const OURS = [
  'message',
  'reasoning',
  'function_call',
  'custom_tool_call',
  'local_shell_call',
  'function_call_output',
  'custom_tool_call_output',
]

const isCall = (payload: Json): boolean => typeof payload.call_id === 'string' && typeof payload.name === 'string'

const isOutput = (output: unknown): boolean =>
  typeof output === 'string' || (Array.isArray(output) && output.every(isPart))

const isPart = (part: unknown): part is ContentPart =>
  isRecord(part) && (part.type === 'input_image' ? typeof part.image_url === 'string' : typeof part.text === 'string')

function messageType(payload: Json): ItemFact['type'] | null {
  if (!Array.isArray(payload.content) || !payload.content.every(isPart)) return null
  if (payload.role === 'assistant') return 'message.received'
  return contextKinds(payload as unknown as MessageItem, kindsIn(payload)) ? 'context.added' : 'message.sent'
}

const kindsIn = (payload: Json): string[] => texts(record(payload[ITEM_METADATA]).content_item_kinds)

/**
 * The fact in a response item, without what only rollouts carry, or null. `heddle` is the line's envelope; `turnId` is
 * undefined where the line does not name one.
 */
export function decodeItem(payload: Json, heddle: unknown): { turnId: string | undefined; body: ItemFact } | null {
  const named = record(heddle).type
  const type = isItemFact(named) ? named : itemTypeOf(payload)
  if (!type) return null
  const item = withoutMetadata(payload)
  const turnId = text(record(payload[ITEM_METADATA]).turn_id)
  // The shape was checked above as far as our code looks into it; the provider judges the rest.
  const body = { type, turnId, item } as unknown as ItemFact
  if (body.type !== 'context.added') return { turnId, body }
  const recorded = kindsIn(payload)
  const kinds = isItemFact(named) ? recorded : (contextKinds(body.item, recorded) ?? recorded)
  return { turnId, body: { ...body, kinds } }
}

/** Whether this is the summary that a compaction asked for: it lives on in the compacted history. */
export const isCompactionOutput = (metadata: unknown): boolean => record(metadata).compaction_output === true

/** The items of a compacted history, each with the kinds of its parts if nobody typed it; `summary` is one of them. */
export function replacedBy(history: unknown[], summary: string) {
  const payloads = history.filter(isRecord).filter(payload => itemTypeOf(payload) !== null)
  return {
    replacement: payloads.map(withoutMetadata),
    kinds: payloads.map(payload => kindsOf(payload, summary)),
  }
}

function kindsOf(payload: Json, summary: string): string[] | null {
  const item = withoutMetadata(payload)
  if (item.type !== 'message' || item.role === 'assistant') return null
  const recorded = kindsIn(payload)
  const isSummary = recorded.length === 0 && summary !== '' && textOf(item.content) === summary
  return isSummary ? [SUMMARY] : contextKinds(item, recorded)
}

function withoutMetadata(payload: Json): ResponseItem {
  const item = { ...payload }
  delete item[ITEM_METADATA]
  return item as unknown as ResponseItem
}
