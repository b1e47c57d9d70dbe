import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { parse } from 'smol-toml'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeReport } from './diagnostics.ts'
import { createKeys } from './model/keys.ts'
import { redact } from './model/redaction.ts'

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'heddle-report-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Each stands somewhere else; none looks like a key of a known provider, but for one. */
const PLANTED = {
  stored: 'stored-canary-1',
  codex: 'codex-canary-2',
  refresh: 'refresh-canary-3',
  mcpToken: 'mcp-canary-4',
  environment: 'environment-canary-5',
  header: 'header-canary-6',
  query: 'query-canary-7',
  serverVariable: 'server-canary-8',
  argument: 'argument-canary-9',
  bearer: 'bearer-canary-10',
  unknownKey: 'unknown-canary-11',
  inAddress: 'address-canary-12',
  quoted: 'quo"ted\\canary-13',
  stray: 'sk-straycanary14abcdefgh',
  setVariable: 'set-canary-15',
  hook: 'hook-canary-16',
  instructions: 'instructions-canary-17',
}

const CONFIG = `
model = "gpt-5.5"
approval_policy = "on-request"
developer_instructions = "${PLANTED.instructions}"
some_future_key = "${PLANTED.unknownKey}"
pin = 12
api_token = 99887766

[model_providers.mine]
base_url = "https://ada:${PLANTED.inAddress}@models.example.com/v1?sig=${PLANTED.query}"
env_key = "MINE_KEY"
experimental_bearer_token = "${PLANTED.bearer}"
http_headers = { "x-auth" = "${PLANTED.header}" }
query_params = { name = "${PLANTED.query}" }

[mcp_servers.docs]
command = "docs-server"
args = ["--token", "${PLANTED.argument}"]
env = { name = "${PLANTED.serverVariable}" }

[shell_environment_policy.set]
url = "${PLANTED.setVariable}"

[[hooks.stop]]
command = "curl -H ${PLANTED.hook}"
`

async function report() {
  const keys = createKeys({ home, platform: 'win32', environment: {} })
  writeFileSync(
    join(home, 'auth.json'),
    JSON.stringify({ OPENAI_API_KEY: PLANTED.codex, tokens: { refresh_token: PLANTED.refresh, x: PLANTED.quoted } }),
  )
  await keys.set({ id: 'mine', baseUrl: 'https://models.example.com' }, PLANTED.stored)
  writeFileSync(join(home, 'mcp_tokens.json'), JSON.stringify({ servers: { docs: { access: PLANTED.mcpToken } } }))
  mkdirSync(join(home, 'log'))
  const line = { msg: `failed: ${Object.values(PLANTED).join(' ')}`, pin: 'the turn failed' }
  writeFileSync(join(home, 'log/heddle.log'), `${JSON.stringify(line)}\n`.repeat(3))
  mkdirSync(join(home, 'sessions'))
  writeFileSync(join(home, 'sessions/rollout.jsonl'), 'words of a thread')
  return writeReport({
    home,
    version: '1.2.3',
    host: 'test',
    now: () => new Date('2026-11-21T17:00:00Z'),
    environment: { PATH: '/usr/bin', MINE_KEY: PLANTED.environment },
    examine: async () => [{ name: 'Node', ok: true, needed: true, text: `v24 ${PLANTED.environment}` }],
    config: async () => ({ values: parse(CONFIG), problems: [`config.toml:3: it is ${PLANTED.bearer}`] }),
    keptSecrets: keys.secrets,
    redact,
  })
}

test('a report tells what helps, and no secret of any place', async () => {
  const { path, bytes, left } = await report()
  expect(path).toBe(join(home, 'exports/diagnostics-2026-11-21T17-00-00.zip'))
  expect(statSync(path)).toMatchObject({ size: bytes })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(left).toContain('What threads say and do')
  const files = unzipSync(readFileSync(path))
  const text = (name: string) => new TextDecoder().decode(files[name])
  expect(Object.keys(files).sort()).toEqual(['README.txt', 'about.json', 'config.json', 'heddle.log', 'machine.json'])
  for (const name of Object.keys(files)) {
    for (const [place, secret] of Object.entries(PLANTED)) {
      expect(text(name), `${place} in ${name}`).not.toContain(secret)
      expect(text(name), `${place} in ${name}`).not.toContain(JSON.stringify(secret).slice(1, -1))
    }
    expect(text(name)).not.toContain('words of a thread')
    expect(text(name)).not.toContain('99887766')
  }
  expect(JSON.parse(text('about.json'))).toMatchObject({ heddle: '1.2.3', host: 'test' })
  expect(JSON.parse(text('config.json')).values).toMatchObject({
    model: 'gpt-5.5',
    approval_policy: 'on-request',
    pin: 12,
    model_providers: { mine: { base_url: 'https://models.example.com/v1', env_key: 'MINE_KEY' } },
    mcp_servers: { docs: { command: 'docs-server', args: ['[redacted]', '[redacted]'] } },
  })
  expect(text('heddle.log')).toContain('the turn failed')
  expect(
    text('heddle.log')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).pin),
  ).toHaveLength(3)
})

test('of a long log the last whole lines', async () => {
  const line = `${JSON.stringify({ msg: 'x'.repeat(200) })}\n`
  mkdirSync(join(home, 'log'))
  writeFileSync(join(home, 'log/heddle.log'), line.repeat(5000))
  const { path } = await writeReport({
    home,
    version: '1',
    host: 'test',
    now: () => new Date(0),
    environment: {},
    examine: async () => [],
    config: async () => ({ values: {}, problems: [] }),
    keptSecrets: async () => [],
    redact,
  })
  const log = new TextDecoder().decode(unzipSync(readFileSync(path))['heddle.log'])
  expect(log.length).toBeLessThanOrEqual(512 * 1024)
  expect(log.length).toBeGreaterThan(500 * 1024)
  for (const each of log.trim().split('\n')) expect(JSON.parse(each).msg).toHaveLength(200)
})

test('a home that cannot be written says so', async () => {
  writeFileSync(join(home, 'exports'), 'a file in the way')
  await expect(report()).rejects.toMatchObject({ code: 'home.notWritable' })
})
