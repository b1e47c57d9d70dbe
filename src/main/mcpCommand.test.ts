import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { mcpCommand } from './mcpCommand.ts'

const homes: string[] = []
afterEach(() => homes.splice(0).forEach(home => rmSync(home, { recursive: true })))

function rig() {
  const home = mkdtempSync(join(tmpdir(), 'heddle-mcp-command-'))
  homes.push(home)
  const heddle = async (...args: string[]) => {
    const said = { out: '', err: '' }
    const code = await mcpCommand(args, {
      environment: { HOME: home, HEDDLE_HOME: home },
      stdout: { write: text => (said.out += text) },
      stderr: { write: text => (said.err += text) },
    })
    return { code, ...said }
  }
  return { heddle, config: () => readFileSync(join(home, 'config.toml'), 'utf8') }
}

test('servers are added, listed and removed', async () => {
  const { heddle, config } = rig()
  expect(await heddle('add', 'docs', '--env', 'TOKEN=a=b', '--', 'npx', '-y', 'docs')).toMatchObject({ code: 0 })
  expect(await heddle('add', 'web', '--url', 'https://example.org/mcp')).toMatchObject({ code: 0 })
  expect(config()).toContain('a=b')
  const { out } = await heddle('list', '--json')
  expect(JSON.parse(out)).toMatchObject([
    { name: 'docs', target: 'npx -y docs', enabled: true },
    { name: 'web', target: 'https://example.org/mcp' },
  ])
  expect(out).not.toContain('a=b')
  expect((await heddle('remove', 'docs')).code).toBe(0)
  expect((await heddle('list')).out).toMatch(/^web /)
})

test.each([
  [['add', 'docs'], 'either a command'],
  [['add', 'docs', '--url', 'https://x.example', '--', 'x'], 'either a command'],
  [['add', 'docs', '--env', 'x', '--', 'x'], 'NAME=VALUE'],
  [['add', 'docs', '--url', 'http://x.example', '--bearer-token-env-var', 'T'], 'unencrypted'],
  [['remove', 'docs'], 'no MCP server "docs"'],
  [['remove'], 'name of the server'],
  [['toString', 'x'], 'no "heddle mcp toString"'],
  [['list', '--nonsense'], 'nonsense'],
])('%j makes no sense', async (args, words) => {
  const { code, err } = await rig().heddle(...args)
  expect([code, err]).toEqual([2, expect.stringContaining(words)])
})

test('who cannot be signed in to says why', async () => {
  const { heddle } = rig()
  await heddle('add', 'docs', '--', 'npx')
  expect(await heddle('login', 'docs')).toMatchObject({
    code: 1,
    err: expect.stringContaining('nothing to sign in to'),
  })
  await heddle('add', 'web', '--url', 'http://127.0.0.1:9/mcp')
  expect(await heddle('login', 'web')).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached') })
})
