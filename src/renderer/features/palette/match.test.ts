import { expect, test } from 'vitest'
import { matchOf, wordsIn } from './match.ts'

const fits = (typed: string, text: string, more?: string) => {
  const match = matchOf(wordsIn(typed), text, more)
  return match && [match.rank, match.marks.map(([from, to]) => text.slice(from, to)).join('|')]
}

test.each([
  ['new', 'New thread', [0, 'New']],
  ['thread', 'New thread', [1, 'thread']],
  ['read', 'New thread', [2, 'read']],
  ['nt', 'New thread', [3, 'N|t']],
  ['newt', 'New thread', [3, 'New|t']],
  ['thread new', 'New thread', [1, 'New|thread']],
  ['thr ead', 'New thread', [2, 'thread']],
  ['ü', 'Öffnen und Über', [1, 'Ü']],
  ['', 'New thread', [2, '']],
])('%j in %j', (typed, text, expected) => {
  expect(fits(typed, text)).toEqual(expected)
})

test('every word has to be found; letters only at the beginning of words, or behind one that is', () => {
  expect(fits('new gone', 'New thread')).toBeNull()
  expect(fits('engine', 'Open everything in this thread')).toBeNull()
  expect(fits('x', 'New thread')).toBeNull()
})

test('what an entry is known by besides counts, unmarked and after its name', () => {
  expect(fits('website', 'Fix the header', 'website')).toEqual([2, ''])
  expect(fits('fix website', 'Fix the header', 'website')).toEqual([2, 'Fix'])
})
