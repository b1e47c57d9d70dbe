import { describe, expect, test } from 'vitest'
import { McpServerTable } from './config.ts'
import { isConfidential, readServers } from './servers.ts'

const read = (tables: Record<string, unknown>) => {
  const parsed = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, McpServerTable.parse(table)]))
  return readServers(parsed, key => `config.toml:${key}`)
}

describe('servers of the configuration', () => {
  test('have the limits of the documentation unless they say otherwise', () => {
    const { servers } = read({
      docs: { command: 'docs' },
      slow: { url: 'https://x.example/mcp', startup_timeout_ms: 500 },
    })
    expect(servers[0]).toMatchObject({ name: 'docs', startupTimeoutMs: 10_000, toolTimeoutMs: 60_000, enabled: true })
    expect(servers[0]?.origin).toBe('config.toml:mcp_servers.docs.command')
    expect(servers[1]).toMatchObject({ startupTimeoutMs: 500, approvalMode: 'auto', parallel: false })
  })

  test.each([
    [{}, 'it needs a command or a url'],
    [{ command: 'x', url: 'https://x.example' }, 'it has both a command and a url'],
    [{ url: 'http://x.example/mcp', bearer_token_env_var: 'TOKEN' }, 'unencrypted'],
  ])('that cannot be are said: %j', (table, problem) => {
    const { servers, problems } = read({ bad: table, good: { command: 'x' } })
    expect(problems).toEqual([expect.stringContaining(problem)])
    expect(problems[0]).toContain('mcp_servers.bad')
    expect(servers.map(({ name }) => name)).toEqual(['good'])
  })

  test.each([
    ['https://x.example', true],
    ['http://127.0.0.1:80/mcp', true],
    ['http://localhost:1', true],
    ['http://[::1]:1/', true],
    ['http://localhost.evil.example/', false],
    ['http://127.0.0.1.evil.example/', false],
    ['http://127.0.0.1@evil.example/', false],
    ['http://x.example', false],
  ])('%s is confidential: %s', (url, expected) => expect(isConfidential(url)).toBe(expected))
})
