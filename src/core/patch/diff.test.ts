import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from './diff.ts'
import { diffLines } from './lineDiff.ts'

test('shows changes with context, counted from one', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at + 1}\n`)
  const after = before.with(4, 'five\n').toSpliced(15, 1)
  expect(unifiedDiff(before.join(''), after.join(''), { context: 1 })).toEqual({
    text: '@@ -4,3 +4,3 @@\n line 4\n-line 5\n+five\n line 6\n@@ -15,3 +15,2 @@\n line 15\n-line 16\n line 17\n',
    added: 1,
    removed: 2,
  })
})

test.each([
  ['a\n', 'a\n', ''],
  ['', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
  ['a\n', '', '@@ -1 +0,0 @@\n-a\n'],
  ['a', 'a\n', '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n'],
  ['a\r\n', 'a\n', '@@ -1 +1 @@\n-a\r\n+a\n'],
  ['a\nb\nc\n', 'a\nc\n', '@@ -1,3 +1,2 @@\n a\n-b\n c\n'],
])('%j to %j', (before, after, text) => {
  expect(unifiedDiff(before, after).text).toBe(text)
})

test('changes whose context meets share a hunk', () => {
  const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n'
  const near = unifiedDiff(before, before.replace('1', 'x').replace('8', 'y')).text
  expect(near.match(/^@@/gm)).toHaveLength(1)
  const far = unifiedDiff(before, before.replace('1', 'x').replace('9', 'y')).text
  expect(far.match(/^@@/gm)).toHaveLength(2)
})

test('the changes turn the old lines into the new ones', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 60 })
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const rebuilt: string[] = []
      let done = 0
      for (const { oldAt, removed, newAt, added } of diffLines(before, after)) {
        rebuilt.push(...before.slice(done, oldAt), ...after.slice(newAt, newAt + added))
        done = oldAt + removed
      }
      expect([...rebuilt, ...before.slice(done)]).toEqual(after)
    }),
    { numRuns: 1000 },
  )
})

test('lines taken out and put in are all that is reported', () => {
  const marks = fc.array(fc.constantFrom('keep', 'remove', 'add'), { maxLength: 80 })
  fc.assert(
    fc.property(marks, kinds => {
      const side = (absent: string) => kinds.flatMap((kind, at) => (kind === absent ? [] : [`${at}\n`])).join('')
      const count = (wanted: string) => kinds.filter(kind => kind === wanted).length
      expect(unifiedDiff(side('add'), side('remove'))).toMatchObject({ added: count('add'), removed: count('remove') })
    }),
  )
})

test('lines that repeat are matched as well as can be', () => {
  const before = ['{', '}', '{', '}', '{', '}', '{', '}']
  expect(diffLines(before, before.toSpliced(2, 2))).toEqual([{ oldAt: 6, removed: 2, newAt: 6, added: 0 }])
  expect(diffLines(['a', 'a', 'b', 'b', 'a', 'a'], ['b', 'a', 'a', 'b', 'b', 'a'])).toHaveLength(2)
})

test('two long texts with nothing in common are one change', () => {
  const text = (mark: string) => Array.from({ length: 3000 }, (_, at) => `${mark}${at % 50}\n`).join('')
  expect(unifiedDiff(text('a'), text('b'))).toMatchObject({ added: 3000, removed: 3000 })
})
