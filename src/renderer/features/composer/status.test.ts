import { expect, test } from 'vitest'
import { sandboxOf } from '../../../core/thread/settings.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { emptyThread } from '../../../core/thread/thread.ts'
import { statusLines, statusText } from './status.ts'

const settings: ThreadSettings = {
  provider: 'one',
  model: 'a',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
}
const parts = { thread: null, title: null, cwd: '/ws', settings, modeName: 'Code', models: [], engine: null }
const valueOf = (lines: ReturnType<typeof statusLines>, name: string) => lines.find(line => line.name === name)?.value

test('what is not known has no line', () => {
  const lines = statusLines(parts)
  expect(lines.map(({ name }) => name)).toEqual(['Thread', 'Folder', 'Model', 'Provider', 'Mode', 'Access', 'Network'])
  expect(statusText(lines)).toContain('Thread: Not begun\nFolder: /ws\nModel: a\n')
})

test('a thread says its id, how full its context is, and that nothing confines its commands', () => {
  const thread = { ...emptyThread('th-1'), contextTokens: 50_000, contextWindow: 200_000 }
  const engine = { version: '1.2.3', sandbox: { available: false, reason: 'No namespaces here.' } }
  const lines = statusLines({ ...parts, thread, title: 'Fix it', engine })
  expect(valueOf(lines, 'Thread')).toBe('Fix it')
  expect(valueOf(lines, 'Thread id')).toBe('th-1')
  expect(valueOf(lines, 'Context')).toBe('25 %, 50k of 200k tokens')
  expect(valueOf(lines, 'Sandbox')).toBe('No namespaces here.')
  expect(valueOf(lines, 'Heddle')).toBe('1.2.3')
})
