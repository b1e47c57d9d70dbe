import type { History } from '../context/history.ts'
import type { EventBody } from '../thread/events.ts'
import { isCall, isOutput } from '../thread/items.ts'

/**
 * What an agent begins with that is to know what its parent knows: the history of that, without calls that are not
 * answered yet. No turn of it is the agent's own, so it comes as a history that takes the place of none.
 */
export function inheritedHistory({ items, kinds }: History, contextTokens: number): EventBody {
  const answered = new Set(items.flatMap(item => (isOutput(item) ? [item.call_id] : [])))
  const kept = items.flatMap((item, at) =>
    isCall(item) && !answered.has(item.call_id) ? [] : [{ item, kinds: kinds[at] ?? null }],
  )
  // Thoughts belong to what follows them, and that was left out.
  while (kept.at(-1)?.item.type === 'reasoning') kept.pop()
  return {
    type: 'history.compacted',
    turnId: '',
    message: '',
    replacement: kept.map(({ item }) => item),
    kinds: kept.map(each => each.kinds),
    windowNumber: 0,
    tokensBefore: contextTokens,
    tokensAfter: contextTokens,
  }
}
