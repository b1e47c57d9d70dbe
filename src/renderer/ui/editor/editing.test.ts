import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeBetween, lineBreakOf, withPlainBreaks } from './editing.ts'

test('a change between two texts is the smallest one', () => {
  expect(changeBetween('a = 1\nb = 2\n', 'a = 1\nb = 3\n')).toEqual({ from: 10, to: 11, insert: '3' })
  expect(changeBetween('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' })
  expect(changeBetween('aaa', 'aa')).toEqual({ from: 2, to: 3, insert: '' })
  expect(changeBetween('same', 'same')).toBeNull()
})

test('it always makes one text the other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n') })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = changeBetween(before, after)
      const made = change ? before.slice(0, change.from) + change.insert + before.slice(change.to) : before
      expect(made).toBe(after)
    }),
  )
})

test('the line breaks of a file are told, and an editor gets plain ones', () => {
  expect(lineBreakOf('a\r\nb\n')).toBe('\r\n')
  expect(lineBreakOf('a\nb\r')).toBe('\n')
  expect(withPlainBreaks('a\r\nb\rc\n')).toBe('a\nb\nc\n')
})
