import { expect, test } from 'vitest'
import { fieldText, readField } from './fields.ts'

test.each([
  ['233,000', 233000],
  ['1_000_000', 1000000],
  [' 0 ', 0],
  ['12', 12],
])('%j is a number', (text, value) => expect(readField({ type: 'number' }, text)).toEqual({ value }))

test.each(['1,5', '-1', '1.5', 'many', '99999999999999999999'])('%j is none', text =>
  expect(readField({ type: 'number' }, text)).toHaveProperty('problem'),
)

test('an empty field takes the value out; an empty list is a value', () => {
  expect(readField({ type: 'string' }, ' ')).toEqual({ value: undefined })
  expect(readField({ type: 'number' }, '')).toEqual({ value: undefined })
  expect(readField({ type: 'strings' }, '')).toEqual({ value: [] })
})

test('a secret is not in the field, and stays while nothing is written', () => {
  expect(fieldText({ type: 'string' }, 'https://(hidden)@host')).toBe('')
})

test('lists stand one a line, and come back the same', () => {
  expect(fieldText({ type: 'strings' }, ['a', 'b c'])).toBe('a\nb c')
  expect(readField({ type: 'strings' }, 'a\n\n b c \n')).toEqual({ value: ['a', 'b c'] })
})
