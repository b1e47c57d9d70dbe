import { expect, test } from 'vitest'
import { alternativesOf, CONTEXTS, holds, whenWords } from './when.ts'
import type { Context, Contexts } from './when.ts'

const only = (...names: Context[]): Contexts =>
  Object.fromEntries(Object.keys(CONTEXTS).map(name => [name, names.includes(name as Context)])) as Contexts

test.each<[string, Context[], boolean]>([
  ['thread', ['thread'], true],
  ['thread', [], false],
  ['!thread', [], true],
  ['thread && !running', ['thread'], true],
  ['thread && !running', ['thread', 'running'], false],
  ['thread && running || desktop', ['desktop'], true],
  ['desktop || thread && running', ['thread'], false],
])('%s, with %j: %s', (when, names, expected) => {
  expect(holds(when, only(...names))).toBe(expected)
})

test('without an expression it always holds', () => {
  expect(holds(undefined, only())).toBe(true)
  expect(whenWords(undefined)).toBe('Anywhere')
})

test('an expression says itself in words', () => {
  expect(whenWords('thread && !running || desktop')).toBe('In a thread, Not: While a turn runs · In the desktop window')
})

test.each(['', 'thread &&', 'nonsense', '(thread)', 'thread & running'])('a mistake is none: %j', when => {
  expect(() => alternativesOf(when)).toThrow('is no context')
})
