import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import { hunksOf, isChange, modesOf, withoutBlanks } from './hunks.ts'
import { marksOf, piecesOf } from './marks.ts'
import { rowsOf, spotOf } from './rows.ts'

const pairsIn = (before: string, after: string) =>
  hunksOf(unifiedDiff(before, after).text).flatMap(hunk =>
    rowsOf(hunk, true).map(row => [row.before?.text ?? null, row.after?.text ?? null]),
  )

test('rows stand below each other or side by side, and point at the side they have', () => {
  const before = 'a\nb\nc\n'
  const after = 'a\nB\nC\nD\n'
  const [hunk] = hunksOf(`diff --git a/x b/x\n--- a/x\n+++ b/x\n${unifiedDiff(before, after).text}`)
  const rows = rowsOf(hunk!, false)
  expect(rows.map(({ kind }) => kind)).toEqual(['same', 'removed', 'removed', 'added', 'added', 'added'])
  expect(rows.slice(1, 3).map(spotOf)).toEqual([
    { side: 'before', number: 2 },
    { side: 'before', number: 3 },
  ])
  expect(pairsIn(before, after)).toEqual([
    ['a', 'a'],
    ['b', 'B'],
    ['c', 'C'],
    [null, 'D'],
  ])
})

test('the return of a line end is shown only where it is what changed', () => {
  expect(pairsIn('a\r\nb\r\n', 'a\r\nc\r\n')).toEqual([
    ['a', 'a'],
    ['b', 'c'],
  ])
  expect(pairsIn('one two\r\n', 'one two\n')).toEqual([['one two\r', 'one two']])
})

test('hunks are as many and in the order as an undo counts them', () => {
  const before = Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join('')
  const after = before.replace('line 3\n', '').replace('line 20\n', 'twenty\nmore\n')
  const hunks = hunksOf(unifiedDiff(before, after).text)
  const changed = hunks.map(hunk => rowsOf(hunk, false).filter(({ kind }) => kind !== 'same'))
  expect(changed.map(rows => rows.map(row => row.before?.text ?? row.after?.text))).toEqual([
    ['line 3'],
    ['line 20', 'twenty', 'more'],
  ])
  expect(hunksOf('')).toEqual([])
})

test('lines that differ in blanks only count as the same when asked to, and hunks keep their numbers', () => {
  const before = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('')
  const after = before.replace('line 3\n', '  line  3\t\n').replace('line 20\n', 'line twenty\n')
  const hunks = withoutBlanks(hunksOf(unifiedDiff(before, after).text))
  expect(hunks.map(isChange)).toEqual([false, true])
  expect(rowsOf(hunks[0]!, false)[3]).toMatchObject({ kind: 'same', before: { number: 4 }, after: { number: 4 } })
})

test('a changed mode is told', () => {
  expect(modesOf('old mode 100644\nnew mode 100755\n@@ -1 +1 @@\n-a\n+b\n')).toBe('100644 → 100755')
  expect(modesOf('diff --git a/x b/x\nold mode 100644\nnew mode 100755\n')).toBe('100644 → 100755')
  expect(modesOf('@@ -1 +1,2 @@\n a\n+old mode 100644\n')).toBeNull()
})

const shown = (segments: { text: string; changed: boolean }[] | undefined) =>
  segments?.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')

test('what differs in a line is marked word by word, lines that are others are not', () => {
  const marks = marksOf('const limit = 10', 'const limit = 20')
  expect([shown(marks?.before), shown(marks?.after)]).toEqual(['const limit = [10]', 'const limit = [20]'])
  expect(marksOf('const other = read(path)', 'return')).toBeNull()
})

test('the pieces of a line are the line, with its colours and what changed of it', () => {
  const pieces = piecesOf(
    [
      { text: 'let a', changed: false },
      { text: 'b = 1', changed: true },
    ],
    [
      ['let', 'keyword'],
      [' ab = ', ''],
      ['1', 'constant'],
    ],
  )
  expect(pieces.map(({ text, changed, kind }) => [text, changed, kind])).toEqual([
    ['let', false, 'keyword'],
    [' a', false, ''],
    ['b = ', true, ''],
    ['1', true, 'constant'],
  ])
  const line = fc.array(fc.constantFrom('a', 'bb', ' ', '(', 'ü'), { maxLength: 20 }).map(words => words.join(''))
  fc.assert(
    fc.property(line, line, fc.array(line), (before, after, tokens) => {
      const marks = marksOf(before, after)
      if (!marks) return
      const textIn = (pieces: readonly { text: string }[]) => pieces.map(({ text }) => text).join('')
      expect(textIn(marks.before)).toBe(before)
      const cut = [...after].map(letter => [letter, 'x'] as const)
      for (const each of [cut, tokens.map(token => [token, 'y'] as const), undefined])
        expect(textIn(piecesOf(marks.after, each))).toBe(after)
    }),
  )
})
