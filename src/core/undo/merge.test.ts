import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from '../patch/diff.ts'
import { withoutHunk } from './hunks.ts'
import { linesOf, merge3 } from './merge.ts'

const BASE = 'a\nb\nc\nd\ne\n'

test('changes of different lines are both kept', () => {
  expect(merge3(BASE, 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n')).toEqual({ clean: true, text: 'A\nb\nc\nd\nE\n' })
})

test('the same change on both sides is no conflict', () => {
  expect(merge3(BASE, 'a\nX\nc\nd\ne\n', 'a\nX\nc\nd\ne\n')).toEqual({ clean: true, text: 'a\nX\nc\nd\ne\n' })
})

test('changes that touch each other are a conflict that says where it is', () => {
  const merged = merge3(BASE, 'new\na\nb\nX\nd\ne\n', 'a\nb\nY\nd\ne\n')
  expect(merged).toEqual({ clean: false, conflicts: [{ line: 4, mine: 'X\n', theirs: 'Y\n' }] })
  expect(merge3(BASE, 'a\nb\nX\nd\ne\n', 'a\nb\nc\nY\ne\n').clean).toBe(false)
})

test('two insertions in one place are a conflict', () => {
  expect(merge3(BASE, 'a\nX\nb\nc\nd\ne\n', 'a\nY\nb\nc\nd\ne\n').clean).toBe(false)
})

test('line ends and a missing last one are kept', () => {
  expect(merge3('a\r\nb\r\nc\r\nd', 'A\r\nb\r\nc\r\nd', 'a\r\nb\r\nc\r\nD')).toEqual({
    clean: true,
    text: 'A\r\nb\r\nc\r\nD',
  })
})

const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n'), { maxLength: 12 }).map(all => all.join(''))

test('a side that changed nothing takes over the other; who takes which side does not matter', () => {
  fc.assert(
    fc.property(lines, lines, lines, (base, mine, theirs) => {
      expect(merge3(base, base, theirs)).toEqual({ clean: true, text: theirs })
      expect(merge3(base, mine, base)).toEqual({ clean: true, text: mine })
      const merged = merge3(base, mine, theirs)
      const swapped = merge3(base, theirs, mine)
      expect(swapped.clean).toBe(merged.clean)
      if (merged.clean && swapped.clean) expect(swapped.text).toBe(merged.text)
    }),
    { numRuns: 500 },
  )
})

test('a text without each of its hunks, one after the other, is the text before', () => {
  const spread = fc.array(fc.constantFrom('a\n', 'b\n'), { minLength: 40, maxLength: 60 })
  fc.assert(
    fc.property(spread, fc.array(fc.nat(59), { maxLength: 4 }), (old, places) => {
      const before = old.join('')
      const after = old.map((line, at) => (places.includes(at) ? `changed ${at}\n` : line)).join('')
      let text = after
      for (;;) {
        const hunks = unifiedDiff(before, text).text.match(/^@@/gm)?.length ?? 0
        if (hunks === 0) break
        const next = withoutHunk(before, text, hunks - 1)
        expect(next).not.toBeNull()
        text = next ?? before
      }
      expect(text).toBe(before)
      expect(withoutHunk(before, after, 99)).toBeNull()
      expect(linesOf(text).join('')).toBe(before)
    }),
  )
})
