import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { ConfigProblem } from '../../contract/config.ts'
import { sandboxOf } from '../../core/thread/settings.ts'
import { closeLater, ended, newId, rig, send, settings, start, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script, startModelServer } from '../../testing/modelServer.ts'

const fileOf = ({ home }: Rig) => join(home.home, 'config.toml')
const configOf = (at: Rig) => readFileSync(fileOf(at), 'utf8')
/** As editors do it: another file in the place of the old one. */
const replace = (path: string, text: string) => {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}

/** Follows the problems of a configuration; `next` resolves to the first frame that it accepts. */
function problemsOf({ client }: Rig, cwd?: string) {
  let last: ConfigProblem[] | null = null
  const waiting = new Set<() => void>()
  const { close } = client.subscribe('config/watch', { cwd }, frame => {
    last = frame.problems
    for (const check of waiting) check()
  })
  closeLater({ close })
  return {
    next: (accepts: (problems: ConfigProblem[]) => boolean) =>
      new Promise<ConfigProblem[]>(resolve => {
        const check = () => {
          if (last === null || !accepts(last)) return
          waiting.delete(check)
          resolve(last)
        }
        waiting.add(check)
        check()
      }),
  }
}

const some = (problems: readonly ConfigProblem[]) => problems.length > 0
const none = (problems: readonly ConfigProblem[]) => problems.length === 0

const leafOf = async ({ client }: Rig, path: string, params: { cwd?: string; threadId?: string } = {}) =>
  (await client.call('config/read', params)).leaves.find(leaf => leaf.path.join('.') === path)

describe('a file that changes', () => {
  test('is said to be broken with its place, counts as it was, and is fine again once it is mended', async () => {
    const at = await rig(script(), 'approval_policy = "untrusted"\n')
    const seen = problemsOf(at)
    await seen.next(none)
    const good = configOf(at)
    replace(fileOf(at), good.replace('approval_policy = "untrusted"', 'approval_policy = "never\n'))
    const [problem] = await seen.next(some)
    expect(problem).toMatchObject({ severity: 'error', file: fileOf(at), line: 5, key: null })
    expect(problem?.column).toBeGreaterThan(1)
    expect(problem?.message).toContain('What it said before counts until it is mended.')
    const { settings: kept } = await at.client.call('settings/read', { cwd: at.home.workspace })
    expect(kept).toMatchObject({ approvalPolicy: 'untrusted', provider: 'mock' })
    const read = await at.client.call('config/read', {})
    expect(read.layers.find(({ name }) => name === 'user')).toMatchObject({ outdated: true, exists: true })
    writeFileSync(fileOf(at), good.replace('"untrusted"', '"on-request"'))
    await seen.next(none)
    expect(await leafOf(at, 'approval_policy')).toMatchObject({ value: 'on-request', origin: { line: 5, column: 1 } })
  })

  test('counts as it was when it was last good, also after a restart', async () => {
    const at = await rig(script(), 'approval_policy = "untrusted"\nmodel_verbosity = "low"\n')
    const kept = join(at.home.home, 'last_good', 'config.toml')
    await vi.waitFor(() => expect(readFileSync(kept, 'utf8')).toBe(configOf(at)))
    await at.engine.close()
    writeFileSync(fileOf(at), configOf(at).replace('"untrusted"', '"untrusted'))
    const after = { ...at, ...(await start(at.home)) }
    expect(await leafOf(after, 'approval_policy')).toMatchObject({ value: 'untrusted', origin: { layer: 'user' } })
    await after.engine.close()
    writeFileSync(fileOf(at), configOf(at).replace('"untrusted', '"often"').replace('"low"', '"high"'))
    const later = { ...at, ...(await start(at.home)) }
    expect((await leafOf(later, 'approval_policy'))?.value).toBe('untrusted')
    expect((await leafOf(later, 'model_verbosity'))?.value).toBe('high')
  })

  test('a wrong value is as it was; what is right beside it counts; a typo names the nearest key', async () => {
    const at = await rig(script(), 'approval_policy = "untrusted"\nmodel_verbosity = "low"\n')
    const seen = problemsOf(at)
    await seen.next(none)
    replace(
      fileOf(at),
      configOf(at).replace('"untrusted"', '"sometimes"').replace('model_verbosity = "low"', 'model_verbosty = "high"'),
    )
    expect(await seen.next(some)).toMatchObject([
      { severity: 'warning', line: 6, column: 1, key: 'model_verbosty', suggestion: 'model_verbosity' },
      { severity: 'error', line: 5, column: 1, key: 'approval_policy' },
    ])
    expect((await leafOf(at, 'approval_policy'))?.value).toBe('untrusted')
    expect(await leafOf(at, 'model_verbosity')).toBeUndefined()
  })

  test('one that cannot be read any more counts as it was; one that is gone counts no more', async () => {
    const at = await rig(script(), 'approval_policy = "untrusted"\n')
    const seen = problemsOf(at)
    await seen.next(none)
    rmSync(fileOf(at))
    mkdirSync(fileOf(at))
    expect(await seen.next(some)).toMatchObject([{ file: fileOf(at), line: null, key: null }])
    expect((await leafOf(at, 'approval_policy'))?.value).toBe('untrusted')
    rmSync(fileOf(at), { recursive: true })
    await seen.next(none)
    expect(await leafOf(at, 'approval_policy')).toMatchObject({ value: 'on-request', origin: { layer: 'default' } })
  })

  test('of a trusted project and of a profile are followed as well', async () => {
    const at = await rig(script())
    const { workspace, home } = at.home
    writeFileSync(fileOf(at), `profile = "deep"\n${configOf(at)}\n[projects."${workspace}"]\ntrust_level = "trusted"\n`)
    writeFileSync(join(home, 'deep.config.toml'), 'model_verbosity = "low"\n')
    mkdirSync(join(workspace, '.heddle'))
    writeFileSync(join(workspace, '.heddle', 'config.toml'), 'model = "theirs"\n')
    const seen = problemsOf(at, workspace)
    await seen.next(none)
    replace(join(workspace, '.heddle', 'config.toml'), 'model = 7\n')
    expect(await seen.next(some)).toMatchObject([{ key: 'model', file: join(workspace, '.heddle', 'config.toml') }])
    expect((await leafOf(at, 'model', { cwd: workspace }))?.value).toBe('theirs')
    rmSync(join(workspace, '.heddle', 'config.toml'))
    await seen.next(none)
    replace(join(home, 'deep.config.toml'), 'model_verbosity = "lots"\n')
    expect(await seen.next(some)).toMatchObject([{ key: 'model_verbosity' }])
  })

  test('providers, limits and modes count from the next turn, without a restart', async () => {
    const other = await startModelServer(script().says('From the other.'))
    closeLater(other)
    const at = await rig(script().says('From the first.'))
    const { threadId } = await at.client.call('thread/start', { commandId: newId(), cwd: at.home.workspace })
    const seen = watch(at.client, threadId)
    await send(at.client, threadId, 'one')
    await seen.until(ended(1))
    writeFileSync(
      fileOf(at),
      `max_calls_without_input = 3\n${configOf(at).replace(at.model.url, other.url)}\n[modes.calm]\ninstructions = "Slowly."\n`,
    )
    await send(at.client, threadId, 'two')
    const thread = await seen.until(ended(2))
    expect(JSON.stringify(thread.turns[1]?.items)).toContain('From the other.')
    expect((await at.client.call('mode/list', { cwd: at.home.workspace })).modes.map(({ id }) => id)).toContain('calm')
  })

  test('reading and watching it when nothing of it is there', async () => {
    const at = await rig(script())
    rmSync(fileOf(at))
    const seen = problemsOf(at)
    await seen.next(none)
    writeFileSync(fileOf(at), 'nonsense = 1\n')
    expect(await seen.next(some)).toMatchObject([{ key: 'nonsense', severity: 'warning' }])
  })
})

