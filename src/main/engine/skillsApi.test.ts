import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { rig } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const write = (path: string, words: string | Uint8Array) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, words)
}
const skillText = (name: string, description = `What ${name} is for.`) =>
  `---\nname: ${name}\ndescription: ${description}\n---\nBody of ${name}.\n`
const open = (config = '') => rig(script().says('ok'), config)
const inRepo = ({ home }: Rig, name: string) => join(home.workspace, '.agents/skills', name, 'SKILL.md')
const inHome = ({ home }: Rig, name: string) => join(home.home, 'skills', name, 'SKILL.md')
const listed = async ({ client, home }: Rig) => (await client.call('skills/list', { cwd: home.workspace })).skills
const skillAt = async (at: Rig, path: string) => (await listed(at)).find(skill => skill.path === path)
const refusal = (code: string) => expect.objectContaining({ code }) as Error

describe('the list', () => {
  test('has the bundled skills, without anything that its author should know', async () => {
    const at = await open()
    const { skills, list, problems } = await at.client.call('skills/list', {})
    expect(skills.map(({ name }) => name)).toEqual(['commit', 'debug', 'pr', 'review', 'skill-creator', 'test'])
    for (const skill of skills)
      expect(skill).toMatchObject({ scope: 'bundled', state: 'active', editable: false, problems: [], implicit: true })
    expect(list).toMatchObject({ cut: 0, leftOut: 0 })
    expect(list.tokens).toBeLessThan(list.maxTokens)
    expect(problems).toEqual([])
  })

  test('says which of several counts, and another one when it is pinned', async () => {
    const at = await open()
    for (const path of [inRepo(at, 'commit'), inHome(at, 'commit')]) write(path, skillText('commit'))
    const states = async () =>
      (await listed(at))
        .filter(({ name }) => name === 'commit')
        .map(({ scope, state, pinned }) => [scope, state, pinned])
    expect(await states()).toEqual([
      ['repo', 'active', false],
      ['user', 'shadowed', false],
      ['bundled', 'shadowed', false],
    ])
    await at.client.call('skill/pin', { name: 'commit', path: inHome(at, 'commit') })
    expect(await states()).toEqual([
      ['user', 'active', true],
      ['repo', 'shadowed', false],
      ['bundled', 'shadowed', false],
    ])
    await at.client.call('skill/pin', { name: 'commit', path: null })
    expect((await states())[0]).toEqual(['repo', 'active', false])
  })

  test('what a repository says of skills in its configuration counts for nothing', async () => {
    const at = await open()
    write(inRepo(at, 'mine'), skillText('mine'))
    for (const folder of ['.codex', '.heddle'])
      write(
        join(at.home.workspace, folder, 'config.toml'),
        `[skills.bundled]\nenabled = false\n[[skills.config]]\nname = "mine"\nenabled = false\n`,
      )
    expect((await listed(at)).filter(({ state }) => state === 'active')).toHaveLength(7)
  })

  test('another version is pushed when files come, change and go', async () => {
    const at = await open()
    const versions: number[] = []
    const { close } = at.client.subscribe('skills/watch', { cwd: at.home.workspace }, ({ version }) =>
      versions.push(version),
    )
    await expect.poll(() => versions.length).toBe(1)
    const changes = async (change: () => void) => {
      const before = versions.length
      await expect.poll(() => (change(), versions.length), { interval: 300 }).toBeGreaterThan(before)
    }
    let count = 0
    await changes(() => write(inRepo(at, 'new'), skillText('new', `Text ${count++}.`)))
    await changes(() => write(inRepo(at, 'new'), skillText('new', `Text ${count++}.`)))
    await changes(() => write(join(at.home.home, 'prompts/p.md'), `Text ${count++}.`))
    close()
  })
})

test('a prompt that comes while watching begins is told of', async () => {
  const at = await open()
  const versions: number[] = []
  const { close } = at.client.subscribe('skills/watch', {}, ({ version }) => {
    if (versions.push(version) === 1) write(join(at.home.home, 'prompts/p.md'), 'Written once.')
  })
  await expect.poll(() => versions.length).toBeGreaterThan(1)
  close()
})

