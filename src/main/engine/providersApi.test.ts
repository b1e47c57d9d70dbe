import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { begin, ended, rig, send, settings, start } from '../../testing/engineRig.ts'
import { script, startModelServer } from '../../testing/modelServer.ts'

const KEY = 'canary-2f9d-kept'
const story = () => script().says('hello').says('again').says('third')

/** Files below a folder that hold a text. */
const filesWith = (folder: string, text: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => readFileSync(path).includes(text))
    .map(path => relative(folder, path))

const settingsAt = (baseUrl: string) => ({ name: 'Mine', baseUrl, wireApi: 'responses' as const, envKey: null })

test('a provider that is added counts at once: tested, given a key, used in a turn, deleted and brought back', async () => {
  const { client, model, home, engine } = await rig(story(), '# mine\n')
  const config = () => readFileSync(join(home.home, 'config.toml'), 'utf8')
  const list = async () => (await client.call('providers/list', {})).providers
  const one = async () => (await list()).find(({ id }) => id === 'mine')
  const before = config()

  await client.call('provider/save', { id: 'mine', settings: settingsAt(model.url), isNew: true })
  expect(await one()).toMatchObject({ key: 'notNeeded', keptIn: null, builtIn: false, active: false })
  expect((await one())?.file).toBe(join(home.home, 'config.toml'))
  await expect(
    client.call('provider/save', { id: 'mine', settings: settingsAt(model.url), isNew: true }),
  ).rejects.toMatchObject({ code: 'provider.exists' })

  expect(await client.call('provider/setKey', { id: 'mine', key: ` ${KEY}\n` })).toEqual({ keptIn: 'file' })
  expect(await one()).toMatchObject({ key: 'stored', keptIn: 'file' })
  expect(statSync(join(home.home, 'auth.json')).mode & 0o777).toBe(0o600)
  expect(JSON.stringify(await list())).not.toContain(KEY)

  const tested = await client.call('provider/test', { provider: { id: 'mine' } })
  expect(tested).toMatchObject({ ok: true, models: ['scripted'] })
  expect(model.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)

  const edits = [
    { path: ['model_provider'], value: 'mine' },
    { path: ['model'], value: 'scripted' },
  ]
  await client.call('config/write', { target: { type: 'user' }, edits })
  const started = await client.call('settings/read', { cwd: home.workspace })
  expect(started.settings).toMatchObject({ provider: 'mine', model: 'scripted' })
  const { threadId, seen } = await begin({ client, home, model, engine }, { provider: 'mine', model: 'scripted' })
  await send(client, threadId, 'hi')
  await seen.until(ended(1))
  expect(model.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)

  expect(filesWith(home.home, KEY), 'nowhere else, logs and the thread included').toEqual(['auth.json'])

  const { deletedId } = await client.call('provider/delete', { id: 'mine' })
  expect(await one()).toBeUndefined()
  expect(config()).not.toContain('"mine"')
  expect((await client.call('settings/read', { cwd: home.workspace })).settings.provider).not.toBe('mine')
  expect(readFileSync(join(home.home, 'auth.json'), 'utf8')).not.toContain(KEY)
  await client.call('deleted/restore', { deletedId })
  expect(await one()).toMatchObject({ active: true, key: 'notNeeded' })
  expect(before).toContain('# mine')
  expect(config()).toContain('# mine')
})

test('a file that changed counts for all who look at the same time', async () => {
  const { client, home } = await rig(story())
  const path = join(home.home, 'config.toml')
  for (const id of ['one', 'two', 'three']) {
    appendFileSync(path, `\n[model_providers.${id}]\nbase_url = "https://${id}.example"\n`)
    const looks = [1, 2, 3, 4].map(() => client.call('providers/list', {}))
    for (const { providers } of await Promise.all(looks)) expect(providers.map(each => each.id)).toContain(id)
  }
})

test('models that a provider listed once can be chosen, also after a restart', async () => {
  const { client, model, home } = await rig(story())
  const elsewhere = await startModelServer(story(), { models: ['alpha', 'beta'] })
  try {
    await client.call('provider/test', { provider: { settings: settingsAt(elsewhere.url) } })
    await client.call('provider/save', { id: 'mine', settings: settingsAt(elsewhere.url), isNew: true })
    const { client: later } = await start(home)
    for (const each of [client, later]) {
      const { models } = await each.call('model/list', {})
      expect(models.filter(({ provider }) => provider === 'mine').map(({ slug }) => slug)).toEqual(['alpha', 'beta'])
      expect(models[0]).toMatchObject({ provider: 'mock', slug: 'gpt-5.5' })
    }
    expect(model.requests).toEqual([])
    expect(elsewhere.requests).toHaveLength(1)
  } finally {
    await elsewhere.close()
  }
})

test('an address that moves takes no key along', async () => {
  const { client, model } = await rig(story())
  const elsewhere = await startModelServer(story())
  try {
    await client.call('provider/save', { id: 'mine', settings: settingsAt(model.url), isNew: true })
    await client.call('provider/setKey', { id: 'mine', key: KEY })
    await client.call('provider/save', { id: 'mine', settings: settingsAt(elsewhere.url), isNew: false })
    await client.call('provider/test', { provider: { id: 'mine' } })
    expect(elsewhere.requests.at(-1)?.headers.authorization).toBeUndefined()
    const mine = (await client.call('providers/list', {})).providers.find(({ id }) => id === 'mine')
    expect(mine).toMatchObject({ baseUrl: elsewhere.url, key: 'notNeeded', keptIn: null })
  } finally {
    await elsewhere.close()
  }
})

