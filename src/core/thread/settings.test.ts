import { describe, expect, test } from 'vitest'
import { following, givenOf, sandboxOf } from './settings.ts'
import type { ThreadSettings } from './settings.ts'

const deep: ThreadSettings = {
  provider: 'openai',
  model: 'large',
  effort: 'high',
  mode: 'plan',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write', { writableRoots: ['/a'] }),
  profile: 'deep',
}
const given = givenOf(deep)
const changed = { ...given, provider: 'local', model: 'small', effort: undefined, sandbox: sandboxOf('read-only') }

describe('a thread with a profile', () => {
  test('takes over what the profile says now, and keeps its mode', () => {
    expect(following({ ...deep, given }, changed)).toEqual({ ...deep, ...changed, given: changed })
  })

  test.each([
    ['model', { model: 'own' }, ['provider', 'model']],
    ['effort', { effort: 'low' }, ['effort']],
    ['sandbox', { sandbox: { ...deep.sandbox, networkAccess: true } }, ['sandbox']],
    ['writable folders', { sandbox: { ...deep.sandbox, writableRoots: ['/b'] } }, ['sandbox']],
  ] as const)('keeps the %s that a person set on it', (_, own, keys) => {
    const mine = { ...deep, ...own } as ThreadSettings
    const kept = Object.fromEntries(keys.map(key => [key, mine[key]]))
    expect(following({ ...mine, given }, changed)).toEqual({ ...deep, ...changed, ...kept, given: changed })
  })

  test('that was never looked at before keeps all it has, and follows from then on', () => {
    const first = following(deep, changed)
    expect(first).toEqual({ ...deep, given: changed })
    expect(following(first, given)).toEqual({ ...deep, given })
  })

  test('stays the same where nothing changed', () => {
    expect(following({ ...deep, given }, given)).toEqual({ ...deep, given })
  })
})
