import type { TurnPage } from '../../contract/history.ts'
import type { Earlier, Thread, Turn } from '../../core/thread/thread.ts'
import { windowOf } from '../../core/thread/window.ts'

/** Turns of a thread that are shown beside its live end (`Thread.turns`), oldest first. */
export interface Stretch {
  turns: readonly Turn[]
  /** What lies before the first of `turns`; means nothing while there are none. */
  earlier: Earlier | null
  /** Whether the live end follows and is shown too. If not, turns lie between, and the live end goes on unseen. */
  joined: boolean
}

export const NO_STRETCH: Stretch = { turns: [], earlier: null, joined: true }

/** What a window shows of a thread. */
export interface Shown {
  turns: readonly Turn[]
  earlier: Earlier | null
  /** How many turns follow that are not shown. */
  later: number
}

type Page = Pick<TurnPage, 'turns' | 'earlier' | 'later'>

/** Held in memory at most, beside the live end: turns, and items while there are enough turns to fill any screen. */
const HELD_TURNS = 120
const HELD_ITEMS = 2000
const FEWEST_TURNS = 60

export function shownOf(thread: Thread, stretch: Stretch): Shown {
  const { turns, joined } = stretch
  if (turns.length === 0) return { turns: thread.turns, earlier: thread.earlier, later: 0 }
  if (joined) return { turns: [...turns, ...thread.turns], earlier: stretch.earlier, later: 0 }
  const total = (thread.earlier?.turns ?? 0) + thread.turns.length
  return { turns, earlier: stretch.earlier, later: total - (stretch.earlier?.turns ?? 0) - turns.length }
}

/** With a page of older turns in front. Forgets the newest where that would be too much to hold. */
export function withEarlierPage(thread: Thread, stretch: Stretch, page: Page): Stretch {
  const first = shownOf(thread, stretch).turns[0]
  const last = page.turns.at(-1)
  // Asked for before what is shown changed: it would leave a gap or come twice.
  if (!last || !first || last.firstSeq >= first.firstSeq) return stretch
  const turns = [...page.turns, ...stretch.turns]
  const all = stretch.joined ? [...turns, ...thread.turns] : turns
  const kept = heldFrom(all)
  if (kept >= all.length) return { turns, earlier: page.earlier, joined: stretch.joined }
  return { turns: all.slice(0, kept), earlier: page.earlier, joined: false }
}

/** With a page of newer turns behind, joined to the live end where it reaches it. Forgets the oldest likewise. */
export function withLaterPage(thread: Thread, stretch: Stretch, page: Page): Stretch {
  const last = stretch.turns.at(-1)
  if (stretch.joined || !last || (page.turns[0] && page.turns[0].firstSeq <= last.firstSeq)) return stretch
  const joined = reachesEnd(thread, page)
  const all = [...stretch.turns, ...page.turns]
  const turns = joined ? turnsBefore(thread, all) : all
  const dropped = turns.length - heldFrom(turns.toReversed())
  const kept = turns.slice(dropped)
  const earlier = dropped > 0 ? earlierBy(dropped, stretch.earlier, kept) : stretch.earlier
  return { turns: kept, earlier, joined }
}

/** A page from anywhere in place of what was shown. */
export function fromPage(thread: Thread, page: Page): Stretch {
  const turns = turnsBefore(thread, page.turns)
  return turns.length === 0 ? NO_STRETCH : { turns, earlier: page.earlier, joined: reachesEnd(thread, page) }
}

/** After the live end began anew at `thread`: what of the stretch still fits to it. */
export function afterReset(before: Thread | null, stretch: Stretch, thread: Thread): Stretch {
  const first = thread.turns[0]
  if (!first || !before) return NO_STRETCH
  const { turns, earlier } = shownOf(before, stretch)
  const at = turns.findIndex(turn => turn.firstSeq >= first.firstSeq)
  if (at < 0) return stretch.joined ? NO_STRETCH : stretch
  if (turns[at]?.id !== first.id) return NO_STRETCH
  return at === 0 ? NO_STRETCH : { turns: turns.slice(0, at), earlier, joined: true }
}

/** For a reader at the end: without most of what lies above. Null while there is not too much of it. */
export function trimmed(thread: Thread, stretch: Stretch): { thread: Thread; stretch: Stretch } | null {
  if (!stretch.joined || stretch.turns.length + thread.turns.length <= HELD_TURNS) return null
  return { thread: windowOf(thread, FEWEST_TURNS), stretch: NO_STRETCH }
}

/** How many turns from the front may be held. */
function heldFrom(turns: readonly Turn[]): number {
  let items = 0
  const over = turns.findIndex((turn, index) => {
    items += turn.items.length
    return index >= HELD_TURNS || (index >= FEWEST_TURNS && items > HELD_ITEMS)
  })
  return over < 0 ? turns.length : over
}

function turnsBefore(thread: Thread, turns: readonly Turn[]): readonly Turn[] {
  const end = thread.turns[0]
  return end ? turns.filter(turn => turn.firstSeq < end.firstSeq) : turns
}

const reachesEnd = (thread: Thread, { turns, later }: Page): boolean =>
  later === null || later.turns <= thread.turns.length || turnsBefore(thread, turns).length < turns.length

const earlierBy = (count: number, earlier: Earlier | null, turns: readonly Turn[]): Earlier | null =>
  turns[0] ? { turns: (earlier?.turns ?? 0) + count, beforeSeq: turns[0].firstSeq } : earlier
