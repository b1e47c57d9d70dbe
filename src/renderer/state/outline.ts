import { useMemo } from 'react'
import type { TurnMark } from '../../contract/history.ts'
import { textOf } from '../../core/thread/items.ts'
import type { Thread, Turn } from '../../core/thread/thread.ts'
import { useQuery } from './engine.ts'

const PREVIEW_CHARS = 120
const marks = new WeakMap<Turn, TurnMark>()

function markOf(turn: Turn): TurnMark {
  const known = marks.get(turn)
  if (known) return known
  const message = turn.items.find(item => item.type === 'userMessage')
  const preview = message ? textOf(message.content).replaceAll(/\s+/g, ' ').trim().slice(0, PREVIEW_CHARS) : ''
  const { id: turnId, firstSeq, status, startedAt } = turn
  const mark = { turnId, firstSeq, status, startedAt, preview }
  marks.set(turn, mark)
  return mark
}

/** An outline as it was told, with the live end as it is now. */
export function withLiveEnd(told: readonly TurnMark[], turns: readonly Turn[]): readonly TurnMark[] {
  const first = turns[0]
  return first ? [...told.filter(mark => mark.firstSeq < first.firstSeq), ...turns.map(markOf)] : told
}

/** All turns of a thread, oldest first, whether or not they are at hand. */
export function useOutline({ id, turns, earlier }: Thread): readonly TurnMark[] {
  // What lies before the live end does not change; it is asked for again where the live end begins elsewhere.
  const { result } = useQuery('thread/outline', earlier ? { threadId: id } : null, String(earlier?.beforeSeq))
  return useMemo(() => withLiveEnd(earlier && result ? result.turns : [], turns), [result, earlier, turns])
}
