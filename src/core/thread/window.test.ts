import { expect, test } from 'vitest'
import { emptyThread, NO_USAGE } from './thread.ts'
import type { Thread, Turn } from './thread.ts'
import { windowOf, withEarlier } from './window.ts'

const turn = (n: number): Turn => ({
  id: `turn-${n}`,
  status: 'completed',
  startedAt: n,
  firstSeq: n * 10,
  lastSeq: n * 10 + 9,
  items: [],
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
})

const threadOf = (count: number): Thread => ({
  ...emptyThread('t'),
  turns: Array.from({ length: count }, (_, n) => turn(n)),
})

test('a window keeps the newest turns and says what it leaves out', () => {
  const whole = threadOf(5)
  expect(windowOf(whole, 5)).toBe(whole)
  const window = windowOf(whole, 2)
  expect(window.turns.map(({ id }) => id)).toEqual(['turn-3', 'turn-4'])
  expect(window.earlier).toEqual({ turns: 3, beforeSeq: 30 })
  expect(windowOf(window, 1).earlier).toEqual({ turns: 4, beforeSeq: 40 })
})

test('pages of older turns lead back to the whole thread', () => {
  const whole = threadOf(5)
  const one = withEarlier(windowOf(whole, 2), {
    turns: whole.turns.slice(1, 3),
    earlier: { turns: 1, beforeSeq: 10 },
  })
  expect(one.turns).toHaveLength(4)
  expect(withEarlier(one, { turns: whole.turns.slice(0, 1), earlier: null })).toEqual(whole)
  // A page that came twice is not put in twice.
  expect(withEarlier(one, { turns: whole.turns.slice(1, 3), earlier: null })).toBe(one)
})
