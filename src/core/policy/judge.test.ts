import { describe, expect, test } from 'vitest'
import type { ApprovalPolicy, SandboxMode } from '../thread/settings.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES, sandboxOf } from '../thread/settings.ts'
import { judgeCommand, judgePatch } from './judge.ts'
import type { CommandFacts, PatchFacts } from './judge.ts'

const facts = (policy: ApprovalPolicy, mode: SandboxMode, over: Partial<CommandFacts> = {}): CommandFacts => ({
  settings: { provider: 'p', model: 'm', mode: 'code', approvalPolicy: policy, sandbox: sandboxOf(mode) },
  cwd: '/w',
  noSandbox: null,
  allowedForThread: false,
  origins: { approvalPolicy: '/home/config.toml:3', sandboxMode: 'default' },
  command: 'npm test',
  escalated: false,
  ...over,
})

/** The verdict in one word: how it runs, or that it asks or is refused. */
const word = (of: CommandFacts): string => {
  const verdict = judgeCommand(of)
  return verdict.type === 'run' ? (verdict.sandboxed ? 'sandboxed' : 'bare') : verdict.type
}

const NO_SANDBOX = { reason: 'bubblewrap (bwrap) is not installed', fix: 'Install it.' }
const COMMANDS: Record<string, Partial<CommandFacts>> = {
  reads: { command: 'ls -la' },
  plain: { command: 'npm test' },
  dangerous: { command: 'rm -rf build' },
  escalated: { command: 'npm test', escalated: true },
  'reads, no sandbox': { command: 'ls -la', noSandbox: NO_SANDBOX },
  'plain, no sandbox': { command: 'npm test', noSandbox: NO_SANDBOX },
  'allowed before': { command: 'npm test', allowedForThread: true },
  'allowed escalated': { command: 'npm test', escalated: true, allowedForThread: true },
}

const TABLE: Record<string, Record<ApprovalPolicy, [confined: string, full: string]>> = {
  reads: {
    untrusted: ['sandboxed', 'bare'],
    'on-failure': ['sandboxed', 'bare'],
    'on-request': ['sandboxed', 'bare'],
    never: ['sandboxed', 'bare'],
  },
  plain: {
    untrusted: ['ask', 'ask'],
    'on-failure': ['sandboxed', 'bare'],
    'on-request': ['sandboxed', 'bare'],
    never: ['sandboxed', 'bare'],
  },
  dangerous: {
    untrusted: ['ask', 'ask'],
    'on-failure': ['ask', 'ask'],
    'on-request': ['ask', 'ask'],
    never: ['refuse', 'bare'],
  },
  escalated: {
    untrusted: ['ask', 'ask'],
    'on-failure': ['ask', 'bare'],
    'on-request': ['ask', 'bare'],
    never: ['refuse', 'bare'],
  },
  'reads, no sandbox': {
    untrusted: ['bare', 'bare'],
    'on-failure': ['bare', 'bare'],
    'on-request': ['bare', 'bare'],
    never: ['bare', 'bare'],
  },
  'plain, no sandbox': {
    untrusted: ['ask', 'ask'],
    'on-failure': ['ask', 'bare'],
    'on-request': ['ask', 'bare'],
    never: ['refuse', 'bare'],
  },
  'allowed before': {
    untrusted: ['sandboxed', 'bare'],
    'on-failure': ['sandboxed', 'bare'],
    'on-request': ['sandboxed', 'bare'],
    never: ['sandboxed', 'bare'],
  },
  'allowed escalated': {
    untrusted: ['bare', 'bare'],
    'on-failure': ['bare', 'bare'],
    'on-request': ['bare', 'bare'],
    never: ['bare', 'bare'],
  },
}

describe.each(Object.keys(COMMANDS))('a command: %s', name => {
  test.each(APPROVAL_POLICIES.flatMap(policy => SANDBOX_MODES.map(mode => [policy, mode] as const)))(
    '%s, %s',
    (policy, mode) => {
      const [confined, full] = TABLE[name]?.[policy] ?? ['', '']
      expect(word(facts(policy, mode, COMMANDS[name]))).toBe(mode === 'danger-full-access' ? full : confined)
    },
  )
})

test('a question says why it is asked, and where that comes from', () => {
  const verdict = judgeCommand(
    facts('on-request', 'workspace-write', { escalated: true, justification: 'May I push?' }),
  )
  expect(verdict).toMatchObject({
    type: 'ask',
    request: {
      kind: 'command',
      command: 'npm test',
      unsandboxed: true,
      network: true,
      dangerous: false,
      justification: 'May I push?',
      reason: {
        code: 'escalation',
        text: expect.stringMatching(/outside the sandbox.*on-request \(\/home\/config\.toml:3\)/),
      },
    },
  })
})

test('without a sandbox the question says how to get one', () => {
  const verdict = judgeCommand(facts('on-request', 'workspace-write', { noSandbox: NO_SANDBOX }))
  expect(verdict).toMatchObject({
    type: 'ask',
    request: { unsandboxed: true, reason: { text: expect.stringMatching(/not installed\. Install it\./) } },
  })
})

test('plan mode runs what reads and refuses the rest with a message for the model', () => {
  const plan = (command: string) => {
    const of = facts('never', 'danger-full-access', { command })
    return judgeCommand({ ...of, settings: { ...of.settings, mode: 'plan' } })
  }
  expect(plan('git log').type).toBe(plan('ls').type === 'run' ? plan('git log').type : '')
  expect(plan('ls').type).toBe('run')
  expect(plan('npm install')).toMatchObject({ type: 'refuse', message: expect.stringMatching(/Plan mode/) })
})

describe('a patch', () => {
  const patch = (policy: ApprovalPolicy, mode: SandboxMode, over: Partial<PatchFacts> = {}) => {
    const { command: _c, escalated: _e, ...base } = facts(policy, mode)
    let asked = 0
    const changes = () => {
      asked++
      return []
    }
    const verdict = judgePatch({ ...base, changes, outside: [], protected: [], ...over })
    expect(asked).toBe(verdict.type === 'ask' ? 1 : 0) // a diff is worked out only for whoever looks at it
    return verdict.type
  }
  test.each([
    ['inside', {}, { untrusted: 'ask', 'on-failure': 'run', 'on-request': 'run', never: 'run' }],
    [
      'outside',
      { outside: ['/etc/x'] },
      { untrusted: 'ask', 'on-failure': 'ask', 'on-request': 'ask', never: 'refuse' },
    ],
    [
      'protected',
      { protected: ['/w/.git/hooks/x'] },
      { untrusted: 'ask', 'on-failure': 'ask', 'on-request': 'ask', never: 'refuse' },
    ],
  ] satisfies [string, Partial<PatchFacts>, Record<ApprovalPolicy, string>][])(
    '%s the workspace',
    (_name, over, expected) => {
      for (const policy of APPROVAL_POLICIES) {
        expect(patch(policy, 'workspace-write', over), policy).toBe(expected[policy])
      }
    },
  )
  test('reading threads ask, full access does not', () => {
    expect(patch('on-request', 'read-only')).toBe('ask')
    expect(patch('never', 'read-only')).toBe('refuse')
    expect(patch('never', 'danger-full-access', { outside: ['/etc/x'] })).toBe('run')
    expect(patch('on-request', 'workspace-write', { outside: ['/etc/x'], allowedForThread: true })).toBe('run')
  })
})
