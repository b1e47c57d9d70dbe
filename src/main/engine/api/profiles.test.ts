import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { ended, newId, rig, send, settings, start, watch } from '../../../testing/engineRig.ts'
import type { Rig } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'
import { givenOf } from '../../../core/thread/settings.ts'

const PROFILES = `
# for the hard ones
[profiles.deep]
model = "large" # big
model_reasoning_effort = "high"
approval_policy = "never"

[profiles.fast]
model = "small"
`

let it: Rig
const open = async (config = PROFILES) => {
  it = await rig(script().says('1').says('2').says('3'), config)
}
const file = (name = 'config.toml') => join(it.home.home, name)
const read = (name?: string) => readFileSync(file(name), 'utf8')
const list = async () => (await it.client.call('profiles/list', {})).profiles
const named = async (name: string) => (await list()).find(profile => profile.name === name)

describe('profiles', () => {
  beforeEach(() => open())

  test('are listed with what they set, where they stand, and which one counts', async () => {
    writeFileSync(file('deep.config.toml'), 'model_reasoning_effort = "low"\n')
    writeFileSync(file('alone.config.toml'), 'model = "x"\n')
    await it.client.call('profile/activate', { name: 'fast' })
    const { profiles, active } = await it.client.call('profiles/list', {})
    expect(active).toBe('fast')
    expect(profiles.map(({ name, kind, file: at, active }) => [name, kind, at, active])).toEqual([
      ['alone', 'file', file('alone.config.toml'), false],
      ['deep', 'both', file(), false],
      ['fast', 'table', file(), true],
    ])
    const deep = profiles.find(profile => profile.name === 'deep')
    expect(deep?.values).toEqual({ model: 'large', model_reasoning_effort: 'low', approval_policy: 'never' })
    expect(read().split('\n')[(deep?.line ?? 0) - 1]).toBe('[profiles.deep]')
  })

  test('tell no secrets', async () => {
    writeFileSync(file('x.config.toml'), '[model_providers.own]\nexperimental_bearer_token = "sk-very-secret-1234"\n')
    expect(JSON.stringify(await list())).not.toContain('sk-very-secret')
    expect((await named('x'))?.values).toHaveProperty('model_providers.own.experimental_bearer_token', '(hidden)')
  })

  test('say what a thread gets, and where each setting comes from', async () => {
    const { settings, origins } = await it.client.call('profile/settings', { cwd: it.home.workspace, name: 'deep' })
    expect(settings).toMatchObject({ model: 'large', effort: 'high', approvalPolicy: 'never', profile: 'deep' })
    expect(origins.model).toMatch(/config\.toml:\d+$/)
    const without = await it.client.call('profile/settings', { cwd: it.home.workspace, name: null })
    expect(without.settings).toMatchObject({ model: 'gpt-5.5' })
    expect(without.settings.profile).toBeUndefined()
  })

  test('are made empty, with values, or in a file of their own; comments stay', async () => {
    const before = read()
    await it.client.call('profile/create', { name: 'a' })
    await it.client.call('profile/create', {
      name: 'b',
      values: { model: 'm', sandbox_workspace_write: { network_access: true } },
    })
    await it.client.call('profile/create', { name: 'c', values: { model: 'm' }, place: 'file' })
    expect(read().startsWith(before)).toBe(true)
    expect(read('c.config.toml')).toBe('model = "m"\n')
    expect((await named('b'))?.values).toEqual({ model: 'm', sandbox_workspace_write: { network_access: true } })
    expect(await named('a')).toMatchObject({ kind: 'table', values: {} })
  })

  test('are made as copies, comments included', async () => {
    await it.client.call('profile/create', { name: 'deeper', from: { type: 'profile', name: 'deep' } })
    expect(read()).toContain('# for the hard ones\n[profiles.deeper]\nmodel = "large" # big\n')
  })

  test('are made as a thread is set now, and give just that', async () => {
    const wanted = settings({ model: 'own', effort: 'low', approvalPolicy: 'untrusted' })
    const { threadId } = await it.client.call('thread/start', {
      commandId: newId(),
      cwd: it.home.workspace,
      settings: wanted,
    })
    await it.client.call('profile/create', { name: 'mine', from: { type: 'thread', threadId } })
    const given = await it.client.call('profile/settings', { cwd: it.home.workspace, name: 'mine' })
    expect(given.settings).toEqual({ ...wanted, profile: 'mine', given: givenOf(wanted) })
  })

  test.each([
    ['default', 'profile.badName'],
    ['a b', 'profile.badName'],
    ['../x', 'profile.badName'],
    ['', 'profile.badName'],
    ['__proto__', 'profile.badName'],
    ['fast', 'profile.exists'],
  ])('cannot be called %j', async (name, code) => {
    await expect(it.client.call('profile/create', { name })).rejects.toMatchObject({ code })
    await expect(it.client.call('profile/rename', { name: 'deep', to: name })).rejects.toMatchObject({ code })
  })

  test('keep their choice and their threads under a new name', async () => {
    await it.client.call('profile/activate', { name: 'deep' })
    const { settings: deep } = await it.client.call('profile/settings', { cwd: it.home.workspace, name: 'deep' })
    const { threadId } = await it.client.call('thread/start', {
      commandId: newId(),
      cwd: it.home.workspace,
      settings: deep,
    })
    const threads = async (name: string) => (await named(name))?.threads
    await expect.poll(() => threads('deep')).toBe(1)

    await it.client.call('profile/rename', { name: 'deep', to: 'thorough' })
    expect(read()).toContain('profile = "thorough"')
    expect(read()).toContain('# for the hard ones\n[profiles.thorough]\n')
    expect(await named('thorough')).toMatchObject({ active: true })
    await expect.poll(() => threads('thorough')).toBe(1)
    const seen = watch(it.client, threadId)
    await seen.until(thread => thread.settings?.profile === 'thorough')
  })

  test('come back from the trash to the byte, file and choice included', async () => {
    writeFileSync(file('deep.config.toml'), '# own\nmodel_reasoning_effort = "low"\n')
    await it.client.call('profile/activate', { name: 'deep' })
    const before = read()
    const { deletedId } = await it.client.call('profile/delete', { name: 'deep' })
    expect(await named('deep')).toBeUndefined()
    expect(read()).not.toContain('deep')
    expect(existsSync(file('deep.config.toml'))).toBe(false)

    await it.client.call('deleted/restore', { deletedId })
    expect(read()).toBe(before)
    expect(read('deep.config.toml')).toBe('# own\nmodel_reasoning_effort = "low"\n')
  })

  test('that do not exist are refused by name', async () => {
    const refused = { code: 'profile.notFound' }
    await expect(it.client.call('profile/delete', { name: 'no' })).rejects.toMatchObject(refused)
    await expect(it.client.call('profile/activate', { name: 'no' })).rejects.toMatchObject(refused)
    await expect(it.client.call('profile/rename', { name: 'no', to: 'x' })).rejects.toMatchObject(refused)
    const from = { type: 'profile', name: 'no' } as const
    await expect(it.client.call('profile/create', { name: 'x', from })).rejects.toMatchObject(refused)
  })

  test('are not written into a file that does not parse, and that is left alone', async () => {
    writeFileSync(file(), `${read()}\nbroken = `)
    const before = read()
    for (const from of [undefined, { type: 'profile', name: 'deep' } as const])
      await expect(it.client.call('profile/create', { name: 'x', ...(from && { from }) })).rejects.toMatchObject({
        code: 'settings.invalid',
        message: expect.stringContaining('config.toml:'),
      })
    expect(read()).toBe(before)
  })
})

