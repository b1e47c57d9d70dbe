import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createConfigDocuments } from './documents.ts'

let home = ''
let written = 0
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'heddle-documents-'))
  written = 0
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const USER = { type: 'user' } as const
const file = (name = 'config.toml') => join(home, name)
const documents = () => createConfigDocuments({ home, onWritten: async () => void written++ })
const text = () => readFileSync(file(), 'utf8')
const hashOf = (of: string) => createHash('sha256').update(of).digest('hex')

const CONFIG = `# mine
model = "a" # why

[sandbox_workspace_write]
network_access = true
`

describe('several edits at once', () => {
  test('are shown first, made together, and leave the rest as it was', async () => {
    writeFileSync(file(), CONFIG)
    const edits = [
      { path: ['model'], value: 'b' },
      { path: ['sandbox_workspace_write', 'network_access'] },
      { path: ['profiles', 'deep'], value: { model: 'd' } },
    ]
    const preview = await documents().preview(USER, edits)
    expect(text()).toBe(CONFIG)
    expect(preview).toMatchObject({ file: file(), before: CONFIG, problems: [] })
    expect(preview.after).toBe('# mine\nmodel = "b" # why\n\n[profiles.deep]\nmodel = "d"\n')
    expect(await documents().write(USER, edits, hashOf(CONFIG))).toBe(hashOf(preview.after))
    expect([text(), written]).toEqual([preview.after, 1])
  })

  test('make a file that is not there, private', async () => {
    const { exists, hash } = await documents().read({ type: 'profile', name: 'deep' })
    expect({ exists, hash }).toEqual({ exists: false, hash: hashOf('') })
    await documents().write({ type: 'profile', name: 'deep' }, [{ path: ['model'], value: 'd' }], hash)
    expect(readFileSync(file('deep.config.toml'), 'utf8')).toBe('model = "d"\n')
    expect(statSync(file('deep.config.toml')).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['a wrong value', { path: ['approval_policy'], value: 'often' }, /config\.toml:\d+:1: approval_policy: /],
    ['a wrong value deep inside', { path: ['mcp_servers', 'x'], value: { command: 7 } }, /mcp_servers\.x\.command/],
    ['a path through a value', { path: ['model', 'x'], value: 1 }, /cannot be changed/],
    ['null', { path: ['model'], value: null }, /cannot hold null/],
  ])('of which one is %s are not made', async (_, edit, words) => {
    writeFileSync(file(), CONFIG)
    const all = [{ path: ['model'], value: 'b' }, edit]
    await expect(documents().write(USER, all)).rejects.toMatchObject({
      code: 'settings.invalid',
      message: expect.stringMatching(words),
    })
    expect([text(), written]).toEqual([CONFIG, 0])
  })

  test('what was wrong before is in nobody’s way', async () => {
    writeFileSync(file(), 'approval_policy = "often"\nmodel = "a"\n')
    await documents().write(USER, [{ path: ['model'], value: 'b' }])
    expect(text()).toBe('approval_policy = "often"\nmodel = "b"\n')
  })

  test('of a file that changed meanwhile are refused', async () => {
    writeFileSync(file(), CONFIG)
    const edits = [{ path: ['model'], value: 'b' }]
    await expect(documents().write(USER, edits, hashOf('before'))).rejects.toMatchObject({ code: 'settings.changed' })
    expect(text()).toBe(CONFIG)
  })

  test('from many sides lose nothing', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `M${n}`)
    await Promise.all(
      names.map(name => documents().write(USER, [{ path: ['shell_environment_policy', 'set', name], value: name }])),
    )
    expect(names.filter(name => text().includes(`${name} = "${name}"`))).toEqual(names)
  })

  test('where nothing may be written', async () => {
    if (process.getuid?.() === 0) return // root may write everywhere
    chmodSync(home, 0o500)
    await expect(documents().write(USER, [{ path: ['model'], value: 'b' }])).rejects.toMatchObject({
      code: 'home.notWritable',
    })
    chmodSync(home, 0o700)
  })
})

describe('a whole text', () => {
  test('replaces the old one, with its wrong values said', async () => {
    writeFileSync(file(), CONFIG)
    const next = 'model = 7\nmodle = 1\n'
    const { hash, problems } = await documents().replace(USER, next, hashOf(CONFIG))
    expect([text(), hash]).toEqual([next, hashOf(next)])
    expect(problems).toMatchObject([
      { severity: 'warning', line: 2, suggestion: 'model' },
      { severity: 'error', line: 1, column: 1, key: 'model' },
    ])
  })

  test('that does not parse, or of another file than was read, is refused', async () => {
    writeFileSync(file(), CONFIG)
    const replace = (next: string, hash: string) => documents().replace(USER, next, hash)
    await expect(replace('model = \n', hashOf(CONFIG))).rejects.toMatchObject({
      code: 'settings.invalid',
      message: expect.stringContaining('config.toml:1:'),
    })
    await expect(replace('model = "b"\n', hashOf('other'))).rejects.toMatchObject({ code: 'settings.changed' })
    expect([text(), written]).toEqual([CONFIG, 0])
  })
})

test('files are told from others, and names that lead elsewhere are refused', async () => {
  expect(documents().targetOf(file())).toEqual(USER)
  expect(documents().targetOf(file('deep.config.toml'))).toEqual({ type: 'profile', name: 'deep' })
  expect(documents().targetOf('/etc/heddle/config.toml')).toBeNull()
  await expect(documents().read({ type: 'profile', name: '../x' })).rejects.toMatchObject({ code: 'settings.invalid' })
})
