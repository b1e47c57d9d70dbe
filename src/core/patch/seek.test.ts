import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeek } from './seek.ts'
import { plainPunctuation, trim, trimEnd } from './text.ts'

/** The rule itself, without any cleverness. */
function slowSeek(lines: string[], pattern: string[], from: number, atEnd: boolean): number | null {
  for (const fold of [String, trimEnd, trim, (line: string) => plainPunctuation(trim(line))]) {
    for (let at = from; at + pattern.length <= lines.length; at++) {
      if (atEnd && at + pattern.length !== lines.length) continue
      if (pattern.every((line, index) => fold(line) === fold(lines[at + index] ?? ''))) return at
    }
  }
  return null
}

test('finds what a plain search finds', () => {
  const line = fc.constantFrom('a', 'a ', ' a', 'b', '“b”', '"b"', '')
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.array(line, { minLength: 1, maxLength: 4 }),
      fc.nat(10),
      fc.boolean(),
      (lines, pattern, from, atEnd) => {
        expect(createSeek(lines)(pattern, from, atEnd)).toBe(slowSeek(lines, pattern, from, atEnd))
      },
    ),
    { numRuns: 2000 },
  )
})

test('no lines are found where the search starts', () => {
  expect(createSeek(['a'])([], 1)).toBe(1)
})

test('trims what Unicode calls white space, and nothing else', () => {
  expect(trim('\u3000\u0085 a\u00a0\t')).toBe('a')
  expect(trim('\ufeffa\u200b')).toBe('\ufeffa\u200b')
  expect(trim(' \t ')).toBe('')
})
