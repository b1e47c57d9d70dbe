import { expect, test } from 'vitest'
import type { McpServerView, McpState } from '../../../contract/mcp.ts'
import { hintsOf, stateSentence, stateWord } from './words.ts'

const server = (status: McpState): McpServerView => ({
  name: 'git',
  status,
  transport: 'stdio',
  target: 'uvx mcp-server-git',
  title: null,
  version: null,
  instructions: null,
  tools: 3,
  resources: true,
  signedIn: false,
  origin: 'config.toml:3',
  notes: [],
})

test('a failed server says when it is tried again', () => {
  const failed = (attempt: number, retryAt: number | null) =>
    stateSentence(server({ state: 'failed', reason: 'gone', attempt, retryAt }), 10_000)
  expect(failed(1, 14_200)).toBe('Failed. Next try in 5 s.')
  expect(failed(3, 9_000)).toBe('Failed 3 times. Trying again …')
  expect(failed(5, null)).toBe('Failed 5 times. It is not tried again by itself.')
})

test('a ready server says what it brings', () => {
  expect(stateSentence(server({ state: 'ready' }), 0)).toBe('Ready with 3 tools, and resources.')
  expect(stateWord(server({ state: 'ready' }))).toBe('3 tools')
})

test('only hints that the server gives are said', () => {
  const tool = { name: 'x', modelName: 'x', title: null, description: '', inputSchema: {}, enabled: true } as const
  const hints = { readOnly: false, destructive: true }
  expect(hintsOf({ ...tool, approval: 'auto', allowed: 'no', hints })).toEqual(['may destroy'])
})
