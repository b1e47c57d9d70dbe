import { describe, expect, test } from 'vitest'
import { sandboxOf } from '../thread/settings.ts'
import type { ThreadSettings } from '../thread/settings.ts'
import { judgeMcp } from './judgeMcp.ts'
import type { McpFacts } from './judgeMcp.ts'

const settings = (over: Partial<ThreadSettings> = {}): ThreadSettings => ({
  provider: 'p',
  model: 'm',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
  ...over,
})

const facts = (over: Partial<McpFacts> = {}): McpFacts => ({
  settings: settings(),
  cwd: '/w',
  subject: { server: 'docs', tool: 'search', schemaHash: 'h', arguments: {} },
  approvalMode: 'auto',
  serverOrigin: 'config.toml:3',
  allowedForThread: false,
  approval: { type: 'none' },
  policyOrigin: 'default',
  ...over,
})

const hinted = (hints: McpFacts['subject']['hints']) => ({ subject: { ...facts().subject, hints } })
const allowed = { approval: { type: 'allowed', scope: 'everywhere' } } as const
const full = sandboxOf('danger-full-access')

describe('a call to a tool of an MCP server', () => {
  test.each<[string, Partial<McpFacts>, string, string]>([
    ['unknown tools ask', {}, 'ask', 'mcp.unknown'],
    ['hints lower nothing', hinted({ readOnly: true }), 'ask', 'mcp.unknown'],
    ['allowed for the thread', { allowedForThread: true }, 'run', 'allowed.thread'],
    ['allowed for good', allowed, 'run', 'allowed.tool'],
    [
      'allowed for good under untrusted',
      { ...allowed, settings: settings({ approvalPolicy: 'untrusted' }) },
      'run',
      'allowed.tool',
    ],
    ['changed since', { approval: { type: 'changed' } }, 'ask', 'mcp.changed'],
    ['approved by the configuration', { approvalMode: 'approve' }, 'run', 'mcp.approve'],
    ['full access', { settings: settings({ sandbox: full }) }, 'run', 'sandbox.full'],
    [
      'full access, untrusted',
      { settings: settings({ sandbox: full, approvalPolicy: 'untrusted' }) },
      'ask',
      'mcp.unknown',
    ],
    ['full access, prompt', { settings: settings({ sandbox: full }), approvalMode: 'prompt' }, 'ask', 'mcp.unknown'],
    ['never', { settings: settings({ approvalPolicy: 'never' }) }, 'refuse', 'mcp.never'],
    ['never, allowed', { settings: settings({ approvalPolicy: 'never' }), ...allowed }, 'run', 'allowed.tool'],
    [
      'never, changed',
      { settings: settings({ approvalPolicy: 'never' }), approval: { type: 'changed' } },
      'refuse',
      'mcp.never',
    ],
    ['plan', { settings: settings({ mode: 'plan' }) }, 'refuse', 'mode.plan'],
    ['plan, read-only', { settings: settings({ mode: 'plan' }), ...hinted({ readOnly: true }) }, 'refuse', 'mode.plan'],
    ['plan, allowed', { settings: settings({ mode: 'plan' }), ...allowed }, 'refuse', 'mode.plan'],
    [
      'plan, both',
      { settings: settings({ mode: 'plan' }), ...allowed, ...hinted({ readOnly: true }) },
      'run',
      'allowed.tool',
    ],
  ])('%s', (_, over, type, code) => {
    const verdict = judgeMcp(facts(over))
    expect(verdict.type).toBe(type)
    expect((verdict.type === 'ask' ? verdict.request.reason : verdict.reason).code).toBe(code)
  })

  test('the question shows the tool, and its own warning raises the alarm', () => {
    const verdict = judgeMcp(facts(hinted({ destructive: true })))
    expect(verdict).toMatchObject({
      type: 'ask',
      request: {
        kind: 'mcp',
        dangerous: true,
        unsandboxed: true,
        mcp: { server: 'docs', tool: 'search', schemaHash: 'h' },
      },
    })
  })

  test('a refusal says how to allow it', () => {
    const verdict = judgeMcp(facts({ settings: settings({ approvalPolicy: 'never' }) }))
    expect(verdict).toMatchObject({ message: expect.stringContaining('[mcp_servers.docs.tools.search]') })
  })
})
