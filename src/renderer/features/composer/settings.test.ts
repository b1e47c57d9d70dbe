import { describe, expect, it } from 'vitest'
import type { ModelSummary } from '../../../contract/schemas.ts'
import { sandboxOf } from '../../../core/thread/settings.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { accessName, inMode } from './access.ts'
import { byProvider, effortInUse, withModel } from './models.ts'

const settings: ThreadSettings = {
  provider: 'one',
  model: 'a',
  effort: 'high',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write', { writableRoots: ['/data'], networkAccess: true }),
}
const model = (slug: string, over: Partial<ModelSummary> = {}): ModelSummary => ({
  provider: 'one',
  providerName: 'One',
  slug,
  name: slug,
  contextWindow: 1000,
  efforts: ['low', 'high'],
  defaultEffort: 'low',
  known: true,
  unavailable: null,
  ...over,
})

describe('access', () => {
  it('is named by what it touches and when it asks', () => {
    expect(accessName(settings)).toBe('Workspace · ask')
    expect(accessName({ ...settings, approvalPolicy: 'never', sandbox: sandboxOf('danger-full-access') })).toBe(
      'Full access · never ask',
    )
  })

  it('does not carry the network from one mode into another, but keeps folders', () => {
    expect(inMode(settings.sandbox, 'read-only')).toMatchObject({ networkAccess: false, writableRoots: ['/data'] })
    expect(inMode(sandboxOf('danger-full-access'), 'workspace-write').networkAccess).toBe(false)
    expect(inMode(settings.sandbox, 'workspace-write')).toBe(settings.sandbox)
  })
})

describe('models', () => {
  it('keeps an effort the next model knows and drops one it does not', () => {
    expect(withModel(settings, model('b'))).toMatchObject({ model: 'b', effort: 'high' })
    const dropped = withModel(settings, model('c', { efforts: ['low'] }))
    expect(dropped).not.toHaveProperty('effort')
    expect(effortInUse(model('c'), dropped)).toBe('low')
  })

  it('says once what a whole provider is missing, else at each model', () => {
    const none = byProvider([model('a', { unavailable: 'Add a key.' }), model('b', { unavailable: 'Add a key.' })])
    expect(none.map(group => group.title)).toEqual(['One · Add a key.'])
    expect(none[0]?.choices.map(choice => [choice.about, choice.disabled])).toEqual([
      [undefined, true],
      [undefined, true],
    ])
    const some = byProvider([model('a'), model('b', { unavailable: 'Too old.' })])
    expect(some[0]).toMatchObject({
      title: 'One',
      choices: [{ disabled: false }, { about: 'Too old.', disabled: true }],
    })
  })
})
