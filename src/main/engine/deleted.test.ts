import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeleted } from './deleted.ts'

const DAY = 24 * 60 * 60 * 1000
let root: string
let clock: number
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heddle-deleted-'))
  clock = Date.UTC(2026, 0, 1)
})
afterEach(() => rm(root, { recursive: true, force: true }))

const open = (dir = join(root, 'trash')) => createDeleted({ dir, now: () => clock, newId: v7 })
const at = (name: string) => join(root, name)
const read = (name: string) => readFile(at(name), 'utf8')
const exists = async (name: string) => (await lstat(at(name)).catch(() => null)) !== null

const lost = { path: '', before: 'a = 1\n# mine\n[x]\nb = 2\n', after: 'a = 1\n' }
const lostIn = (name: string) => ({ ...lost, path: at(name) })

test('a folder comes back as it was, links and modes too', async () => {
  await mkdir(at('skill/sub'), { recursive: true })
  await writeFile(at('skill/sub/run.sh'), '#!/bin/sh\r\n', { mode: 0o755 })
  await symlink('sub/run.sh', at('skill/link'))
  const id = await open().keep({ files: [at('skill')] })
  expect(await exists('skill')).toBe(false)

  await open().restore(id)
  expect(await read('skill/sub/run.sh')).toBe('#!/bin/sh\r\n')
  expect((await lstat(at('skill/sub/run.sh'))).mode & 0o777).toBe(0o755)
  expect(await readlink(at('skill/link'))).toBe('sub/run.sh')
  await expect(open().restore(id)).rejects.toMatchObject({ code: 'deleted.notFound' })
})

test('a link goes and comes back itself; what it leads to stays', async () => {
  await mkdir(at('real'))
  await symlink(at('real'), at('skill'))
  const id = await open().keep({ files: [at('skill')] })
  expect(await exists('real')).toBe(true)
  await open().restore(id)
  expect(await readlink(at('skill'))).toBe(at('real'))
})

test('a text comes back to the byte where nothing changed since', async () => {
  await writeFile(at('config.toml'), lost.before)
  const id = await open().keep({ texts: [lostIn('config.toml')] })
  await writeFile(at('config.toml'), lost.after)
  await open().restore(id)
  expect(await read('config.toml')).toBe(lost.before)
})

test('a text that changed elsewhere keeps that and gets back what it lost', async () => {
  const id = await open().keep({ texts: [lostIn('config.toml')] })
  await writeFile(at('config.toml'), 'new = 1\na = 1\n')
  await open().restore(id)
  expect(await read('config.toml')).toBe('new = 1\na = 1\n# mine\n[x]\nb = 2\n')
})

test.each([
  ['the lines around it are gone', 'z = 9\n'],
  ['what is there again would be there twice', 'a = 1\n[x]\nc = 3\n'],
])('a text is left alone where %s', async (_, text) => {
  await writeFile(at('other.md'), 'x')
  const id = await open().keep({ files: [at('other.md')], texts: [lostIn('config.toml')] })
  await writeFile(at('config.toml'), text)
  await expect(open().restore(id)).rejects.toMatchObject({ code: 'deleted.inTheWay' })
  expect(await read('config.toml')).toBe(text)
  expect(await exists('other.md')).toBe(false)
})

test('nothing is overwritten: what has come in its place is named', async () => {
  await writeFile(at('a.md'), 'old')
  const id = await open().keep({ files: [at('a.md')] })
  await writeFile(at('a.md'), 'new')
  await expect(open().restore(id)).rejects.toMatchObject({ code: 'deleted.inTheWay', data: { path: at('a.md') } })
  expect(await read('a.md')).toBe('new')
  await rm(at('a.md'))
  await open().restore(id)
  expect(await read('a.md')).toBe('old')
})

test('files go together or not at all', async () => {
  await writeFile(at('a.md'), 'a')
  await expect(open().keep({ files: [at('a.md'), at('missing.md')] })).rejects.toMatchObject({
    code: 'home.notWritable',
  })
  expect(await read('a.md')).toBe('a')
  expect(await readdir(at('trash'))).toEqual([])
})

test('a deletion that is called off leaves nothing behind', async () => {
  await writeFile(at('a.md'), 'a')
  const id = await open().keep({ files: [at('a.md')], texts: [lostIn('config.toml')] })
  await open().callOff(id)
  expect(await read('a.md')).toBe('a')
  expect(await exists('config.toml')).toBe(false)
  expect(await readdir(at('trash'))).toEqual([])
})

test('what is older than 30 days goes when something new comes', async () => {
  const old = await open().keep({ texts: [lostIn('config.toml')] })
  clock += 29 * DAY
  const newer = await open().keep({ texts: [lostIn('config.toml')] })
  expect((await readdir(at('trash'))).sort()).toEqual([old, newer].sort())
  clock += 2 * DAY
  const newest = await open().keep({ texts: [lostIn('config.toml')] })
  expect((await readdir(at('trash'))).sort()).toEqual([newer, newest].sort())
})

test.each(['../trash', '', 'not-there', '00000000-0000-0000-0000-000000000000'])('%j is no deletion', async id => {
  await expect(open().restore(id)).rejects.toMatchObject({ code: 'deleted.notFound' })
})

test('a folder moves to another file system', async () => {
  const rename = () => Promise.reject(Object.assign(new Error('cross-device link'), { code: 'EXDEV' }))
  const deleted = createDeleted({ dir: at('trash'), now: () => clock, newId: v7, rename })
  await mkdir(at('skill'))
  await writeFile(at('skill/SKILL.md'), 'x', { mode: 0o640 })
  await symlink('SKILL.md', at('skill/link'))
  const id = await deleted.keep({ files: [at('skill')] })
  expect(await exists('skill')).toBe(false)
  await deleted.restore(id)
  expect(await readlink(at('skill/link'))).toBe('SKILL.md')
  expect((await lstat(at('skill/SKILL.md'))).mode & 0o777).toBe(0o640)
})
