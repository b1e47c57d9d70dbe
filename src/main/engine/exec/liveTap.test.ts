import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLiveTap } from './liveTap.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function rig() {
  const told: string[] = []
  const tap = createLiveTap(text => void told.push(text))
  return { told, tap, say: (text: string) => tap.push(Buffer.from(text)) }
}

test('the first words are told at once, what follows together', () => {
  const { told, say } = rig()
  for (const word of ['one ', 'two ', 'three']) say(word)
  expect(told).toEqual(['one '])
  vi.advanceTimersByTime(16)
  expect(told).toEqual(['one ', 'two three'])
  vi.advanceTimersByTime(100)
  say('four')
  expect(told.at(-1)).toBe('four')
})

test('of a flood only ends are told, with how much was left out', () => {
  const { told, tap, say } = rig()
  say('begin')
  for (let n = 0; n < 100; n++) say('x'.repeat(10_000))
  say('the end')
  vi.advanceTimersByTime(16)
  expect(told).toHaveLength(3)
  expect(told[1]).toBe(`\n… ${1_000_007 - 32_768} bytes not shown …\n`)
  expect(told[2]).toHaveLength(32_768)
  expect(told[2]?.endsWith('xthe end')).toBe(true)
  tap.end()
  expect(told).toHaveLength(3)
})

test('a chunk larger than what is held is cut as well, and no half character is told', () => {
  const { told, say, tap } = rig()
  say('a')
  say('é'.repeat(40_000) + '!')
  tap.end()
  expect(told.join('')).toMatch(/^a\n… \d+ bytes not shown …\né+!$/)
})

test('a character that comes in two pieces stays one', () => {
  const { told, tap } = rig()
  const bytes = Buffer.from('é')
  tap.push(bytes.subarray(0, 1))
  tap.push(bytes.subarray(1))
  tap.end()
  expect(told.join('')).toBe('é')
})

test('nothing is told after the end', () => {
  const { told, tap, say } = rig()
  tap.end()
  say('late')
  vi.advanceTimersByTime(100)
  expect(told).toEqual([])
})
