import { expect, test } from 'vitest'
import { defused, hasHiddenText, segmentsOf } from './hiddenText.ts'

const shown = (text: string) =>
  segmentsOf(text)
    .map(segment => (segment.kind === 'hidden' ? `[${segment.name}]` : segment.text))
    .join('')

test('zero-width, soft-hyphen and byte-order characters are named where they stand', () => {
  expect(shown('rm\u200b -rf\u2060 /tmp\xad/x\ufeff')).toBe('rm[U+200B] -rf[U+2060] /tmp[U+00AD]/x[U+FEFF]')
})

test('characters that would break or reorder a line are named', () => {
  expect(shown('echo hi\u2028rm -rf x\x85y')).toBe('echo hi[U+2028]rm -rf x[U+0085]y')
  expect(shown('\u202egpj.exe')).toBe('[U+202E]gpj.exe')
  expect(shown('a\rb\x1b[8m')).toBe('a[U+000D]b[U+001B][8m')
})

test('spaces that look like a space are named; tab and newline are not', () => {
  expect(shown('git\u00a0push\u3000x')).toBe('git[U+00A0]push[U+3000]x')
  expect(hasHiddenText('a\tb\nc d')).toBe(false)
})

test('tag characters and broken surrogates are named', () => {
  expect(shown('\u{e0049}\ud800')).toBe('[U+E0049][U+D800]')
})

test('words that mix alphabets are marked, words of one alphabet are not', () => {
  const marked = (text: string) => segmentsOf(text).flatMap(each => (each.kind === 'mixed' ? [each.text] : []))
  expect(marked('раураl.com ѕudо lѕ')).toEqual(['раураl', 'ѕudо', 'lѕ'])
  expect(marked('привет world größe Ωmega')).toEqual(['Ωmega'])
})

test('nothing is lost: segments join to the text', () => {
  const text = 'a\u200bb раураl \ud800 c\u{e0049}'
  expect(
    segmentsOf(text)
      .map(segment => segment.text)
      .join(''),
  ).toBe(text)
})

test('prose keeps emoji and joiners, and loses what deceives', () => {
  expect(defused('👩‍💻 می‌خواهم')).toBe('👩‍💻 می‌خواهم')
  expect(defused('a\u202eb\u{e0067}')).toBe('a⟨U+202E⟩b⟨U+E0067⟩')
})

test('marks that pile up on a letter are counted; those that languages use stay', () => {
  const pile = '\u0300'.repeat(30_000)
  expect(segmentsOf(`a${pile}b`)).toEqual([
    { kind: 'plain', text: 'a' },
    { kind: 'hidden', text: pile, name: 'U+0300 × 30000' },
    { kind: 'plain', text: 'b' },
  ])
  expect(defused(`a${pile}b`)).toBe('a⟨U+0300 × 30000⟩b')
  for (const written of ['é', 'שָׁלוֹם', 'ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ', `x${'\u0300'.repeat(16)}`]) {
    expect(defused(written)).toBe(written)
    expect(segmentsOf(written)).toEqual([{ kind: 'plain', text: written }])
  }
})
