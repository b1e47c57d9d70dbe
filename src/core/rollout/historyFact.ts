import type { EventBody } from '../thread/events.ts'
import type { ResponseItem } from '../thread/items.ts'
import { compacted } from './decode.ts'
import { decodeItem, isCompactionOutput } from './decodeItem.ts'
import { contextKinds } from './kinds.ts'
import { record } from './line.ts'
import type { RolloutLine } from './line.ts'

/**
 * What a line adds to what the model reads, or null. For files with ordinals, whose items need no others to be
 * understood: a history can be read without anything that only people see. `before` is the history so far.
 */
export function historyFact(line: RolloutLine, before: readonly ResponseItem[]): EventBody | null {
  const payload = record(line.payload)
  if (line.type === 'response_item') {
    const decoded = isCompactionOutput(line.metadata) ? null : decodeItem(payload, line.heddle)
    return decoded && ({ ...decoded.body, turnId: decoded.turnId ?? '' } as EventBody)
  }
  if (line.type !== 'compacted') return null
  return compacted(payload, record(line.heddle), { turnId: () => '', userMessages: () => userMessages(before) })
}

const userMessages = (items: readonly ResponseItem[]): ResponseItem[] =>
  items.filter(item => item.type === 'message' && item.role === 'user' && contextKinds(item, []) === null)