describe('switches', () => {
  const config = ({ home }: Rig) => readFileSync(join(home.home, 'config.toml'), 'utf8')

  test('are written as a block of their own, and everything else stays', async () => {
    const at = await open('# mine\n[features]\nskills = true # on\n')
    write(inRepo(at, 'one'), skillText('one'))
    const path = inRepo(at, 'one')
    const before = config(at)
    await at.client.call('skill/setEnabled', { path, enabled: false })
    expect(await skillAt(at, path)).toMatchObject({ state: 'disabled' })
    expect(config(at)).toBe(`${before}\n[[skills.config]]\npath = ${JSON.stringify(path)}\nenabled = false\n`)
    await at.client.call('skill/setEnabled', { path, enabled: true })
    expect(await skillAt(at, path)).toMatchObject({ state: 'active' })
    expect(config(at)).toBe(`${before}\n[[skills.config]]\npath = ${JSON.stringify(path)}\nenabled = true\n`)
  })

  test.each([
    [
      'blocks with comments',
      (path: string) =>
        `[[skills.config]] # first\nname = "x"\n\n[[skills.config]]\npath = "${path}" # here\n# note\nenabled = true # yes\n\n[tui]\nx = 1\n`,
    ],
    ['a block that says nothing of it', (path: string) => `[[skills.config]]\npath = "${path}"\n`],
    [
      'a list on one line',
      (path: string) => `[skills]\nconfig = [{ path = "${path}", enabled = true }, { name = "x" }] # list\n`,
    ],
    ['another name for all of that name', () => `[[skills.config]]\nname = "one"\nenabled = true\n`],
  ])('change %s where they stand', async (_, toml) => {
    const at = await open()
    const path = inRepo(at, 'one')
    write(path, skillText('one'))
    write(join(at.home.home, 'config.toml'), `${config(at)}\n${toml(path)}`)
    const comments = (words: string) => words.match(/#.*/g)
    const before = comments(config(at))
    await at.client.call('skill/setEnabled', { path, enabled: false })
    expect(await skillAt(at, path)).toMatchObject({ state: 'disabled' })
    expect(comments(config(at))).toEqual(before)
    await at.client.call('skill/setEnabled', { path, enabled: true })
    expect(await skillAt(at, path)).toMatchObject({ state: 'active' })
  })

  test('are refused where the configuration does not parse', async () => {
    const at = await open()
    write(join(at.home.home, 'config.toml'), 'a = = b\n')
    await expect(at.client.call('skill/setEnabled', { path: '/x', enabled: false })).rejects.toEqual(
      refusal('settings.invalid'),
    )
    expect(config(at)).toBe('a = = b\n')
  })
})

describe('files', () => {
  test('are read with what stands beside them', async () => {
    const at = await open()
    const path = inRepo(at, 'one')
    write(path, skillText('one'))
    write(join(dirname(path), 'references/a.md'), 'abc')
    write(join(dirname(path), 'agents/openai.yaml'), 'interface: {}\n')
    symlinkSync('/etc/passwd', join(dirname(path), 'link'))
    expect(await at.client.call('skill/read', { cwd: at.home.workspace, path })).toEqual({
      text: skillText('one'),
      hash: expect.any(String) as string,
      files: [
        { path: 'agents/openai.yaml', bytes: 14 },
        { path: 'references/a.md', bytes: 3 },
      ],
      interfaceText: 'interface: {}\n',
    })
  })

  test('only of skills can be read or written, whatever path a client names', async () => {
    const at = await open()
    const cwd = at.home.workspace
    write(join(cwd, 'secret'), 'secret')
    const bundled = (await listed(at))[0]!.path
    for (const path of ['/etc/passwd', join(cwd, 'secret'), join(cwd, '.agents/skills/../../secret'), '', '../x']) {
      await expect(at.client.call('skill/read', { cwd, path })).rejects.toEqual(refusal('skill.notFound'))
      await expect(at.client.call('skill/write', { cwd, path, text: 'x', hash: '' })).rejects.toEqual(
        refusal('skill.notFound'),
      )
      await expect(at.client.call('skill/delete', { cwd, path })).rejects.toEqual(refusal('skill.notFound'))
    }
    const { hash } = await at.client.call('skill/read', { cwd, path: bundled })
    await expect(at.client.call('skill/write', { cwd, path: bundled, text: 'x', hash })).rejects.toEqual(
      refusal('skill.notEditable'),
    )
    await expect(at.client.call('skill/delete', { cwd, path: bundled })).rejects.toEqual(refusal('skill.notEditable'))
  })

  test('are written where nobody else wrote meanwhile', async () => {
    const at = await open()
    const cwd = at.home.workspace
    const path = inRepo(at, 'one')
    write(path, skillText('one'))
    const { hash } = await at.client.call('skill/read', { cwd, path })
    const written = await at.client.call('skill/write', { cwd, path, text: skillText('one', 'New.'), hash })
    expect(readFileSync(path, 'utf8')).toBe(skillText('one', 'New.'))
    write(path, 'from elsewhere')
    await expect(at.client.call('skill/write', { cwd, path, text: 'x', hash: written.hash })).rejects.toEqual(
      refusal('skill.changed'),
    )
    expect(readFileSync(path, 'utf8')).toBe('from elsewhere')
  })

  test('of the real program are only read', async () => {
    const at = await rig(script().says('ok'))
    // The home of the rig is the user's home as well.
    const path = join(at.home.home, '.codex/skills/theirs/SKILL.md')
    write(path, skillText('theirs'))
    expect(await skillAt(at, path)).toMatchObject({ scope: 'user', state: 'active', editable: false })
  })

  test('are checked as they are typed', async () => {
    const at = await open()
    const check = (text: string, path?: string) => at.client.call('skill/check', { cwd: at.home.workspace, text, path })
    expect(await check(skillText('any-name'))).toMatchObject({ problems: [] })
    expect(await check('x')).toMatchObject({ problems: [{ severity: 'error', line: 1 }] })
    const path = inRepo(at, 'one')
    write(path, skillText('one'))
    expect(await check(skillText('two'), path)).toMatchObject({ problems: [{ severity: 'warning', line: 2 }] })
    expect(await check('---\nname: a\ndescription: d\nmcp_tools: [x/y]\n---\n')).toMatchObject({
      problems: [{ severity: 'warning', message: 'No server that runs has the tool x/y.', line: 4 }],
    })
  })
})

describe('new ones', () => {
  const create = (at: Rig, name: string, scope: 'repo' | 'user' = 'repo') =>
    at.client.call('skill/create', { cwd: at.home.workspace, scope, name, text: skillText(name) })

  test('are made in the project or for the user, and go to the trash and back with all that is in their folder', async () => {
    const at = await open()
    expect(await create(at, 'one')).toEqual({ path: inRepo(at, 'one') })
    expect(await create(at, 'one', 'user')).toEqual({ path: inHome(at, 'one') })
    await expect(create(at, 'one')).rejects.toEqual(refusal('skill.exists'))
    write(join(dirname(inRepo(at, 'one')), 'scripts/run.sh'), 'echo')
    const { deletedId } = await at.client.call('skill/delete', { cwd: at.home.workspace, path: inRepo(at, 'one') })
    expect(existsSync(dirname(inRepo(at, 'one')))).toBe(false)
    await at.client.call('deleted/restore', { deletedId })
    expect(readFileSync(join(dirname(inRepo(at, 'one')), 'scripts/run.sh'), 'utf8')).toBe('echo')
  })

  test.each(['', '.', '..', '../x', 'a/b', 'A', 'a b', '-a', 'a\0', 'x'.repeat(65), 'con.'])(
    'cannot be called %j',
    async name => {
      const at = await open()
      await expect(create(at, name)).rejects.toEqual(refusal('skill.badName'))
    },
  )

  test('are not made through a link out of the project, nor without one', async () => {
    const at = await open()
    mkdirSync(join(at.home.root, 'elsewhere'))
    symlinkSync(join(at.home.root, 'elsewhere'), join(at.home.workspace, '.agents'))
    await expect(create(at, 'one')).rejects.toEqual(refusal('home.notWritable'))
    expect(existsSync(join(at.home.root, 'elsewhere/skills/one'))).toBe(false)
    const nowhere = { scope: 'repo', name: 'x', text: skillText('x') } as const
    await expect(at.client.call('skill/create', nowhere)).rejects.toEqual(refusal('home.notWritable'))
  })
})

describe('an import', () => {
  const take = (at: Rig, from: string) =>
    at.client.call('skill/import', { cwd: at.home.workspace, scope: 'user', from })
  const zip = (at: Rig, files: Record<string, string | Uint8Array>) => {
    const path = join(at.home.root, 'package.zip')
    const bytes = Object.entries(files).map(([name, words]) => [
      name,
      typeof words === 'string' ? strToU8(words) : words,
    ])
    writeFileSync(path, zipSync(Object.fromEntries(bytes) as Record<string, Uint8Array>))
    return path
  }

  test('copies a folder with everything that is a file', async () => {
    const at = await open()
    const from = join(at.home.root, 'from/nice')
    write(join(from, 'SKILL.md'), skillText('nice'))
    write(join(from, 'scripts/run.sh'), '#!/bin/sh\n')
    symlinkSync('/etc/passwd', join(from, 'link'))
    expect(await take(at, from)).toEqual({ paths: [inHome(at, 'nice')], skipped: ['link is no regular file.'] })
    expect(readdirSync(join(at.home.home, 'skills'))).toEqual(['nice'])
    expect(readFileSync(join(at.home.home, 'skills/nice/scripts/run.sh'), 'utf8')).toBe('#!/bin/sh\n')
    await expect(take(at, from)).rejects.toEqual(refusal('skill.exists'))
  })

  test('takes all skills of a package, and says which were there already', async () => {
    const at = await open()
    write(inHome(at, 'one'), skillText('one'))
    const from = zip(at, {
      'repo/skills/one/SKILL.md': skillText('one'),
      'repo/skills/two/SKILL.md': skillText('two'),
      'repo/skills/two/scripts/run.sh': '#!/bin/sh\necho hi\n',
      'repo/README.md': 'x',
    })
    expect(await take(at, from)).toEqual({
      paths: [inHome(at, 'two')],
      skipped: ['repo/skills/one: There is a skill one already.'],
    })
    expect(statSync(join(at.home.home, 'skills/two/scripts/run.sh')).mode & 0o111).toBe(0o111)
  })

  test('of a zip without a folder is called as the skill or the file', async () => {
    const at = await open()
    expect((await take(at, zip(at, { 'SKILL.md': skillText('inside') }))).paths).toEqual([inHome(at, 'package')])
  })

  test('names that lead elsewhere are left out', async () => {
    const at = await open()
    const from = zip(at, {
      'a/SKILL.md': skillText('a'),
      '../evil': 'x',
      '/etc/evil': 'x',
      'a/../../evil': 'x',
      'a\\..\\evil': 'x',
      'C:evil': 'x',
    })
    const { paths, skipped } = await take(at, from)
    expect(paths).toEqual([inHome(at, 'a')])
    expect(skipped).toHaveLength(5)
    expect(readdirSync(join(at.home.home, 'skills/a'))).toEqual(['SKILL.md'])
    expect(readdirSync(at.home.root).toSorted()).toEqual(['home', 'package.zip', 'workspace'])
  })

  test('that is a bomb, no zip, or no skill is refused, and nothing is left behind', async () => {
    const at = await open()
    const bomb = zip(at, { 'a/SKILL.md': skillText('a'), 'a/zeros': new Uint8Array(40 * 1024 * 1024) })
    expect(statSync(bomb).size).toBeLessThan(1024 * 1024)
    await expect(take(at, bomb)).rejects.toEqual(refusal('skill.badArchive'))
    const many = Object.fromEntries(Array.from({ length: 2_100 }, (_, n) => [`a/${n}`, 'x']))
    await expect(take(at, zip(at, many))).rejects.toEqual(refusal('skill.badArchive'))
    write(join(at.home.root, 'no.zip'), 'no zip')
    await expect(take(at, join(at.home.root, 'no.zip'))).rejects.toEqual(refusal('skill.badArchive'))
    await expect(take(at, zip(at, { 'README.md': 'x' }))).rejects.toEqual(refusal('skill.notFound'))
    for (const from of ['/nowhere', '/dev/zero', at.home.workspace])
      await expect(take(at, from)).rejects.toEqual(refusal('skill.notFound'))
    expect(existsSync(join(at.home.home, 'skills'))).toBe(false)
  })

  test('a zip that lies about sizes unpacks to no more than it says', async () => {
    const at = await open()
    const path = zip(at, { 'a/SKILL.md': skillText('a'), 'a/zeros': new Uint8Array(30 * 1024 * 1024) })
    const bytes = readFileSync(path)
    const real = Buffer.from(new Uint32Array([30 * 1024 * 1024]).buffer)
    for (let at = bytes.indexOf(real); at >= 0; at = bytes.indexOf(real)) bytes.writeUInt32LE(10, at)
    writeFileSync(path, bytes)
    const outcome = await take(at, path).catch((error: { code: string }) => error.code)
    if (outcome !== 'skill.badArchive') expect(statSync(join(at.home.home, 'skills/a/zeros')).size).toBe(10)
  })
})

test('a message that is tried shows what it would bring along, and sends nothing', async () => {
  const at = await open()
  write(inRepo(at, 'careful'), '---\nname: careful\ndescription: d\nallowed_tools: [read_file]\n---\nIn {{cwd}}.\n')
  write(inRepo(at, 'always'), '---\nname: always\ndescription: d\ninterface: auto\n---\nAlways.\n')
  const tried = await at.client.call('skills/try', { cwd: at.home.workspace, text: 'use $careful and $comit' })
  expect(tried).toMatchObject({
    used: [
      { name: 'careful', why: 'mentioned', path: inRepo(at, 'careful') },
      { name: 'always', why: 'auto' },
    ],
    unknown: [{ name: 'comit', nearest: 'commit' }],
    allowedTools: ['read_file'],
  })
  expect(tried.used[0]?.text).toContain(`\nIn ${at.home.workspace}.\n\n</skill>`)
  expect(tried.listText).toContain('- commit: ')
  expect(tried.listTokens).toBeGreaterThan(100)
  expect(at.model.requests).toEqual([])
})
