import { describe, expect, test } from 'vitest'
import { canonicalText, exceeds } from './canonical.ts'
import { qualifiedNames } from './names.ts'
import { readTools, TOOL_LIMITS } from './tools.ts'

const digest = (text: string): string =>
  [...text]
    .reduce((hash, char) => (hash * 31 + char.charCodeAt(0)) >>> 0, 7)
    .toString(16)
    .padStart(8, '0')
const names = (...tools: [server: string, tool: string][]) =>
  qualifiedNames(
    tools.map(([server, tool]) => ({ server, tool })),
    digest,
  )

describe('names of tools', () => {
  test('are plain where they can be', () => {
    expect(names(['docs', 'search'], ['files', 'read.all'])).toEqual(['mcp__docs__search', 'mcp__files__read_all'])
  })

  test('are all different, whoever comes first', () => {
    const tools: [string, string][] = [
      ['a', 'b.c'],
      ['a', 'b_c'],
      ['a__b', 'c'],
      ['a', 'b__c'],
      ['ü', 'x'],
      ['ä', 'x'],
    ]
    const given = names(...tools)
    expect(new Set(given).size).toBe(tools.length)
    expect(names(...tools.toReversed()).toReversed()).toEqual(given)
  })

  test('fit what providers take', () => {
    const given = names(['server', 'x'.repeat(300)], ['server', `${'x'.repeat(299)}y`], ['s'.repeat(200), '💥'])
    for (const name of given) expect(name).toMatch(/^mcp__[a-zA-Z0-9_-]{1,59}$/)
    expect(new Set(given).size).toBe(3)
  })
})

const deep = (levels: number): unknown => {
  let value: unknown = { type: 'string' }
  for (let level = 0; level < levels; level++) value = { type: 'object', properties: { inner: value } }
  return value
}

describe('tools as servers list them', () => {
  test('10,000 of them become the first 500, and a note says so', () => {
    const { tools, notes } = readTools(Array.from({ length: 10_000 }, (_, n) => ({ name: `t${n}`, inputSchema: {} })))
    expect(tools).toHaveLength(TOOL_LIMITS.tools)
    expect(notes[0]).toMatch(/10000 tools/)
  })

  test('a long description is cut, and what was cut off still counts for the approval', () => {
    const described = (end: string) => readTools([{ name: 't', description: 'é'.repeat(5_000_000) + end }])
    const { tools, notes } = described('a')
    expect(new TextEncoder().encode(tools[0]?.description).length).toBeLessThanOrEqual(TOOL_LIMITS.descriptionBytes)
    expect(notes).toEqual([expect.stringContaining('is cut')])
    expect(described('b').tools[0]?.fingerprint).not.toBe(tools[0]?.fingerprint)
  })

  test('a schema of 10,000 levels lets any object through', () => {
    const { tools, notes } = readTools([{ name: 't', inputSchema: deep(10_000) }])
    expect(tools[0]?.inputSchema).toEqual({ type: 'object', properties: {}, additionalProperties: true })
    expect(notes).toEqual([expect.stringContaining('deeper than')])
  })

  test('a large schema lets any object through', () => {
    const inputSchema = { type: 'object', properties: { a: { description: 'x'.repeat(70_000) } } }
    expect(readTools([{ name: 't', inputSchema }]).tools[0]?.inputSchema).toMatchObject({ additionalProperties: true })
  })

  test('references and patterns stay what they are: text', () => {
    const inputSchema = {
      $schema: 'x',
      type: 'object',
      properties: { a: { $ref: '#' }, b: { type: 'string', pattern: '(a+)+$' } },
    }
    const { $schema: _, ...rest } = inputSchema
    expect(readTools([{ name: 't', inputSchema }]).tools[0]?.inputSchema).toEqual(rest)
  })

  test('what is no tool is left out with a note', () => {
    const raw = [null, {}, { name: '' }, { name: 'x'.repeat(301) }, { name: 'a' }, { name: 'a' }]
    const { tools, notes } = readTools([...raw, { name: 'task', execution: { taskSupport: 'required' } }])
    expect(tools.map(({ tool }) => tool)).toEqual(['a'])
    expect(notes).toHaveLength(6)
  })

  test.each([
    ['description', { description: 'other' }],
    ['schema', { inputSchema: { type: 'object', properties: { x: {} } } }],
    ['hints', { annotations: { readOnlyHint: true } }],
    ['answer', { outputSchema: { type: 'object' } }],
  ])('a change of its %s changes what an approval is bound to', (_, change) => {
    const before = { name: 't', description: 'one', inputSchema: { type: 'object' } }
    const fingerprint = (raw: unknown) => readTools([raw]).tools[0]?.fingerprint
    expect(fingerprint({ ...before, ...change })).not.toBe(fingerprint(before))
    expect(fingerprint({ inputSchema: { type: 'object' }, description: 'one', name: 't' })).toBe(fingerprint(before))
  })
})

test('canonical text tells different values apart', () => {
  const values = [
    [],
    {},
    [[]],
    [1, 2],
    [12],
    ['1', 2],
    { a: 1 },
    { a: '1' },
    { a: { b: 1 } },
    { 'a":{"b': 1 },
    null,
    'null',
  ]
  expect(new Set(values.map(canonicalText)).size).toBe(values.length)
})

test('limits are exact', () => {
  expect(exceeds({ a: { b: 1 } }, { depth: 3, values: 3 })).toBe(false)
  expect(exceeds({ a: { b: 1 } }, { depth: 2, values: 3 })).toBe(true)
  expect(exceeds({ a: { b: 1 } }, { depth: 3, values: 2 })).toBe(true)
})
