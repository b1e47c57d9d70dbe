import { expect, test } from 'vitest'
import { linesBetween } from './linesBetween.ts'

test('the lines that changed, with those around them', () => {
  const before = 'a\nb\nc\nd\ne\nf\n'
  expect(linesBetween(before, before.replace('e', 'x'), 1)).toEqual([
    { kind: 'same', before: 4, after: 4, text: 'd' },
    { kind: 'removed', before: 5, text: 'e' },
    { kind: 'added', after: 5, text: 'x' },
    { kind: 'same', before: 6, after: 6, text: 'f' },
  ])
})

test('nothing where nothing changed; lines that begin with a sign are lines', () => {
  expect(linesBetween('a\n', 'a\n')).toEqual([])
  expect(linesBetween('', '-- a\n+++ b\n').map(line => 'text' in line && line.text)).toEqual(['-- a', '+++ b'])
})
