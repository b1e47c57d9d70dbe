import { expect, test } from 'vitest'
import { sandboxOf } from '../../../core/thread/settings.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { followed } from './trust.ts'

const settings = (over: Partial<ThreadSettings> = {}): ThreadSettings => ({
  provider: 'p',
  model: 'm',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
  ...over,
})

test('what a thread has from its folder follows the folder', () => {
  const after = settings({ model: 'n', effort: 'high', approvalPolicy: 'untrusted', sandbox: sandboxOf('read-only') })
  expect(followed(settings(), settings(), after)).toEqual(after)
})

test('what was chosen for the thread stays', () => {
  const mine = settings({ model: 'mine', approvalPolicy: 'never', sandbox: sandboxOf('danger-full-access') })
  const after = settings({ model: 'n', effort: 'high', approvalPolicy: 'untrusted' })
  expect(followed(mine, settings(), after)).toEqual({ ...mine, effort: 'high' })
})

test('a project that became untrusted is read-only for every thread', () => {
  const mine = settings({ sandbox: sandboxOf('danger-full-access') })
  expect(followed(mine, settings(), settings({ sandbox: sandboxOf('read-only') })).sandbox.mode).toBe('read-only')
})
