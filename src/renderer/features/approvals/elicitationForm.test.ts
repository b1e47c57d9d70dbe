import { describe, expect, it } from 'vitest'
import { contentOf, fieldsOf, firstValues, problemOf } from './elicitationForm.ts'
import type { Field } from './elicitationForm.ts'

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Name', description: 'As it is written', minLength: 2, maxLength: 5 },
    mail: { type: 'string', format: 'email' },
    when: { type: 'string', format: 'date-time' },
    count: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    ratio: { type: 'number' },
    sure: { type: 'boolean', default: true },
    color: { type: 'string', enum: ['r', 'g'], enumNames: ['Red', 'Green'], default: 'g' },
    size: { type: 'string', oneOf: [{ const: 's', title: 'Small' }, { const: 'l' }] },
    tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, default: ['b', 'gone'] },
    odd: { type: 'object' },
  },
  required: ['name', 'color', 'tags'],
}

const fields = fieldsOf(schema)
const field = (name: string): Field => fields.find(each => each.name === name)!

describe('the form of a server', () => {
  it('has a field for each property, in their order, with its defaults', () => {
    expect(fields.map(each => each.kind)).toEqual([
      'text',
      'text',
      'text',
      'number',
      'number',
      'flag',
      'choice',
      'choice',
      'choices',
      'text',
    ])
    expect(field('name')).toMatchObject({ title: 'Name', description: 'As it is written', required: true })
    expect(field('mail')).toMatchObject({ title: 'mail', description: null, required: false, format: 'email' })
    expect(field('color')).toMatchObject({
      options: [
        { value: 'r', name: 'Red' },
        { value: 'g', name: 'Green' },
      ],
    })
    expect(field('size')).toMatchObject({
      options: [
        { value: 's', name: 'Small' },
        { value: 'l', name: 'l' },
      ],
    })
    expect(firstValues(fields)).toMatchObject({ count: '3', sure: true, color: 'g', tags: ['b'], name: '' })
  })

  it.each([
    ['name', '', 'This is required.'],
    ['name', 'a', 'At least 2 characters.'],
    ['name', 'abcdef', 'At most 5 characters.'],
    ['name', 'ab', null],
    ['mail', '', null],
    ['mail', 'ada', 'This must be an e-mail address.'],
    ['mail', 'ada@example.com', null],
    ['when', 'soon', 'This must be a date and a time.'],
    ['count', '1.5', 'This must be a whole number.'],
    ['count', 'x', 'This must be a number.'],
    ['count', '0', 'At least 1.'],
    ['count', '10', 'At most 9.'],
    ['ratio', '-1.5e3', null],
    ['color', '', 'This is required.'],
    ['tags', [], 'This is required.'],
    ['tags', ['a'], null],
    ['sure', false, null],
  ])('says what is wrong with %s = %j', (name, value, problem) => {
    expect(problemOf(field(name), value)).toBe(problem)
  })

  it('sends values of the types that were asked for, and nothing for what was left empty', () => {
    const values = { ...firstValues(fields), name: 'Ada', count: ' 7 ', when: '2026-11-21T10:00:00Z', sure: false }
    expect(contentOf(fields, values)).toEqual({
      name: 'Ada',
      count: 7,
      when: '2026-11-21T10:00:00.000Z',
      sure: false,
      color: 'g',
      tags: ['b'],
    })
  })

  it.each([null, 'x', [], {}, { properties: 7 }, { properties: { a: null } }])('takes %j without harm', hostile => {
    const found = fieldsOf(hostile)
    expect(found.length).toBeLessThanOrEqual(1)
    expect(contentOf(found, firstValues(found))).toEqual({})
  })

  it('is not broken by names that objects have by themselves', () => {
    const [proto] = fieldsOf(JSON.parse('{"properties":{"__proto__":{"type":"string","default":"x"}}}'))
    expect(proto).toMatchObject({ name: '__proto__', kind: 'text' })
  })
})
