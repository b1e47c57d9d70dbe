import { describe, expect, test } from 'vitest'
import type { ApprovalPolicy, SandboxMode } from '../thread/settings.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES, sandboxOf } from '../thread/settings.ts'
import { createShellParser } from '../../main/engine/policy/shellParser.ts'
import { judgeCommand, judgePatch, judgeRetry, looksStopped } from './judge.ts'
import type { CommandFacts, PatchFacts } from './judge.ts'
import { NO_RULES } from './rules/rules.ts'
import type { PrefixRule, RuleSet } from './rules/rules.ts'

const parse = await createShellParser()()

const facts = (policy: ApprovalPolicy, mode: SandboxMode, over: Partial<CommandFacts> = {}): CommandFacts => ({
  settings: { provider: 'p', model: 'm', mode: 'code', approvalPolicy: policy, sandbox: sandboxOf(mode) },
  cwd: '/w',
  noSandbox: null,
  allowedForThread: false,
  origins: { approvalPolicy: '/home/config.toml:3', sandboxMode: 'default' },
  command: 'npm test',
  escalated: false,
  rules: NO_RULES,
  trusted: true,
  parse,
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
    never: ['refuse', 'refuse'],
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

describe('rules of a person', () => {
  const rules = (decision: PrefixRule['decision'], ...pattern: string[]): RuleSet => ({
    ...NO_RULES,
    prefixRules: [
      { pattern, decision, file: '/h/rules/default.rules', line: 3, layer: 'user', justification: 'because' },
    ],
  })

  test('a rule that allows lifts the question and the sandbox, and says which it was', () => {
    const verdict = judgeCommand(facts('untrusted', 'read-only', { rules: rules('allow', 'npm', 'test') }))
    expect(verdict).toMatchObject({
      type: 'run',
      sandboxed: false,
      reason: { code: 'rule.allow', rule: { pattern: '["npm","test"]', line: 3, layer: 'user' } },
    })
  })

  test('every command of a line must be allowed', () => {
    const allow = rules('allow', 'npm')
    expect(word(facts('on-request', 'workspace-write', { command: 'npm ci && npm test', rules: allow }))).toBe('bare')
    expect(word(facts('on-request', 'workspace-write', { command: 'npm ci && make', rules: allow }))).toBe('sandboxed')
    expect(word(facts('on-request', 'workspace-write', { command: 'npm ci > log', rules: allow }))).toBe('sandboxed')
  })

  test('in a project that is not trusted the sandbox stays, unless the rule is for this very project', () => {
    const allow = rules('allow', 'npm', 'test')
    const untrusted = { rules: allow, trusted: false }
    expect(word(facts('untrusted', 'workspace-write', untrusted))).toBe('sandboxed')
    expect(word(facts('on-request', 'workspace-write', { ...untrusted, escalated: true }))).toBe('ask')
    expect(word(facts('never', 'workspace-write', { ...untrusted, escalated: true }))).toBe('refuse')
    const forProject = {
      ...allow,
      prefixRules: allow.prefixRules.map(rule => ({ ...rule, layer: 'project' as const })),
    }
    expect(word(facts('untrusted', 'workspace-write', { rules: forProject, trusted: false }))).toBe('bare')
  })

  test('what is forbidden or asks is found inside anything', () => {
    for (const command of [
      'npm publish',
      'ls && npm publish',
      '(npm publish)',
      'echo $(npm publish)',
      'x=1 npm publish >l',
    ]) {
      expect(word(facts('never', 'danger-full-access', { command, rules: rules('forbidden', 'npm', 'publish') }))).toBe(
        'refuse',
      )
      expect(
        word(facts('on-request', 'danger-full-access', { command, rules: rules('prompt', 'npm', 'publish') })),
      ).toBe('ask')
      expect(word(facts('never', 'danger-full-access', { command, rules: rules('prompt', 'npm', 'publish') }))).toBe(
        'refuse',
      )
    }
  })

  test('a forbidding rule stands above what was allowed for the thread, and tells the model why', () => {
    const verdict = judgeCommand(
      facts('on-request', 'workspace-write', { allowedForThread: true, rules: rules('forbidden', 'npm') }),
    )
    expect(verdict).toMatchObject({ type: 'refuse', message: expect.stringContaining('because') })
  })

  test('a dangerous command needs a rule that is about the danger', () => {
    const command = 'find . -delete'
    expect(word(facts('on-request', 'workspace-write', { command, rules: rules('allow', 'find', '.') }))).toBe('ask')
    expect(
      word(facts('on-request', 'workspace-write', { command, rules: rules('allow', 'find', '.', '-delete') })),
    ).toBe('bare')
  })
})

describe('what the sandbox stopped', () => {
  const attempt = { output: 'x', exitCode: 1 }
  test.each(APPROVAL_POLICIES)('under %s', policy => {
    const request = judgeRetry(facts(policy, 'workspace-write'), attempt)
    if (policy !== 'on-failure') expect(request).toBeNull()
    else expect(request?.request).toMatchObject({ unsandboxed: true, attempt, reason: { code: 'sandbox.failed' } })
  })

  test.each([
    [1, 'touch: cannot touch /etc/x: Read-only file system', true],
    [128, 'fatal: unable to access: Could not resolve host: example.org', true],
    [159, '', true],
    [1, '2 tests failed', false],
    [0, 'Permission denied', false],
    [127, 'npm: command not found: Permission denied', false],
    [null, 'Operation not permitted', false],
  ])('exit code %s with %j', (exitCode, output, expected) => {
    expect(looksStopped(exitCode, output)).toBe(expected)
  })
})
