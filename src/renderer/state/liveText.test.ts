import { expect, test } from 'vitest'
import { createLiveText } from './liveText.ts'

test('a row hears of its own text, once a flush, however many pieces came', () => {
  const live = createLiveText()
  let told = 0
  live.subscribe('a', () => told++)
  live.append('a', 0, 'The ')
  live.append('a', 4, 'cause')
  live.append('b', 0, 'other')
  expect(live.read('a')).toBe('')
  live.flush()
  expect(live.read('a')).toBe('The cause')
  live.flush()
  expect(told).toBe(1)
})

test('a piece that repeats what came before takes its place', () => {
  const live = createLiveText()
  live.append('a', 0, 'first try')
  live.append('a', 0, 'second')
  live.append('a', 3, 'tle')
  live.flush()
  expect(live.read('a')).toBe('sectle')
})

test('a tail that begins in the middle is shown as it is, and goes on', () => {
  const live = createLiveText()
  live.append('a', 500, 'tail')
  live.append('a', 504, ' goes on')
  live.flush()
  expect(live.read('a')).toBe('tail goes on')
  live.append('a', 900, 'after a gap')
  live.flush()
  expect(live.read('a')).toBe('after a gap')
})

test('dropped text is gone for those who still look', () => {
  const live = createLiveText()
  let told = 0
  live.append('a', 0, 'x')
  live.flush()
  live.subscribe('a', () => told++)
  live.drop('a')
  live.flush()
  expect([live.read('a'), told]).toEqual(['', 1])
})

test('who left is not told', () => {
  const live = createLiveText()
  let told = 0
  live.subscribe('a', () => told++)()
  live.append('a', 0, 'x')
  live.flush()
  expect(told).toBe(0)
})

test('endless output keeps its end', () => {
  const live = createLiveText()
  const piece = 'x'.repeat(100_000)
  for (let at = 0; at < 10; at++) live.append('a', at * piece.length, piece)
  live.append('a', 10 * piece.length, 'end')
  live.flush()
  expect(live.read('a').length).toBeLessThan(600_000)
  expect(live.read('a').endsWith('xend')).toBe(true)
})

test('of many that are written at once one is told in each flush, that which waits longest first', () => {
  const live = createLiveText()
  const told: string[] = []
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    live.subscribe(key, () => told.push(key))
    live.append(key, 0, 'text')
  }
  expect(live.flush()).toBe(true)
  live.append('a', 4, ' goes on')
  for (let left = 4; left > 0; left--) expect(live.flush()).toBe(true)
  expect(live.flush()).toBe(false)
  expect(told).toEqual(['a', 'b', 'c', 'd', 'e', 'a'])
  expect(live.read('a')).toBe('text goes on')
})

test('what is written is read from any character on, and is another object when it does not go on', () => {
  const live = createLiveText()
  const pieces = Array.from({ length: 200 }, (_, n) => `${n} `.repeat(30))
  let at = 700
  for (const piece of pieces) {
    live.append('a', at, piece)
    at += piece.length
  }
  live.flush()
  const whole = pieces.join('')
  const written = live.written('a')
  for (const from of [0, 700, 701, 5_000, 9_999, at - 1, at, at + 10])
    expect(live.read('a', from)).toBe(whole.slice(Math.max(0, from - 700)))
  live.append('a', at, 'more')
  expect(written?.from(at)).toBe('')
  live.flush()
  expect([live.written('a'), written?.start, written?.from(at)]).toEqual([written, 700, 'more'])
  live.append('a', 800, 'otherwise')
  live.flush()
  expect(live.written('a')).not.toBe(written)
  expect(live.read('a')).toBe(`${whole.slice(0, 100)}otherwise`)
})