test('a key from the environment goes before one that is kept; forgetting is final', async () => {
  const { client, model, home } = await rig(story())
  await client.call('provider/setKey', { id: 'mock', key: KEY })
  const mock = async () => (await client.call('providers/list', {})).providers.find(({ id }) => id === 'mock')
  expect(await mock()).toMatchObject({ key: 'environment', keptIn: 'file', envKey: 'MOCK_KEY', active: true })
  await client.call('provider/test', { provider: { id: 'mock' }, model: 'scripted' })
  expect(model.requests.at(-1)?.headers.authorization).toBe('Bearer k')
  await client.call('provider/setKey', { id: 'mock', key: null })
  expect(await mock()).toMatchObject({ keptIn: null })
  expect(readFileSync(join(home.home, 'auth.json'), 'utf8')).not.toContain(KEY)
})

test('a key that is entered makes its provider usable without a restart', async () => {
  const { home } = await rig(story())
  const { client } = await start({ ...home, home: join(home.root, 'empty') })
  const openai = async () => (await client.call('model/list', {})).models.find(({ provider }) => provider === 'openai')
  expect((await openai())?.unavailable).toMatch(/Enter a key in Settings/)
  expect((await client.call('settings/read', { cwd: home.workspace })).settings.provider).toBe('rehearsal')
  await client.call('provider/setKey', { id: 'openai', key: KEY })
  expect((await openai())?.unavailable).toBeNull()
  expect((await client.call('settings/read', { cwd: home.workspace })).settings.provider).toBe('openai')
})

test('what is refused: addresses, ids, keys, providers that are not there', async () => {
  const { client, home } = await rig(story())
  const save = (over: Partial<ReturnType<typeof settingsAt>>, id = 'mine') =>
    client.call('provider/save', { id, settings: { ...settingsAt('https://x.example'), ...over }, isNew: true })
  await expect(save({ baseUrl: 'file:///etc/passwd' })).rejects.toMatchObject({ code: 'settings.invalid' })
  await expect(save({ baseUrl: 'https://a:b@x.example' })).rejects.toMatchObject({ code: 'settings.invalid' })
  await expect(save({}, '../x')).rejects.toMatchObject({ code: 'request.invalid' })
  await expect(client.call('provider/setKey', { id: 'gone', key: KEY })).rejects.toMatchObject({
    code: 'provider.notFound',
  })
  const bad = client.call('provider/setKey', { id: 'mock', key: `a\nb ${KEY}` })
  await expect(bad).rejects.toMatchObject({ code: 'request.invalid' })
  await expect(bad).rejects.not.toThrow(KEY)
  await expect(client.call('provider/delete', { id: 'openai' })).rejects.toMatchObject({ code: 'provider.notFound' })
  const test = { provider: { settings: settingsAt('file:///etc/passwd') } }
  expect(await client.call('provider/test', test)).toMatchObject({ ok: false, latencyMs: null })
  expect(existsSync(join(home.home, 'auth.json'))).toBe(false)
})

test('commands of a thread never see a key', async () => {
  const command = 'env; cat "$HOME"/home/auth.json 2>&1; cat "$HOME"/auth.json 2>&1'
  const { client, home, model, engine } = await rig(script().calls('exec_command', { cmd: command }).says('done'))
  await client.call('provider/setKey', { id: 'mock', key: KEY })
  const sandbox = settings().sandbox
  const { threadId, seen } = await begin(
    { client, home, model, engine },
    {
      approvalPolicy: 'never',
      sandbox: { ...sandbox, mode: 'workspace-write' },
    },
  )
  await send(client, threadId, 'look')
  await seen.until(ended(1))
  expect(JSON.stringify(model.requests.at(-1)?.input)).toContain('exec_command')
  expect(JSON.stringify(model.requests.map(({ input }) => input))).not.toContain(KEY)
})

test('features: who says so, and a switch that counts at once', async () => {
  const { client } = await rig(story(), '[features]\nskills = false\n')
  const skills = async () => (await client.call('features/list', {})).features.find(({ name }) => name === 'skills')
  expect(await skills()).toMatchObject({
    enabled: false,
    default: true,
    origin: { layer: 'user', line: expect.any(Number) },
  })
  await client.call('config/write', { target: { type: 'user' }, edits: [{ path: ['features', 'skills'] }] })
  expect(await skills()).toMatchObject({ enabled: true, origin: { layer: 'default', file: null } })
})

test('a report of a real engine holds none of its secrets', async () => {
  const { client, home } = await rig(story(), 'developer_instructions = "planted-in-config-77"\n')
  await client.call('provider/setKey', { id: 'mock', key: KEY })
  const { path, bytes } = await client.call('diagnostics/export', {})
  expect(path.startsWith(join(home.home, 'exports'))).toBe(true)
  const { unzipSync } = await import('fflate')
  const files = unzipSync(readFileSync(path))
  expect(bytes).toBe(statSync(path).size)
  const all = Object.values(files)
    .map(file => new TextDecoder().decode(file))
    .join('\n')
  expect(all).toContain('model_provider')
  for (const secret of [KEY, 'planted-in-config-77']) expect(all).not.toContain(secret)
})
