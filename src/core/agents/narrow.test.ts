import fc from 'fast-check'
import { expect, test } from 'vitest'
import { APPROVAL_POLICIES, EFFORTS, sandboxOf, SANDBOX_MODES } from '../thread/settings.ts'
import type { ThreadSettings } from '../thread/settings.ts'
import { isWithin, settingsOfAgent } from './narrow.ts'

const modes = fc.constantFrom(...SANDBOX_MODES)
const policies = fc.constantFrom(...APPROVAL_POLICIES)

const settings: fc.Arbitrary<ThreadSettings> = fc.record({
  provider: fc.constant('mock'),
  model: fc.constantFrom('a', 'b'),
  mode: fc.constantFrom('code', 'plan', 'execute'),
  approvalPolicy: policies,
  sandbox: fc
    .record({
      mode: modes,
      networkAccess: fc.boolean(),
      writableRoots: fc.subarray(['/x', '/y']),
      excludeSlashTmp: fc.boolean(),
      excludeTmpdirEnvVar: fc.boolean(),
    })
    .map(({ mode, ...over }) => (mode === 'workspace-write' ? sandboxOf(mode, over) : sandboxOf(mode))),
})

const wishes = fc.record(
  {
    model: fc.constantFrom('c'),
    effort: fc.constantFrom(...EFFORTS),
    sandbox: modes,
    approvalPolicy: policies,
  },
  { requiredKeys: [] },
)

test('an agent may never do more than its parent, at any depth and whatever is asked for', () => {
  fc.assert(
    fc.property(settings, fc.array(wishes, { maxLength: 4 }), (root, generations) => {
      let parent = root
      for (const wish of generations) {
        const agent = settingsOfAgent(parent, wish)
        expect(isWithin(agent, parent)).toBe(true)
        expect(isWithin(agent, root)).toBe(true)
        parent = agent
      }
    }),
  )
})

test('what is asked for and tighter is given; model and effort are free', () => {
  const root: ThreadSettings = {
    provider: 'mock',
    model: 'a',
    mode: 'code',
    approvalPolicy: 'on-request',
    sandbox: sandboxOf('danger-full-access'),
  }
  expect(settingsOfAgent(root, { sandbox: 'read-only', approvalPolicy: 'never', model: 'b', effort: 'low' })).toEqual({
    ...root,
    model: 'b',
    effort: 'low',
    approvalPolicy: 'never',
    sandbox: sandboxOf('read-only'),
  })
  const tight = { ...root, approvalPolicy: 'never' as const, sandbox: sandboxOf('workspace-write') }
  expect(settingsOfAgent(tight, { sandbox: 'danger-full-access', approvalPolicy: 'on-request' })).toEqual(tight)
})

test.each([
  ['network', { sandbox: sandboxOf('workspace-write', { networkAccess: true }) }],
  ['a further folder', { sandbox: sandboxOf('workspace-write', { writableRoots: ['/x'] }) }],
  ['no sandbox', { sandbox: sandboxOf('danger-full-access') }],
  ['leave to write', { sandbox: sandboxOf('workspace-write') }],
  ['another policy', { approvalPolicy: 'on-request' as const }],
  ['leaving Plan mode', { mode: 'code' }],
])('%s is more than was given', (_, over) => {
  const outer: ThreadSettings = {
    provider: 'mock',
    model: 'a',
    mode: 'plan',
    approvalPolicy: 'never',
    sandbox: sandboxOf(_ === 'leave to write' ? 'read-only' : 'workspace-write'),
  }
  expect(isWithin(outer, outer)).toBe(true)
  expect(isWithin({ ...outer, ...over }, outer)).toBe(false)
})
