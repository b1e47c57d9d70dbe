import { expect, test } from 'vitest'
import { ago, baseName, count, duration, relativeTo } from './format.ts'

test.each([
  [0, '0 ms'],
  [640, '640 ms'],
  [1000, '1 s'],
  [12_400, '12.4 s'],
  [59_960, '1m 0s'],
  [192_000, '3m 12s'],
  [3_840_000, '1h 4m'],
])('%i ms reads %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text))

test.each([
  [840, '840'],
  [7_900, '7.9k'],
  [9_990, '10k'],
  [79_000, '79k'],
  [999_600, '1M'],
  [1_240_000, '1.2M'],
])('%i reads %s', (value, text) => expect(count(value)).toBe(text))

test('ages grow coarser with time', () => {
  const now = Date.UTC(2026, 10, 21)
  expect([10, 240, 7_200, 200_000].map(seconds => ago(now - seconds * 1000, now))).toEqual(['now', '4m', '2h', '2d'])
})

test('a path is relative only inside its folder', () => {
  expect(relativeTo('/work/a', '/work/a/src/x.ts')).toBe('src/x.ts')
  expect(relativeTo('/work/a', '/work/ab/x.ts')).toBe('/work/ab/x.ts')
  expect(baseName('/work/heddle/')).toBe('heddle')
})