describe('what is read of it', () => {
  test('names what a thread was set to itself, over the files', async () => {
    const at = await rig(script(), 'approval_policy = "never"\n')
    const { threadId } = await at.client.call('thread/start', {
      commandId: newId(),
      cwd: at.home.workspace,
      settings: settings({
        approvalPolicy: 'untrusted',
        sandbox: sandboxOf('workspace-write', { networkAccess: true }),
      }),
    })
    expect(await leafOf(at, 'approval_policy', { threadId })).toMatchObject({
      value: 'untrusted',
      origin: { layer: 'thread', file: null },
      below: [{ value: 'never', origin: { layer: 'user', line: 5 } }, { value: 'on-request' }],
    })
    expect((await leafOf(at, 'sandbox_workspace_write.network_access', { threadId }))?.value).toBe(true)
    expect(await leafOf(at, 'model', { threadId })).toMatchObject({ origin: { layer: 'user' } })
  })

  test('no answer holds a secret', async () => {
    const at = await rig(
      script(),
      `[mcp_servers.docs]
command = "docs"
args = ["--token", "canary-1", "--key=canary-2"]
env = { DOCS_TOKEN = "canary-3" }
http_headers = { Authorization = "canary-4" }
enabled = false
[model_providers.other]
base_url = "http://me:canary-5@127.0.0.1:9/v1"
experimental_bearer_token = "canary-6"
http_headers = { "X-Api-Key" = "canary-7" }
[shell_environment_policy.set]
DB_PASSWORD = "canary-8"
`,
    )
    const answer = JSON.stringify(await at.client.call('config/read', { cwd: at.home.workspace }))
    expect(answer).not.toContain('canary')
    expect(answer).toContain('DB_PASSWORD')
  })
})

