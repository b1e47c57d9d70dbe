import { expect, test } from 'vitest'
import type { SessionListState } from '../../state/sessionList.ts'
import { bytes, countWords, emptyWords } from './words.ts'

const NOTHING: SessionListState = {
  request: { kind: 'list', filter: { shelf: 'active' } },
  entries: [],
  total: null,
  nextCursor: null,
  fresh: true,
  failure: null,
  tookMs: null,
}
const hit = (hitCount: number) => ({ hitCount }) as SessionListState['entries'][number]
const SEARCH = { kind: 'search', text: 'a', filter: { shelf: 'all' } } as const

test.each<[Partial<SessionListState>, string]>([
  [{ request: null }, ''],
  [{ total: 1 }, '1 thread'],
  [{ total: 12_345, nextCursor: 'x' }, '12,345 threads'],
  [{ request: SEARCH, entries: [hit(1)], tookMs: 0.2 }, '1 thread · 1 hit in 1 ms'],
  [{ request: SEARCH, entries: [hit(2), hit(3)], nextCursor: 'x', tookMs: 41.6 }, '2+ threads · 5+ hits in 42 ms'],
  [{ request: SEARCH, total: 2, entries: [hit(2), hit(3)] }, '2 threads · 5 hits'],
])('%j: %s', (state, words) => expect(countWords({ ...NOTHING, ...state })).toBe(words))

test('each way of having nothing says when there will be something', () => {
  const sentences = [
    emptyWords({ kind: 'list', filter: { shelf: 'active' } }, false),
    emptyWords({ kind: 'list', filter: { shelf: 'active' } }, true),
    emptyWords({ kind: 'list', filter: { shelf: 'archived' } }, false),
    emptyWords({ kind: 'trash', text: '' }, false),
    emptyWords(SEARCH, true),
  ]
  expect(new Set(sentences).size).toBe(sentences.length)
  for (const sentence of sentences) expect(sentence).toMatch(/\.$/)
})

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 KB'],
  [12_499, '12 KB'],
  [1_440_000, '1.4 MB'],
  [402_113_882, '402 MB'],
  [9_000_000_000, '9 GB'],
  [7e15, '7000 TB'],
])('%d: %s', (value, words) => expect(bytes(value)).toBe(words))
