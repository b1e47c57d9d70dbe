import { expect, test } from 'vitest'
import type { Question } from '../../../core/thread/calls.ts'
import { answersOf, draftOf, givenFrom, openFrom } from './given.ts'
import type { Given } from './given.ts'

const question = (id: string): Question => ({
  id,
  header: id,
  question: `${id}?`,
  options: [
    { label: 'Tea', description: '' },
    { label: 'Coffee', description: '' },
  ],
})
const questions = [question('morning'), question('noon'), question('evening')]
const chose = (chosen: Given['chosen'], other = ''): Given => ({ chosen, other })

test('a form comes back as it was left', () => {
  const given = [chose(1), chose('other', 'Water'), chose(null, 'half a thou')]
  expect(givenFrom(draftOf(questions, given), questions)).toEqual(given)
})

test.each([
  ['no draft', ''],
  ['no object', '7'],
  ['other questions', '{"lunch":{"chosen":0}}'],
  ['an option that there is not', '{"noon":{"chosen":2}}'],
  ['something else', '{"noon":{"chosen":{},"other":7}}'],
  ['nothing', '{"noon":null}'],
])('%s fills in nothing', (_, draft) => {
  expect(givenFrom(draft, questions)).toEqual(questions.map(() => chose(null)))
})

test('the next open question comes after the one just answered, then around', () => {
  const given = [chose(null), chose(0), chose(null)]
  expect(openFrom(given, 2)).toBe(2)
  expect(openFrom([chose(null), chose(0), chose(1)], 2)).toBe(0)
  expect(openFrom([chose(1), chose(0), chose('other', 'Water')])).toBe(-1)
})

test('own words that are empty are no answer', () => {
  expect(openFrom([chose('other', '  ')])).toBe(0)
})

test('answers are labels of options, or what was written', () => {
  expect(answersOf(questions, [chose(0), chose('other', ' Water, please '), chose(1, 'not this')])).toEqual({
    morning: ['Tea'],
    noon: ['Water, please'],
    evening: ['Coffee'],
  })
})
