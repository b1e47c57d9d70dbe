import type { ToolSpec } from '../../../core/context/request.ts'
import type { ResponseItem } from '../../../core/thread/items.ts'
import type { AttemptSink } from './attempt.ts'
import { createInputPreview } from './inputPreview.ts'
import { recordIn, textIn } from './wire.ts'

/** All calls of one answer together may not be longer, in characters, than one event of the other wire. */
export const MOST_ARGUMENTS = 16 * 2 ** 20

/** A tool call while its pieces arrive. */
interface OpenCall {
  slot: number
  itemId: string
  callId: string
  name: string
  custom: boolean
  arguments: string
  /** What of a piece is shown: all of it, or the text it adds to a free-form call. */
  preview(piece: string): string
}

/** Puts tool calls together from their pieces, and passes each on as soon as the next one begins. */
export function createChatCalls(stem: string, tools: readonly ToolSpec[], sink: AttemptSink) {
  const customTools = new Set(tools.flatMap(tool => (tool.type === 'custom' ? [tool.name] : [])))
  let open: OpenCall[] = []
  let begun = 0
  let size = 0

  /** @returns false when the calls have grown beyond all measure */
  function add(value: unknown, position: number): boolean {
    const piece = recordIn(value)
    const called = recordIn(piece.function)
    const slot = typeof piece.index === 'number' ? piece.index : position
    const call = openCall(slot, textIn(piece.id), textIn(called.name))
    const text =
      typeof called.arguments === 'object' ? JSON.stringify(called.arguments ?? {}) : textIn(called.arguments)
    call.arguments += text
    size += text.length
    const { itemId, callId } = call
    sink.live({ kind: 'arguments', itemId, callId, name: call.name, text: call.preview(text) })
    return size <= MOST_ARGUMENTS
  }

  function openCall(slot: number, id: string, name: string): OpenCall {
    const known = open.findLast(call => call.slot === slot)
    // Some servers send every call whole, and all of them with index 0: another id is another call.
    if (known && (id === '' || id === known.callId)) {
      known.name ||= name
      return known
    }
    begun += 1
    const custom = customTools.has(name)
    const preview = custom ? createInputPreview() : (piece: string) => piece
    const itemId = `${custom ? 'ctc' : 'fc'}_${stem}_${begun}`
    const call = { slot, itemId, callId: id || `call_${stem}_${begun}`, name, custom, arguments: '', preview }
    // Pieces of several calls may be interleaved: what is not JSON yet is not over.
    if (open.every(earlier => isJson(earlier.arguments))) close()
    open.push(call)
    return call
  }

  /** Passes on every call that is open. */
  function close(): void {
    const closed = open
    open = []
    for (const call of closed) if (call.name) sink.item(itemOf(call))
  }

  return { add, close }
}

function itemOf({ itemId: id, callId: call_id, name, custom, arguments: args }: OpenCall): ResponseItem {
  return custom
    ? { type: 'custom_tool_call', id, call_id, name, input: inputOf(args) }
    : { type: 'function_call', id, call_id, name, arguments: args || '{}' }
}

/** The text of a free-form call. Models that forget the wrapping mean the bare text. */
function inputOf(args: string): string {
  const parsed = parse(args)
  return typeof parsed === 'string' ? parsed : textIn(recordIn(parsed).input) || args
}

const isJson = (text: string): boolean => text !== '' && parse(text) !== undefined

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
