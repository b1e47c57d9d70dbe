import { describe, expect, test } from 'vitest'
import { sandboxOf } from '../thread/settings.ts'
import type { ThreadSettings } from '../thread/settings.ts'
import { masked, modeOf, MODES, readModes } from './modes.ts'

const settings: ThreadSettings = {
  provider: 'p',
  model: 'm',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
}
const efforts = () => ['low', 'medium', 'high'] as const

test('every mode is known by its id; an unknown one works as the default', () => {
  expect(MODES.map(({ id, effort }) => [id, effort])).toEqual([
    ['code', undefined],
    ['plan', 'medium'],
    ['pair', 'medium'],
    ['execute', 'high'],
  ])
  expect(modeOf('of a newer version')).toBe(MODES[0])
})

test('Plan mode says how a plan is proposed, each tag on a line of its own', () => {
  expect(modeOf('plan').instructions).toMatch(/\n<proposed_plan>\n[^]+\n<\/proposed_plan>\n/)
})

describe('modes of the configuration', () => {
  const read = (tables: Parameters<typeof readModes>[0]) => readModes(tables, key => `config.toml:7 (${key})`)

  test('come after the built-in ones', () => {
    const { modes, problems } = read({ review: { name: 'Review', instructions: ' Look for mistakes. ', model: 'big' } })
    expect(problems).toEqual([])
    expect(modes.slice(0, 4)).toEqual(MODES)
    const review = { id: 'review', name: 'Review', summary: '', model: 'big', instructions: 'Look for mistakes.' }
    expect(modes[4]).toEqual(review)
  })

  test('may say some things of a built-in one differently', () => {
    const { modes } = read({ plan: { effort: 'high' } })
    expect(modes).toHaveLength(4)
    expect(modes[1]).toEqual({ ...modeOf('plan'), effort: 'high' })
  })

  test('say which of their keys mean nothing', () => {
    const { modes, problems } = read({ plan: JSON.parse('{"efort":"high","model":"big"}') })
    expect(modes[1]).toEqual({ ...modeOf('plan'), model: 'big' })
    expect(problems).toEqual([
      'config.toml:7 (modes.plan.efort): modes.plan.efort: a mode has only name, summary, model, effort, instructions.',
    ])
  })

  test('need instructions', () => {
    const { modes, problems } = read({ review: { name: 'Review', instructions: ' ' } })
    expect(modes).toEqual(MODES)
    expect(problems).toEqual([
      expect.stringMatching(/^config\.toml:7 \(modes\.review\.name\): modes\.review: .*needs instructions/),
    ])
  })
})

describe('a mode over settings', () => {
  test('leaves them alone where it says nothing', () => {
    expect(masked(settings, modeOf('code'), efforts)).toBe(settings)
  })

  test('chooses the effort where the thread does not', () => {
    expect(masked(settings, modeOf('execute'), efforts)).toEqual({ ...settings, effort: 'high' })
    const chosen = { ...settings, effort: 'low' as const }
    expect(masked(chosen, modeOf('execute'), efforts)).toBe(chosen)
  })

  test('does not ask a model for an effort that it does not know', () => {
    expect(masked(settings, modeOf('execute'), () => ['low'])).toEqual({ ...settings, effort: undefined })
  })

  test('chooses the model', () => {
    expect(masked(settings, { ...modeOf('code'), model: 'big' }, efforts)).toMatchObject({
      model: 'big',
      provider: 'p',
    })
  })
})
