import { expect, test } from 'vitest'
import { earlierThan } from '../../core/thread/window.ts'
import { emptyThread, NO_USAGE } from '../../core/thread/thread.ts'
import type { Thread, Turn } from '../../core/thread/thread.ts'
import { afterReset, fromPage, NO_STRETCH, shownOf, trimmed, withEarlierPage, withLaterPage } from './stretch.ts'
import type { Stretch } from './stretch.ts'

const TOTAL = 1000
const turn = (index: number): Turn => ({
  id: `t${index}`,
  status: 'completed',
  startedAt: 0,
  firstSeq: index * 10,
  lastSeq: index * 10 + 9,
  items: [],
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
})
const turns = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => turn(from + at))
const page = (from: number, to: number) => ({
  turns: turns(from, to),
  earlier: earlierThan(turns(from, to), from),
  later: to < TOTAL ? { turns: TOTAL - to, afterSeq: to * 10 - 1 } : null,
})
const endFrom = (from: number): Thread => ({
  ...emptyThread('t'),
  turns: turns(from, TOTAL),
  earlier: earlierThan(turns(from, TOTAL), from),
})
const numbers = (thread: Thread, stretch: Stretch) =>
  shownOf(thread, stretch).turns.map(({ id }) => Number(id.slice(1)))
const span = (thread: Thread, stretch: Stretch) => {
  const shown = numbers(thread, stretch)
  expect(shown).toEqual(shown.map((_, at) => (shown[0] ?? 0) + at)) // no gap, nothing twice
  return [shown[0], shown.at(-1)]
}

/** Reads towards the start, a page at a time, until so many turns lie before. */
function readUp(thread: Thread, until: number): Stretch {
  let stretch: Stretch = NO_STRETCH
  for (;;) {
    const first = shownOf(thread, stretch).earlier?.turns ?? 0
    if (first <= until) return stretch
    stretch = withEarlierPage(thread, stretch, page(Math.max(0, first - 20), first))
  }
}

test('a page of older turns stands before what is shown', () => {
  const thread = endFrom(980)
  const stretch = withEarlierPage(thread, NO_STRETCH, page(960, 980))
  expect(span(thread, stretch)).toEqual([960, 999])
  expect(shownOf(thread, stretch).earlier).toEqual({ turns: 960, beforeSeq: 9600 })
})

test('a page that was asked for twice, or before the end began elsewhere, changes nothing', () => {
  const thread = endFrom(980)
  const stretch = withEarlierPage(thread, NO_STRETCH, page(960, 980))
  expect(withEarlierPage(thread, stretch, page(960, 980))).toBe(stretch)
})

test('all the way to the start and back, no more than so many turns are held', () => {
  const thread = endFrom(980)
  let stretch = readUp(thread, 0)
  expect(stretch.joined).toBe(false)
  expect(span(thread, stretch)).toEqual([0, 119])
  expect(shownOf(thread, stretch).later).toBe(880)
  for (let step = 0; step < 100 && !stretch.joined; step++) {
    const last = numbers(thread, stretch).at(-1) ?? 0
    stretch = withLaterPage(thread, stretch, page(last + 1, Math.min(TOTAL, last + 21)))
    expect(stretch.turns.length).toBeLessThanOrEqual(120)
  }
  expect(stretch.joined).toBe(true)
  expect(span(thread, stretch)[1]).toBe(999)
})

test('a long live end is cut where it is, and joined again without repeating a turn', () => {
  const thread = endFrom(890) // has grown by ninety turns since it was opened
  const stretch = withEarlierPage(thread, NO_STRETCH, page(870, 890))
  expect(span(thread, stretch)).toEqual([870, 989])
  expect(stretch.joined).toBe(false)
  const joined = withLaterPage(thread, stretch, page(990, 1000))
  expect(joined.joined).toBe(true)
  expect(span(thread, joined)).toEqual([870, 999])
})

test('a page from the middle says what lies on both sides; one that reaches the end is joined to it', () => {
  const thread = endFrom(980)
  const middle = fromPage(thread, page(500, 520))
  expect(shownOf(thread, middle)).toMatchObject({ earlier: { turns: 500 }, later: 480 })
  const last = fromPage(thread, page(970, 990))
  expect(last.joined).toBe(true)
  expect(span(thread, last)).toEqual([970, 999])
})

test('turns that come meanwhile count as later ones', () => {
  const thread = endFrom(980)
  const middle = fromPage(thread, page(500, 520))
  const grown = { ...thread, turns: [...thread.turns, turn(1000)] }
  expect(shownOf(grown, middle).later).toBe(481)
})

test('a new beginning of the live end keeps what fits, and drops what would leave a gap', () => {
  const before = endFrom(980)
  const stretch = withEarlierPage(before, NO_STRETCH, page(960, 980))
  expect(span(endFrom(985), afterReset(before, stretch, endFrom(985)))).toEqual([960, 999])
  expect(span(endFrom(970), afterReset(before, stretch, endFrom(970)))).toEqual([960, 999])
  const far: Thread = { ...endFrom(980), turns: [turn(1100)] }
  expect(afterReset(before, stretch, far)).toBe(NO_STRETCH)
})

test('a reader at the end keeps enough to fill a screen', () => {
  expect(trimmed(endFrom(900), NO_STRETCH)).toBeNull()
  const long = trimmed(endFrom(800), NO_STRETCH)
  expect(long && [long.thread.turns.length, long.thread.earlier?.turns]).toEqual([60, 940])
})
