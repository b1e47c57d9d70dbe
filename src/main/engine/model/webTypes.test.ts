import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as light from './webTypes.ts'

const NAMES = ['accept', 'Accept', 'X-A', 'x-a', 'b']
const name = fc.constantFrom(...NAMES)
const value = fc.string({ unit: fc.constantFrom('a', ',', ' ', '\t', 'é', ';') })
const step = fc.oneof(
  fc.tuple(fc.constantFrom('append' as const, 'set' as const), name, value),
  fc.tuple(fc.constant('delete' as const), name, value),
)

test('headers are what the headers of Node are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), fc.array(step), (init, steps) => {
      const pairs = init as [string, string][]
      const ours = new light.Headers(pairs)
      const native = new globalThis.Headers(pairs)
      for (const [method, key, text] of steps) {
        if (method === 'delete') [ours, native].forEach(headers => headers.delete(key))
        else [ours, native].forEach(headers => headers[method](key, text))
      }
      expect([...ours]).toEqual([...native])
      const record = Object.fromEntries(native)
      expect([...new light.Headers(record)]).toEqual([...new globalThis.Headers(record)])
      for (const key of NAMES) expect([ours.get(key), ours.has(key)]).toEqual([native.get(key), native.has(key)])
    }),
  )
})

test.each([200, 204, 301, 500])('an answer with status %i is ok or not as in Node', status => {
  expect(new light.Response(null, { status }).ok).toBe(new globalThis.Response(null, { status }).ok)
})
