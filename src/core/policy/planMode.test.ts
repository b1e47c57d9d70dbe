import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createShellParser } from '../../main/engine/policy/shellParser.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES, sandboxOf } from '../thread/settings.ts'
import type { ApprovalPolicy, SandboxMode } from '../thread/settings.ts'
import { judgeCommand } from './judge.ts'
import { planRefusal } from './planMode.ts'
import { NO_RULES } from './rules/rules.ts'

const parse = await createShellParser()()

interface Line {
  id: string
  cmd: string
  expect: 'run' | 'ask' | 'either'
  dangerous: boolean
}
const corpus: Line[] = JSON.parse(readFileSync(new URL('./fixtures/commands.json', import.meta.url), 'utf8')).commands

const judged = (command: string, approvalPolicy: ApprovalPolicy, mode: SandboxMode, allowed = false) =>
  judgeCommand({
    settings: { provider: 'p', model: 'm', mode: 'plan', approvalPolicy, sandbox: sandboxOf(mode) },
    cwd: '/w',
    noSandbox: null,
    allowedForThread: allowed,
    origins: { approvalPolicy: 'default', sandboxMode: 'default' },
    command,
    escalated: false,
    rules: NO_RULES,
    trusted: true,
    parse,
  })

test('of all commands only those known to read run in Plan mode, under every policy and sandbox', () => {
  expect(corpus.length).toBeGreaterThan(300)
  for (const { id, cmd, expect: expected, dangerous } of corpus) {
    for (const policy of APPROVAL_POLICIES) {
      for (const mode of SANDBOX_MODES) {
        const { type } = judged(cmd, policy, mode, true)
        if (expected === 'run') expect([id, type]).toEqual([id, 'run'])
        if (expected === 'ask' || dangerous) expect([id, type]).toEqual([id, 'refuse'])
        expect(type).not.toBe('ask')
      }
    }
  }
})

test('the model is told what it can do instead', () => {
  const plan = { mode: 'plan' }
  const message = (deed: Parameters<typeof planRefusal>[1]) => planRefusal(plan, deed)
  expect(message({ kind: 'command', command: 'npm install', reads: false })).toMatch(/`npm install`.*rg.*as a step/)
  expect(message({ kind: 'command', command: 'x'.repeat(9000), reads: false })?.length).toBeLessThan(700)
  expect(message({ kind: 'patch' })).toMatch(/in the plan instead/)
  expect(message({ kind: 'typing', text: 'y' })).toMatch(/empty chars/)
  expect(message({ kind: 'typing', text: '' })).toBeNull()
  expect(message({ kind: 'mcp', tool: 'docs/write', reads: false })).toMatch(/docs\/write/)
  expect(message({ kind: 'checklist' })).toMatch(/<proposed_plan>/)
})

test.each(['code', 'pair', 'execute', 'my own'])('%s mode refuses nothing for itself', mode => {
  expect(planRefusal({ mode }, { kind: 'patch' })).toBeNull()
  expect(planRefusal({ mode }, { kind: 'checklist' })).toBeNull()
})
