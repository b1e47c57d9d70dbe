import { lineHead } from '../outline/lineHead.ts'
import type { LineHead } from '../outline/lineHead.ts'
import { parseLine } from '../readRollout.ts'
import type { RolloutLine } from '../../../../core/rollout/line.ts'

const ITEMS = new Set([
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'local_shell_call',
])
const TYPES = new Set(['session_meta', 'turn_context', 'token_usage_record', 'heddle'])
const EVENTS = new Set(['task_started', 'task_complete', 'turn_aborted'])
const CHANGED_FILES = Buffer.from('"item":{"type":"FileChange"')
const INSTRUCTIONS = Buffer.from('"base_instructions":{"text":"')
/** Far enough for what stands before the item. */
const ITEM_BYTES = 480

/**
 * Parses a line that can tell the index something; null for the others, which are most bytes of a rollout: both programs
 * write what was said twice, once for the model and once for people.
 */
export function relevantLine(bytes: Buffer): RolloutLine | null {
  const head = lineHead(bytes)
  if (head && !isRelevant(head, bytes)) return null
  return parseLine(head?.type === 'session_meta' ? withoutInstructions(bytes) : bytes)
}

function isRelevant({ type, kind, rest }: LineHead, bytes: Buffer): boolean {
  switch (type) {
    case 'response_item':
      return kind === 'message' ? !rest.includes('"role":"developer"') : ITEMS.has(kind)
    case 'event_msg':
      return kind === 'item_completed' ? bytes.subarray(0, ITEM_BYTES).includes(CHANGED_FILES) : EVENTS.has(kind)
    default:
      return TYPES.has(type)
  }
}

/** Half of a short thread's bytes are the instructions that it was begun with, which the index does not hold. */
function withoutInstructions(bytes: Buffer): Buffer {
  const at = bytes.indexOf(INSTRUCTIONS)
  if (at < 0) return bytes
  const from = at + INSTRUCTIONS.length
  const to = endOfString(bytes, from)
  return to < 0 ? bytes : Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Where the quote is that ends a JSON string; -1 when there is none. */
function endOfString(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let slashes = 0
    while (bytes[at - 1 - slashes] === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -1
}
