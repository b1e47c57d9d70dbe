import { describe, expect, test } from 'vitest'
import { leavesOf } from './leaves.ts'
import type { Layer, Table } from './merge.ts'
import { mergeLayers } from './merge.ts'
import { allowedSettings, constrain, serverObstacle } from './requirements.ts'
import { replaced } from './replaced.ts'
import { sandboxOf } from '../thread/settings.ts'
import type { ThreadSettings } from '../thread/settings.ts'

const layers = (...values: Table[]): Layer[] => values.map((each, index) => ({ name: `L${index}`, values: each }))
const told = (...values: Table[]) =>
  leavesOf(layers(...values)).map(({ path, value, origin, below }) => [
    path.join('.'),
    value,
    origin.layer,
    below.map(each => each.value),
  ])

describe('values one by one', () => {
  test.each<[string, Table[], unknown[]]>([
    ['the highest first', [{ a: 1 }, { a: 2 }, { a: 3 }], [['a', 3, 'L2', [2, 1]]]],
    [
      'tables key by key',
      [{ t: { a: 1 } }, { t: { b: 2 } }],
      [
        ['t.a', 1, 'L0', []],
        ['t.b', 2, 'L1', []],
      ],
    ],
    ['a list as one', [{ l: [1] }, { l: [] }], [['l', [], 'L1', [[1]]]]],
    ['a value over a table', [{ t: { a: 1, b: 2 } }, { t: 3 }], [['t', 3, 'L1', []]]],
    ['a table over a value', [{ t: 3 }, { t: { a: 1 } }], [['t.a', 1, 'L1', []]]],
    ['nothing for an empty table', [{ t: {} }], []],
  ])('%s', (_, values, expected) => {
    expect(told(...values)).toEqual(expected)
    const { origins } = mergeLayers(layers(...values))
    expect(Object.entries(origins).map(([key, { layer }]) => [key, layer])).toEqual(
      (expected as [string, unknown, string][]).map(([key, , layer]) => [key, layer]),
    )
  })
})

test('wrong values are as they were, or gone, and their neighbours stay', () => {
  const values = { a: 1, t: { b: 2, c: [3], d: { e: 4 } } }
  expect(replaced(values, [['a'], ['t', 'c', 0], ['t', 'd', 'e']], { a: 9, t: { d: { e: 8 } } })).toEqual({
    a: 9,
    t: { b: 2, d: { e: 8 } },
  })
})

describe('requirements', () => {
  const settings = (over: Partial<ThreadSettings> = {}): ThreadSettings => ({
    provider: 'p',
    model: 'm',
    mode: 'code',
    approvalPolicy: 'never',
    sandbox: sandboxOf('danger-full-access'),
    ...over,
  })

  test('what is allowed is not touched', () => {
    const mine = settings()
    expect(allowedSettings(mine, {})).toBe(mine)
    const all = {
      allowed_approval_policies: ['never' as const],
      allowed_sandbox_modes: ['danger-full-access' as const],
    }
    expect(allowedSettings(mine, all)).toBe(mine)
    expect(constrain({ approval_policy: 'never' }, { allowed_approval_policies: ['never'] })).toEqual({
      values: {},
      why: {},
    })
  })

  test('what is not becomes the tightest that is; read-only always may be', () => {
    const tight = allowedSettings(settings(), {
      allowed_approval_policies: ['on-failure', 'on-request'],
      allowed_sandbox_modes: ['workspace-write'],
    })
    expect(tight).toMatchObject({
      approvalPolicy: 'on-request',
      sandbox: { mode: 'workspace-write', networkAccess: false },
    })
    const reading = settings({ approvalPolicy: 'on-request', sandbox: sandboxOf('read-only') })
    expect(allowedSettings(reading, { allowed_sandbox_modes: ['workspace-write'] })).toBe(reading)
  })

  test('a server is told by its name and by what it is', () => {
    const required = {
      mcp_servers: { docs: { identity: { command: 'docs' } }, web: { identity: { url: 'https://x' } } },
    }
    expect(serverObstacle('docs', { command: 'docs' }, required)).toBeNull()
    expect(serverObstacle('web', { url: 'https://x' }, required)).toBeNull()
    expect(serverObstacle('docs', { command: 'evil' }, required)).not.toBeNull()
    expect(serverObstacle('other', { command: 'docs' }, required)).not.toBeNull()
    expect(serverObstacle('docs', { url: 'docs' }, required)).not.toBeNull()
    expect(serverObstacle('any', { command: 'x' }, {})).toBeNull()
    expect(serverObstacle('any', { command: 'x' }, { mcp_servers: {} })).not.toBeNull()
  })
})