test('a thread follows its profile from its next turn on; what a person set on it stays', async () => {
  await open()
  const cwd = it.home.workspace
  const { settings: given } = await it.client.call('profile/settings', { cwd, name: 'deep' })
  const { threadId } = await it.client.call('thread/start', { commandId: newId(), cwd, settings: given })
  const seen = watch(it.client, threadId)
  const say = async (words: string, turns: number) => {
    await send(it.client, threadId, words)
    return (await seen.until(ended(turns))).settings
  }
  const first = await say('one', 1)
  expect(first).toMatchObject({ model: 'large', effort: 'high' })

  await it.client.call('thread/configure', { threadId, settings: { ...first!, effort: 'low' } })
  writeFileSync(file(), read().replace('"large"', '"larger"').replace('"high"', '"medium"'))
  expect(await say('two', 2)).toMatchObject({ model: 'larger', effort: 'low', profile: 'deep' })

  await it.client.call('profile/delete', { name: 'deep' })
  expect(await say('three', 3)).toMatchObject({ model: 'larger', effort: 'low', approvalPolicy: 'never' })
})

test('a thread that begins late follows its profile in what nobody chose meanwhile', async () => {
  await open()
  const cwd = it.home.workspace
  const { settings: given } = await it.client.call('profile/settings', { cwd, name: 'deep' })
  writeFileSync(file(), read().replace('"large"', '"larger"').replace('"high"', '"medium"'))
  const params = { commandId: newId(), cwd, settings: { ...given, effort: 'low' as const } }
  const { threadId } = await it.client.call('thread/start', params)
  await send(it.client, threadId, 'hello')
  const { settings } = await watch(it.client, threadId).until(ended(1))
  expect(settings).toMatchObject({ model: 'larger', effort: 'low' })
})

test('which threads use a profile is known after a restart', async () => {
  await open()
  const { settings: fast } = await it.client.call('profile/settings', { cwd: it.home.workspace, name: 'fast' })
  await it.client.call('thread/start', { commandId: newId(), cwd: it.home.workspace, settings: fast })
  await it.engine.close()
  const { client } = await start(it.home)
  const threads = async () => (await client.call('profiles/list', {})).profiles.map(profile => profile.threads)
  await expect.poll(threads).toEqual([0, 1])
})

test('a thread is told what its profile has to say, whatever new threads use', async () => {
  await open(`${PROFILES}\n[profiles.strict]\ndeveloper_instructions = "Never rename files."\n`)
  const begin = async (name: string | null) => {
    const given = await it.client.call('profile/settings', { cwd: it.home.workspace, name })
    const params = { commandId: newId(), cwd: it.home.workspace, settings: given.settings }
    const { threadId } = await it.client.call('thread/start', params)
    await send(it.client, threadId, 'hello')
    await watch(it.client, threadId).until(ended(1))
    return JSON.stringify(it.model.requests.at(-1)?.body)
  }
  expect(await begin('strict')).toContain('Never rename files.')
  await it.client.call('profile/activate', { name: 'strict' })
  expect(await begin('fast')).not.toContain('Never rename files.')
  expect(await begin(null)).not.toContain('Never rename files.')
})
