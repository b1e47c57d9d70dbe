import { expect, test } from 'vitest'
import { itemAt, moved, onFile, selectionBetween } from './cursor.ts'
import type { Cursor, Move } from './cursor.ts'
import type { Item } from './items.ts'
import { ofTree } from './shownFile.ts'

const change = { diff: '', added: 1, removed: 0, kind: 'new' as const, isBinary: false, isUnmerged: false, version: '' }
const file = (name: string) => ofTree({ path: `/r/${name}`, ...change }, '/r', null)
const rows = (name: string, hunk: number, at: number, count: number): Item => ({
  kind: 'rows',
  id: `${name} ${hunk} ${at}`,
  file: file(name),
  hunk,
  at,
  isFirst: at === 0,
  rows: Array.from({ length: count }, (_, n) => ({
    kind: 'same',
    before: { number: n, text: '' },
    after: { number: n, text: '' },
  })),
})
const head = (name: string): Item => ({ kind: 'file', id: name, file: file(name), isOpen: true })
const ITEMS: Item[] = [
  head('a'),
  { kind: 'gap', id: 'gap', file: file('a'), hunk: 0, count: 3 },
  rows('a', 0, 0, 2),
  rows('a', 0, 2, 1),
  rows('a', 1, 0, 1),
  head('b'),
  rows('b', 0, 0, 2),
]
const key = (name: string) => file(name).key
const at = (name: string, hunk: number, row: number): Cursor => ({ file: key(name), hunk, row })

const walk = (from: Cursor | null, ...moves: Move[]) =>
  moves.reduce<Cursor | null>((cursor, move) => moved(ITEMS, cursor, move), from)

test('the keyboard goes by line, by change and by file, and stays at the ends', () => {
  expect(walk(null, 'down')).toEqual(onFile(key('a')))
  expect(walk(null, 'down', 'down', 'down', 'down')).toEqual(at('a', 0, 2))
  expect(walk(at('a', 0, 2), 'down', 'down', 'down')).toEqual(at('b', 0, 0))
  expect(walk(at('b', 0, 1), 'down', 'down')).toEqual(at('b', 0, 1))
  expect(walk(at('a', 1, 0), 'up')).toEqual(at('a', 0, 2))
  expect(walk(onFile(key('a')), 'nextChange', 'nextChange')).toEqual(at('a', 1, 0))
  expect(walk(at('a', 0, 0), 'nextFile', 'nextChange', 'nextChange')).toEqual(at('b', 0, 0))
  expect(walk(at('b', 0, 1), 'lastFile', 'lastFile', 'lastFile')).toEqual(onFile(key('a')))
  expect(walk(onFile('gone'), 'up')).toEqual(onFile(key('a')))
  expect(itemAt(ITEMS, at('a', 0, 2))).toBe(3)
})

test('rows are chosen within one change, either way', () => {
  expect(selectionBetween(at('a', 0, 2), at('a', 0, 0))).toEqual({ file: key('a'), hunk: 0, from: 0, to: 2 })
  expect(selectionBetween(at('a', 0, 2), at('a', 1, 0))).toEqual({ file: key('a'), hunk: 1, from: 0, to: 0 })
  expect(selectionBetween(at('a', 0, 0), onFile(key('a')))).toBeNull()
})
