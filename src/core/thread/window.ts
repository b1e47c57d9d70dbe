import { previewOf } from './apply.ts'
import type { Seq } from './events.ts'
import type { Earlier, Thread, Turn } from './thread.ts'

/** The thread with only its newest turns: enough to show its end and to go on. */
export function windowOf(thread: Thread, limit: number): Thread {
  const left = thread.turns.length - limit
  if (left <= 0) return thread
  const turns = thread.turns.slice(left)
  return { ...thread, turns, earlier: earlierThan(turns, left + (thread.earlier?.turns ?? 0)) }
}

/** What is left out before `turns`, when that are `count` turns. */
export const earlierThan = (turns: readonly Turn[], count: number): Earlier | null => {
  const first = turns[0]
  return first && count > 0 ? { turns: count, beforeSeq: first.firstSeq } : null
}

/** The thread with a page of older turns in front. A page that does not end where the thread begins changes nothing. */
export function withEarlier(thread: Thread, page: { turns: readonly Turn[]; earlier: Earlier | null }): Thread {
  const last = page.turns.at(-1)
  const first = thread.turns[0]
  if (!last || (first && last.lastSeq >= first.firstSeq)) return thread
  return { ...thread, turns: [...page.turns, ...thread.turns], earlier: page.earlier }
}

/** A stretch of a thread: turns before or after a seq or around a turn; the newest when none is given. */
export interface Stretch {
  limit: number
  before?: Seq
  after?: Seq
  turnId?: string
}

/** Turns of a stretch, oldest first, and what lies on either side of them. */
export interface TurnPage {
  turns: Turn[]
  earlier: Earlier | null
  later: { turns: number; afterSeq: Seq } | null
}

/** A turn without what it holds. */
export type TurnOutline = Pick<Turn, 'firstSeq' | 'status' | 'startedAt'> & {
  turnId: string
  /** The beginning of what the user said. */
  preview: string
}

export function outlineOf({ id: turnId, firstSeq, status, startedAt, items }: Turn): TurnOutline {
  const message = items.find(item => item.type === 'userMessage')
  const preview = message?.type === 'userMessage' ? previewOf(message.content) : ''
  return { turnId, firstSeq, status, startedAt, preview }
}

/** A page of the turns that are at hand; null where `turnId` is none of them. */
export function pageOf({ turns, earlier }: Thread, stretch: Stretch): TurnPage | null {
  const range = rangeOf(turns, stretch)
  if (!range) return null
  const [from, to] = range
  const page = turns.slice(from, to)
  const last = page.at(-1)
  const left = turns.length - to
  return {
    turns: page,
    earlier: earlierThan(page, from + (earlier?.turns ?? 0)),
    later: last && left > 0 ? { turns: left, afterSeq: last.lastSeq } : null,
  }
}

function rangeOf(turns: readonly Turn[], { limit, before, after, turnId }: Stretch): [number, number] | null {
  if (turnId !== undefined) {
    const at = turns.findIndex(turn => turn.id === turnId)
    if (at < 0) return null
    const from = Math.max(0, at - Math.floor(limit / 2))
    return [from, Math.min(turns.length, from + limit)]
  }
  if (after !== undefined) {
    const from = turns.findIndex(turn => turn.firstSeq > after)
    return from < 0 ? [turns.length, turns.length] : [from, Math.min(turns.length, from + limit)]
  }
  const later = before === undefined ? -1 : turns.findIndex(turn => turn.firstSeq >= before)
  const to = later < 0 ? turns.length : later
  return [Math.max(0, to - limit), to]
}
