import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createJsonStrings } from './jsonStrings.ts'

test('reads the strings however the text is cut', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null))),
      fc.array(fc.nat({ max: 60 }), { maxLength: 12 }),
      (value, cuts) => {
        const json = JSON.stringify(value)
        const expected = Object.entries(value)
          .flatMap(([key, each]) => (typeof each === 'string' ? [key, each] : [key]))
          .map(each => `${each}\n`)
          .join('')
        const read = createJsonStrings()
        const bounds = [...cuts.filter(cut => cut < json.length).toSorted((a, b) => a - b), json.length]
        expect(bounds.map((to, n) => read(json.slice(bounds[n - 1] ?? 0, to))).join('')).toBe(expected)
      },
    ),
  )
})

test('takes every escape, also those that nobody has to write', () => {
  expect(createJsonStrings()(String.raw`["\"\\\/\b\f\n\r\té😀"`)).toBe('"\\/\b\f\n\r\té😀\n')
})
