import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { start } from '../../../testing/engineRig.ts'
import type { Client } from '../../../rpc/client.ts'

let root = ''
let home = ''
let codex = ''
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-import-')))
  home = join(root, 'home')
  codex = join(home, '.codex')
  mkdirSync(codex, { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
const read = (path: string) => readFileSync(path, 'utf8')
/** The test home is the user's home as well, so `~/.codex` lies in it. */
const client = async (): Promise<Client> => (await start({ home })).client

const items = async (from: Client) => (await from.call('migration/preview', {})).items
const idsOf = async (from: Client, states = ['new', 'conflict']) =>
  (await items(from)).filter(({ state }) => states.includes(state)).map(({ id }) => id)

const CONFIG = `model = "gpt-5.5" # theirs
approval_policy = "untrusted"
notify = ["/usr/bin/tell", "me"]
personality = "friendly"
nonsense = 1
sandbox_mode = "everything"

[sandbox_workspace_write]
network_access = true

[model_providers.acme]
name = "Acme"
base_url = "https://acme.example/v1"
experimental_bearer_token = "sk-canary-theirs"

[mcp_servers.docs]
command = "docs"
env = { DOCS_TOKEN = "sk-canary-docs-1234" }

[profiles.fast]
model = "mini"

[features]
hooks = true
memories = true

[projects."/srv/x"]
trust_level = "trusted"

[[hooks.PreToolUse]]
matcher = "Bash"
[[hooks.PreToolUse.hooks]]
type = "command"
command = "guard --strict"

[hooks.state]
x = 1
`

describe('what there is to bring', () => {
  test('settings one by one with their line, named things by name, what means nothing with the reason, no secret', async () => {
    write(join(codex, 'config.toml'), CONFIG)
    write(join(home, 'config.toml'), 'model = "mine"\napproval_policy = "untrusted"\n')
    const found = await items(await client())
    const said = found.map(({ kind, title, line, state }) => `${kind} ${line} ${state} ${title}`)
    expect(said).toEqual([
      'setting 1 conflict model = "gpt-5.5"',
      'setting 2 same approval_policy = "untrusted"',
      'setting 3 new notify = ["/usr/bin/tell", "me"]',
      'setting 4 refused personality = "friendly"',
      'setting 5 refused nonsense = 1',
      'setting 6 refused sandbox_mode = "everything"',
      'setting 9 new sandbox_workspace_write.network_access = true',
      'provider 11 new acme: { name = "Acme", base_url = "https://acme.example/v1" }',
      'provider 14 new acme: its bearer token, in plain text',
      'mcpServer 16 new docs: { command = "docs", env = { DOCS_TOKEN = "(hidden)" } }',
      'profile 20 new fast: { model = "mini" }',
      'setting 24 new features.hooks = true',
      'setting 25 refused features.memories = true',
      expect.stringMatching(/^setting \d+ refused projects = /),
      'setting 30 new PreToolUse: guard --strict',
    ])
    expect(found[0]!.note).toBe('Here it is "mine".')
    expect(JSON.stringify(found)).not.toContain('canary')
  })

  test('files of each kind; what is here already is told from what is different', async () => {
    for (const at of [codex, home]) write(join(at, 'rules/same.rules'), '# one\n')
    write(join(codex, 'rules/default.rules'), '# theirs\n')
    write(join(home, 'rules/default.rules'), '# ours\n')
    write(join(codex, 'rules/notes.txt'), 'x')
    write(join(codex, 'skills/deploy/SKILL.md'), '---\nname: deploy\n---\n')
    write(join(codex, 'skills/.system/x/SKILL.md'), 'bundled')
    write(join(codex, 'skills/empty/readme.md'), '')
    write(join(codex, 'prompts/hello.md'), 'Hello $1')
    write(join(codex, 'work.config.toml'), 'model = "w"\n')
    write(join(codex, 'AGENTS.md'), 'Be kind.')
    const found = await items(await client())
    expect(found.map(({ kind, title, state }) => [kind, title, state])).toEqual([
      ['profile', 'work', 'new'],
      ['rules', 'default.rules', 'conflict'],
      ['rules', 'same.rules', 'same'],
      ['skill', 'deploy', 'new'],
      ['prompt', 'hello.md', 'new'],
      ['instructions', 'AGENTS.md', 'new'],
    ])
  })

  test('a home that is not there, a broken file, a pipe: nothing is brought, nothing waits', async () => {
    rmSync(codex, { recursive: true })
    const from = await client()
    expect(await from.call('migration/preview', {})).toEqual({ home: codex, exists: false, items: [] })
    write(join(codex, 'config.toml'), 'model = = 1\n')
    expect(await items(from)).toMatchObject([{ title: 'config.toml', state: 'refused' }])
  })
})

describe('bringing', () => {
  test('keeps our comments, takes conflicts over, copies skills whole, and changes nothing there', async () => {
    write(join(codex, 'config.toml'), CONFIG)
    write(join(codex, 'rules/default.rules'), '# theirs\n')
    write(join(codex, 'skills/deploy/SKILL.md'), 'deploy')
    write(join(codex, 'skills/deploy/scripts/run.sh'), 'echo hi')
    symlinkSync('/etc/passwd', join(codex, 'skills/deploy/link'))
    const before = '# mine\nmodel = "mine" # because\n'
    write(join(home, 'config.toml'), before)
    write(join(home, 'rules/default.rules'), '# ours\n')
    const from = await client()
    const theirs = snapshot(codex)
    const tokens = (await items(from)).filter(({ title }) => title.includes('bearer token')).map(({ id }) => id)
    const ids = (await idsOf(from)).filter(id => !tokens.includes(id))
    const { done, failed, undoId } = await from.call('migration/apply', { ids })
    expect(failed).toEqual([])
    expect(done.toSorted()).toEqual(ids.toSorted())
    const after = read(join(home, 'config.toml'))
    expect(after).toContain('# mine\nmodel = "gpt-5.5" # because\n')
    expect(after).toContain('DOCS_TOKEN = "sk-canary-docs-1234"')
    expect(after).not.toContain('sk-canary-theirs')
    expect(read(join(home, 'rules/default.rules'))).toBe('# theirs\n')
    expect(readdirSync(join(home, 'skills/deploy'))).toEqual(['SKILL.md', 'scripts'])
    expect(snapshot(codex)).toEqual(theirs)
    expect((await items(from)).filter(({ state }) => state === 'conflict')).toEqual([])

    await from.call('migration/undo', { undoId: undoId! })
    expect(read(join(home, 'config.toml'))).toBe(before)
    expect(read(join(home, 'rules/default.rules'))).toBe('# ours\n')
    expect(existsSync(join(home, 'skills/deploy'))).toBe(false)
    await expect(from.call('migration/undo', { undoId: undoId! })).rejects.toMatchObject({ code: 'deleted.notFound' })
  })

  test('what cannot be brought fails alone', async () => {
    write(join(codex, 'config.toml'), 'model = "a"\n[mcp_servers.docs]\ncommand = "x"\n')
    write(join(home, 'config.toml'), 'mcp_servers = { docs = { command = "y" } }\n')
    write(join(codex, 'prompts/a.md'), 'a')
    const from = await client()
    const found = await items(from)
    rmSync(join(codex, 'prompts/a.md'))
    const { done, failed } = await from.call('migration/apply', { ids: [...found.map(({ id }) => id), 'file:gone'] })
    expect(failed.map(({ id }) => id)).toEqual(['file:prompts/a.md', 'file:gone'])
    expect(done).toContain('setting:["model"]')
  })

  test('the bearer token comes where it is asked for, to the provider that is here', async () => {
    write(join(codex, 'config.toml'), CONFIG)
    const from = await client()
    const ids = (await items(from)).filter(({ kind }) => kind === 'provider').map(({ id }) => id)
    expect((await from.call('migration/apply', { ids })).failed).toEqual([])
    expect(read(join(home, 'config.toml'))).toContain('sk-canary-theirs')
    expect((await items(from)).filter(({ kind }) => kind === 'provider').map(({ state }) => state)).toEqual([
      'same',
      'same',
    ])
  })
})

/** Every file below a folder with what is in it. */
function snapshot(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(names.map(({ parentPath, name }) => [join(parentPath, name), read(join(parentPath, name))]))
}
