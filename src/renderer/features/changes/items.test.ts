import { expect, test } from 'vitest'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import { hunksOf } from './hunks.ts'
import { gapKey, itemsOf } from './items.ts'
import type { Item, Shown } from './items.ts'
import { filtered, ofTree } from './shownFile.ts'
import type { ShownFile } from './shownFile.ts'

const BEFORE = Array.from({ length: 200 }, (_, n) => `line ${n + 1}\n`).join('')
const AFTER = BEFORE.replace('line 50\n', 'line fifty\n').replace('line 150\n', 'line 150\nmore\n')

function file(name: string, over: Partial<Parameters<typeof ofTree>[0]> = {}): ShownFile {
  const { text: diff, added, removed } = unifiedDiff(BEFORE, AFTER)
  const change = { diff, added, removed, kind: 'changed' as const, isBinary: false, isUnmerged: false, version: 'v' }
  return ofTree({ path: `/repo/${name}`, ...change, ...over }, '/repo', 'unstaged')
}

const shown = (over: Partial<Shown> = {}): Shown => ({
  isOpen: () => true,
  hunksOf: ({ diff }) => hunksOf(diff),
  isSplit: false,
  wholes: new Map(),
  revealed: new Map(),
  comments: [],
  box: null,
  ...over,
})

const told = (items: readonly Item[]) =>
  items.map(item =>
    item.kind === 'gap' ? `gap ${item.count}` : item.kind === 'rows' ? `${item.rows.length} rows` : item.kind,
  )

test('a file is its changes with what is left out between them', () => {
  const items = itemsOf([file('a')], shown())
  expect(told(items)).toEqual(['group', 'file', 'gap 46', '8 rows', 'gap 94', '7 rows', 'gap null'])
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
})

test('lines that were asked for stand where they belong, with the numbers of both sides', () => {
  const a = file('a')
  const wholes = new Map([[a.key, AFTER.trimEnd().split('\n')]])
  const revealed = new Map([
    [gapKey(a.key, 1), 20],
    [gapKey(a.key, 2), 100],
  ])
  const items = itemsOf([a], shown({ wholes, revealed }))
  expect(told(items)).toEqual(['group', 'file', 'gap 46', '8 rows', 'gap 74', '20 rows', '7 rows', '40 rows', '7 rows'])
  const rows = items.flatMap(item => (item.kind === 'rows' ? item.rows : []))
  expect(rows[8]).toEqual({
    kind: 'same',
    before: { number: 128, text: 'line 128' },
    after: { number: 128, text: 'line 128' },
  })
  expect(rows.at(-1)).toEqual({
    kind: 'same',
    before: { number: 200, text: 'line 200' },
    after: { number: 201, text: 'line 200' },
  })
})

test('comments and the box stand below the lines that they are about', () => {
  const a = file('a')
  const comment = { id: '1', file: 'a', side: 'after' as const, from: 50, to: 50, quote: ['x'], text: 'Why?' }
  const box = { file: a.key, hunk: 1, from: 2, to: 3 }
  const items = itemsOf([a], shown({ comments: [comment], box }))
  expect(told(items)).toEqual([
    'group',
    'file',
    'gap 46',
    '5 rows',
    'comments',
    '3 rows',
    'gap 94',
    '4 rows',
    'box',
    '3 rows',
    'gap null',
  ])
})

test('what is closed, not read yet, or has no lines takes one line', () => {
  const files = [file('closed'), file('later'), file('logo.png', { isBinary: true, diff: '' }), file('x', { diff: '' })]
  const items = itemsOf(
    files,
    shown({
      isOpen: ({ name }) => name !== 'closed',
      hunksOf: ({ name, diff }) => (name === 'later' ? undefined : hunksOf(diff)),
    }),
  )
  expect(told(items)).toEqual(['group', 'file', 'file', 'pending', 'file', 'note', 'file', 'note'])
  expect(items.filter(item => item.kind === 'note').map(({ note }) => note)).toEqual(['binary', 'empty'])
  const added = file('new', { kind: 'new' })
  expect(told(itemsOf([added], shown())).filter(each => each.startsWith('gap'))).toEqual([])
})

test('files are found by parts of their names', () => {
  const files = [file('src/a.ts'), file('src/b.test.ts'), file('docs/a.md')]
  expect(filtered(files, 'SRC a').map(({ name }) => name)).toEqual(['src/a.ts'])
  expect(filtered(files, ' ')).toBe(files)
})
