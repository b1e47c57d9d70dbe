import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import { hunksOf, pairsOf, textOf } from './hunks.ts'

const marked = (line: ReturnType<typeof pairsOf>[number]['before']) =>
  line?.segments.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')

test('what differs in a line is marked word by word, lines that are others are not', () => {
  const before = 'const limit = 10\nconst other = read(path)\nend\n'
  const after = 'const limit = 20\nreturn\nend\n'
  const [hunk] = hunksOf(`diff --git a/x b/x\n--- a/x\n+++ b/x\n${unifiedDiff(before, after).text}`)
  const pairs = hunk?.blocks.flatMap(pairsOf).map(pair => [marked(pair.before), marked(pair.after)])
  expect(pairs).toEqual([
    ['const limit = [10]', 'const limit = [20]'],
    ['const other = read(path)', 'return'],
    ['end', 'end'],
  ])
})

test('the return of a line end is shown only where it is what changed', () => {
  const shown = (before: string, after: string) =>
    hunksOf(unifiedDiff(before, after).text)[0]
      ?.blocks.flatMap(pairsOf)
      .map(pair => [marked(pair.before), marked(pair.after)])
  expect(shown('a\r\nb\r\n', 'a\r\nc\r\n')).toEqual([
    ['a', 'a'],
    ['b', 'c'],
  ])
  expect(shown('one two\r\n', 'one two\n')).toEqual([['one two[\r]', 'one two']])
})

test('hunks are as many and in the order as an undo counts them', () => {
  const before = Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join('')
  const after = before.replace('line 3\n', '').replace('line 20\n', 'twenty\nmore\n')
  const hunks = hunksOf(unifiedDiff(before, after).text)
  expect(hunks).toHaveLength(2)
  const changed = hunks.map(({ blocks }) => blocks.find(block => block.kind === 'changed'))
  expect(changed.map(block => [block?.removed.map(textOf), block?.added.map(textOf)])).toEqual([
    [['line 3'], []],
    [['line 20'], ['twenty', 'more']],
  ])
  expect(hunksOf('')).toEqual([])
})

test('the marked pieces of a line are the line', () => {
  const line = fc.array(fc.constantFrom('a', 'bb', ' ', '(', 'ü'), { maxLength: 20 }).map(words => words.join(''))
  fc.assert(
    fc.property(line, line, (before, after) => {
      const [hunk] = hunksOf(unifiedDiff(`${before}\n`, `${after}\n`).text)
      for (const pair of hunk?.blocks.flatMap(pairsOf) ?? []) {
        if (pair.before) expect(textOf(pair.before)).toBe(before)
        if (pair.after) expect(textOf(pair.after)).toBe(after)
      }
    }),
  )
})
