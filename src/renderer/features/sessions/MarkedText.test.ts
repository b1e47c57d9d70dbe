import { expect, test } from 'vitest'
import { fromFirstMark, partsOf } from './MarkedText.tsx'

const drawn = (text: string, marks: [number, number][]) =>
  partsOf(text, marks)
    .map(part => (part.isHit ? `[${part.text}]` : part.text))
    .join('')

test.each<[string, [number, number][], string]>([
  ['a stale offset', [[2, 7]], 'a [stale] offset'],
  [
    'stale offset',
    [
      [6, 12],
      [0, 5],
    ],
    '[stale] [offset]',
  ],
  ['stale', [[0, 9]], 'stale'],
  [
    'stale',
    [
      [0, 3],
      [2, 5],
      [4, 4],
    ],
    '[sta]le',
  ],
  ['', [[0, 0]], ''],
])('%s %j', (text, marks, expected) => expect(drawn(text, marks)).toBe(expected))

test('an excerpt begins a little before its first hit, at a word where there is one', () => {
  const text = 'It reads the cursor before the projection of the tail has committed, and appends at a stale offset.'
  const at = text.indexOf('stale')
  const cut = fromFirstMark(text, [[at, at + 5]])
  expect(drawn(cut.text, cut.marks as [number, number][])).toBe('…has committed, and appends at a [stale] offset.')
  const long = `${'x'.repeat(90)}stale`
  const tight = fromFirstMark(long, [[90, 95]])
  expect(drawn(tight.text, tight.marks as [number, number][])).toBe(`…${'x'.repeat(36)}[stale]`)
  expect(fromFirstMark('a stale offset', [[2, 7]])).toEqual({ text: 'a stale offset', marks: [[2, 7]] })
  expect(fromFirstMark(text, []).text).toBe(text)
})
