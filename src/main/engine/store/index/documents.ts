import type { Event } from '../../../../core/thread/events.ts'
import { textOf } from '../../../../core/thread/items.ts'
import type { CallItem, CallOutput } from '../../../../core/thread/items.ts'

export type DocumentKind = 'message' | 'answer' | 'call' | 'output'

/** Something that can be found. */
export interface Document {
  kind: DocumentKind
  turnId: string
  /** Id of the item in the timeline: a call's id, or the message's. */
  itemId: string | null
  text: string
}

/** More of one text than this is not searched. */
const MAX_CHARS = 256 * 1024

/** What of an event can be found by its words, or null. */
export function documentOf(event: Event): Document | null {
  const found = read(event)
  return found && found.text.trim() !== '' ? { ...found, text: found.text.slice(0, MAX_CHARS) } : null
}

function read(event: Event): Document | null {
  switch (event.type) {
    case 'message.sent':
      return { kind: 'message', turnId: event.turnId, itemId: event.item.id ?? null, text: textOf(event.item.content) }
    case 'message.received':
      return { kind: 'answer', turnId: event.turnId, itemId: event.item.id ?? null, text: textOf(event.item.content) }
    case 'call.received':
      return { kind: 'call', turnId: event.turnId, itemId: event.item.call_id, text: callText(event.item) }
    case 'output.recorded':
      return { kind: 'output', turnId: event.turnId, itemId: event.item.call_id, text: outputText(event.item.output) }
    default:
      return null
  }
}

function callText(item: CallItem): string {
  if (item.type === 'custom_tool_call') return item.input
  if (item.type === 'local_shell_call') return item.action.command.join(' ')
  return item.arguments
}

const outputText = (output: CallOutput): string => (typeof output === 'string' ? output : textOf(output))

/** FTS5 query for what a person typed: all words, the last one as the beginning of a word. Null when there is none. */
export function matchQuery(typed: string): string | null {
  const words = typed.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []
  if (words.length === 0) return null
  return `${words.map(word => `"${word}"`).join(' ')}${/[\p{L}\p{N}\p{M}_]$/u.test(typed) ? '*' : ''}`
}

const EXCERPT_CHARS = 160

/** The surroundings of the first of the typed words. */
export function excerptOf(text: string, typed: string): string {
  const words = typed.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []
  const lower = text.toLowerCase()
  const at = Math.max(0, ...words.map(word => lower.indexOf(word)).slice(0, 1))
  const from = Math.max(0, at - EXCERPT_CHARS / 4)
  return text
    .slice(from, from + EXCERPT_CHARS)
    .replace(/\s+/g, ' ')
    .trim()
}
