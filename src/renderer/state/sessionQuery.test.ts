import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filtersSet, FIRST_QUERY, requestOf, splitText } from './sessionQuery.ts'

const NOON = new Date(2026, 10, 21, 12).getTime()
const midnight = (daysBack: number) => new Date(2026, 10, 21 - daysBack).getTime()

test('without words threads are listed, with words they are searched, archived ones too', () => {
  expect(requestOf(FIRST_QUERY, NOON)).toEqual({ kind: 'list', filter: { shelf: 'active' } })
  expect(requestOf({ ...FIRST_QUERY, text: ' stale  offset ' }, NOON)).toEqual({
    kind: 'search',
    text: 'stale offset',
    filter: { shelf: 'all' },
  })
  expect(requestOf({ ...FIRST_QUERY, text: 'a', shelf: 'archived' }, NOON)).toMatchObject({
    filter: { shelf: 'archived' },
  })
  expect(requestOf({ ...FIRST_QUERY, text: 'a', shelf: 'trash' }, NOON)).toEqual({ kind: 'trash', text: 'a' })
})

test('only filters that are set are sent', () => {
  const query = { ...FIRST_QUERY, workspace: '/work', pinned: true, home: 'codex' as const }
  expect(requestOf(query, NOON)).toEqual({
    kind: 'list',
    filter: { workspace: '/work', pinned: true, home: 'codex', shelf: 'active' },
  })
  expect(filtersSet(query)).toEqual(['workspace', 'home', 'pinned'])
})

test('ages begin at midnight', () => {
  expect(requestOf({ ...FIRST_QUERY, age: 'today' }, NOON)).toMatchObject({ filter: { from: midnight(0) } })
  expect(requestOf({ ...FIRST_QUERY, age: 'week' }, NOON)).toMatchObject({ filter: { from: midnight(6) } })
  expect(requestOf({ ...FIRST_QUERY, age: 'older' }, NOON)).toMatchObject({ filter: { to: midnight(364) } })
  expect(requestOf({ ...FIRST_QUERY, age: 'week' }, NOON)).toEqual(
    requestOf({ ...FIRST_QUERY, age: 'week' }, NOON + 3_600_000),
  )
})

test.each([
  ['file:src/x.ts', { words: '', file: 'src/x.ts' }],
  ['lock file:rollout race', { words: 'lock race', file: 'rollout' }],
  ['file:"my notes.md" todo', { words: 'todo', file: 'my notes.md' }],
  ['profile:x file:', { words: 'profile:x', file: null }],
  ['file:"half', { words: '', file: 'half' }],
])('%s', (text, split) => expect(splitText(text)).toEqual(split))

test('no text breaks it, and words lose nothing but blanks', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const { words, file } = splitText(text)
      if (!text.includes('file:')) expect([words, file]).toEqual([text.replaceAll(/\s+/g, ' ').trim(), null])
    }),
  )
})
