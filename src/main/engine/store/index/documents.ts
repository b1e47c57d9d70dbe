import type { FileChange } from '../../../../core/thread/calls.ts'
import type { Event } from '../../../../core/thread/events.ts'
import { textOf } from '../../../../core/thread/items.ts'
import type { CallItem, CallOutput } from '../../../../core/thread/items.ts'

/** What can be found, that which says most of a thread first. Their order is part of the ids of documents. */
export const DOCUMENT_KINDS = ['message', 'path', 'answer', 'call', 'output'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** Something that can be found by its words. */
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
    case 'call.completed':
      return { kind: 'path', turnId: event.turnId, itemId: event.callId, text: pathsIn(event).join('\n') }
    case 'files.changed':
      return { kind: 'path', turnId: event.turnId, itemId: null, text: pathsIn(event).join('\n') }
    default:
      return null
  }
}

/** Files that a finished patch changed, or commands. */
export function pathsIn(event: Event): string[] {
  if (event.type === 'files.changed') return event.images.map(({ path }) => path)
  return event.type === 'call.completed' && event.result?.kind === 'patch'
    ? event.result.changes.flatMap(pathsOfChange)
    : []
}

const pathsOfChange = (change: FileChange): string[] =>
  change.kind === 'update' && change.movePath ? [change.path, change.movePath] : [change.path]

function callText(item: CallItem): string {
  if (item.type === 'custom_tool_call') return item.input
  if (item.type === 'local_shell_call') return item.action.command.join(' ')
  return item.arguments
}

const outputText = (output: CallOutput): string => (typeof output === 'string' ? output : textOf(output))