describe('what the machine requires', () => {
  const REQUIRED = `allowed_approval_policies = ["on-request", "never"]
allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_web_search_modes = ["disabled"]
[features]
view_image = false
[mcp_servers.docs.identity]
command = "docs-server"
[[rules.prefix_rules]]
pattern = [{ token = "rm" }]
decision = "forbidden"
justification = "Ask the administrator."
`
  async function required(text: string, config = '') {
    const at = await rig(script().says('Done.'), config)
    const requirementsFile = join(at.home.root, 'requirements.toml')
    writeFileSync(requirementsFile, text)
    return { ...at, ...(await start(at.home, { requirementsFile })), requirementsFile }
  }

  test('bounds the configuration, and says so', async () => {
    const at = await required(REQUIRED, 'sandbox_mode = "danger-full-access"\napproval_policy = "never"\n')
    expect(await leafOf(at, 'sandbox_mode')).toMatchObject({
      value: 'read-only',
      origin: { layer: 'requirements', file: at.requirementsFile },
      below: [{ value: 'danger-full-access', origin: { layer: 'user' } }, { value: 'workspace-write' }],
      constraint: 'The requirements of this machine do not allow danger-full-access.',
    })
    expect(await leafOf(at, 'approval_policy')).toMatchObject({ value: 'never', constraint: null })
    expect(await leafOf(at, 'features.view_image')).toMatchObject({ value: false })
    expect(await leafOf(at, 'web_search')).toMatchObject({ value: 'disabled' })
  })

  test('bounds what is asked of a thread, at its start and later', async () => {
    const at = await required(REQUIRED)
    const wanted = settings({ approvalPolicy: 'untrusted', sandbox: sandboxOf('danger-full-access') })
    const { threadId } = await at.client.call('thread/start', {
      commandId: newId(),
      cwd: at.home.workspace,
      settings: wanted,
    })
    const seen = watch(at.client, threadId)
    const allowed = { approvalPolicy: 'on-request', sandbox: { mode: 'read-only', networkAccess: false } }
    expect((await seen.until(() => true)).settings).toMatchObject(allowed)
    await at.client.call('thread/configure', { threadId, settings: { ...wanted, model: 'gpt-5.4' } })
    const thread = await seen.until(({ settings: now }) => now?.model === 'gpt-5.4')
    expect(thread.settings).toMatchObject(allowed)
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    const offered = JSON.stringify(at.model.requests[0]?.body.tools)
    expect(offered).toContain('exec_command')
    expect(offered).not.toContain('view_image')
  })

  test('bounds what a thread of before runs with', async () => {
    const at = await rig(
      script().says('Yes.').next().calls('exec_command', { cmd: 'touch made.txt' }).next().says('Ok.'),
    )
    const { threadId } = await at.client.call('thread/start', {
      commandId: newId(),
      cwd: at.home.workspace,
      settings: settings({ approvalPolicy: 'never', sandbox: sandboxOf('danger-full-access') }),
    })
    const first = watch(at.client, threadId)
    await send(at.client, threadId, 'one')
    await first.until(ended(1))
    await at.engine.close()

    const requirementsFile = join(at.home.root, 'requirements.toml')
    writeFileSync(requirementsFile, 'allowed_sandbox_modes = ["read-only"]\n')
    const { client } = await start(at.home, { requirementsFile })
    const seen = watch(client, threadId)
    await send(client, threadId, 'two')
    const thread = await seen.until(ended(2))
    expect(thread.turns[1]?.settings?.sandbox.mode).toBe('read-only')
    expect(existsSync(join(at.home.workspace, 'made.txt'))).toBe(false)
  })

  test('its rules go over all others, and its servers are the only ones', async () => {
    const at = await required(
      REQUIRED,
      '[mcp_servers.docs]\ncommand = "docs-server"\n[mcp_servers.other]\ncommand = "docs-server"\n',
    )
    mkdirSync(join(at.home.home, 'rules'))
    writeFileSync(join(at.home.home, 'rules', 'default.rules'), 'prefix_rule(pattern=["rm"], decision="allow")\n')
    const [explained] = await at.engine.explainCommands({ cwd: at.home.workspace, commands: ['rm x'] })
    expect(explained).toMatchObject({ verdict: 'refuse' })
    expect(JSON.stringify(explained)).toContain('Ask the administrator.')
    const { notices } = await at.client.call('engine/status', {})
    expect(notices.filter(notice => notice.includes('mcp_servers.'))).toEqual([
      expect.stringMatching(/mcp_servers\.other: The requirements of this machine do not allow/),
    ])
  })

  test.each([
    ['does not parse', 'allowed_sandbox_modes = = 1\n'],
    ['says something wrong', 'allowed_sandbox_modes = ["everything"]\n'],
  ])('a file that %s lets nothing through', async (_, text) => {
    const at = await required(text, 'sandbox_mode = "danger-full-access"\n')
    const { settings: tight } = await at.client.call('settings/read', { cwd: at.home.workspace })
    expect(tight).toMatchObject({ approvalPolicy: 'untrusted', sandbox: { mode: 'read-only' } })
    expect((await at.client.call('config/read', {})).problems[0]).toMatchObject({ file: at.requirementsFile, line: 1 })
  })
})
