import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { originText } from '../../../core/config/merge.ts'
import { readServers } from '../../../core/mcp/servers.ts'
import { loadConfig } from '../config/load.ts'

const homes: string[] = []
afterEach(() => homes.splice(0).forEach(home => rmSync(home, { recursive: true })))

async function configured(text: string) {
  const home = mkdtempSync(join(tmpdir(), 'heddle-mcp-config-'))
  homes.push(home)
  const file = join(home, 'config.toml')
  writeFileSync(file, text)
  const loaded = await loadConfig({ home, systemFile: join(home, 'none') })
  const { servers, problems } = readServers(loaded.values.mcp_servers ?? {}, key => originText(loaded.origins[key]))
  return { file, loaded, servers, problems }
}

test('servers are read with the place where they are configured', async () => {
  const { file, loaded, servers, problems } = await configured(`
[mcp_servers.docs]
command = "npx"
args = ["-y", "docs"]
env = { API_KEY = "k" }
tools.search.approval_mode = "approve"

[mcp_servers.web]
url = "https://example.org/mcp"
bearer_token_env_var = "WEB_TOKEN"
tool_timeout_sec = 2.5
default_tools_approval_mode = "prompt"
`)
  expect([loaded.errors, loaded.notices, problems]).toEqual([[], [], []])
  expect(servers).toMatchObject([
    {
      name: 'docs',
      origin: `${file}:3`,
      transport: { type: 'stdio', command: 'npx', args: ['-y', 'docs'], env: { API_KEY: 'k' } },
      toolApprovalModes: { search: 'approve' },
    },
    {
      name: 'web',
      transport: { type: 'http', bearerTokenEnvVar: 'WEB_TOKEN' },
      toolTimeoutMs: 2500,
      approvalMode: 'prompt',
    },
  ])
})

test('an unknown key is said, a wrong value is an error, each with its line; the other servers stay', async () => {
  const { file, loaded, servers } = await configured(`
[mcp_servers.docs]
comand = "npx"
command = "npx"
tool_timeout_sec = "long"

[mcp_servers.files]
command = "files"
default_tools_approval_mode = "sometimes"
url = 3
`)
  expect(loaded.notices).toEqual([`${file}:3:1: unknown key "mcp_servers.docs.comand"; did you mean "command"?`])
  expect(loaded.errors.map(error => error.split(': ').slice(0, 2))).toEqual([
    [`${file}:5:1`, 'mcp_servers.docs.tool_timeout_sec'],
    [`${file}:10:1`, 'mcp_servers.files.url'],
    [`${file}:9:1`, 'mcp_servers.files.default_tools_approval_mode'],
  ])
  expect(servers.map(({ name, toolTimeoutMs }) => [name, toolTimeoutMs])).toEqual([
    ['docs', 60_000],
    ['files', 60_000],
  ])
})
