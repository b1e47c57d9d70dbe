import { expect, test } from 'vitest'
import { clockOf, marksOf, percentAt, sameScale, scaleOf, spentIn } from './timeScale.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

test('time fits the width in steps, and scrolls from five minutes on', () => {
  const windows = [0, 29, 31, 61, 299, 301, 3600].map(seconds => scaleOf(0, seconds * SECOND).windowMs / SECOND)
  expect(windows).toEqual([30, 30, 60, 120, 300, 300, 300])
  expect(scaleOf(0, 301 * SECOND).extentMs).toBe(6 * MINUTE)
  expect(sameScale(scaleOf(5, 100_000), scaleOf(5, 101_000))).toBe(true)
  expect(sameScale(scaleOf(5, 100_000), scaleOf(6, 101_000))).toBe(false)
  // A tree that rested for years is no reason to draw millions of marks.
  for (const years of [0.001, 0.1, 1, 60]) {
    expect(marksOf(scaleOf(0, years * 365 * 24 * 60 * MINUTE)).length).toBeLessThanOrEqual(60)
  }
  // A clock that went back shows nothing strange.
  expect(scaleOf(1000, 0)).toEqual({ from: 1000, windowMs: 30 * SECOND, extentMs: 30 * SECOND })
})

test('moments have a place and marks', () => {
  const scale = scaleOf(1000, 31_000)
  expect([percentAt(scale, 1000), percentAt(scale, 16_000), percentAt(scale, 99_000), percentAt(scale, 0)]).toEqual([
    0, 50, 100, 0,
  ])
  expect(marksOf(scale).map(clockOf)).toEqual(['0:00', '0:06', '0:12', '0:18', '0:24'])
  expect(marksOf(scaleOf(0, 6 * MINUTE)).map(clockOf)).toEqual(['0:00', '1:00', '2:00', '3:00', '4:00', '5:00'])
  expect(clockOf(3_725_000)).toBe('1:02:05')
})

test('what was spent counts a span that lasts up to now, and no moment twice', () => {
  const spans = [
    { kind: 'working', from: 0, to: 10 },
    { kind: 'waiting', from: 10, to: 14 },
    { kind: 'working', from: 14, to: null },
  ] as const
  expect(spentIn(spans, 20)).toEqual({ workedMs: 16, waitedMs: 4 })
  expect(spentIn(spans, 0)).toEqual({ workedMs: 10, waitedMs: 4 })
  const turn = [
    { kind: 'working', from: 0, to: null },
    { kind: 'waiting', from: 2, to: 6 },
    { kind: 'waiting', from: 4, to: 8 },
  ] as const
  expect(spentIn(turn, 10)).toEqual({ workedMs: 4, waitedMs: 6 })
  expect(spentIn([], 10)).toEqual({ workedMs: 0, waitedMs: 0 })
})
