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
