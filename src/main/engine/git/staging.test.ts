import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGit } from './runGit.ts'
import { createStaging } from './staging.ts'

let root = ''
const git = (...args: string[]) =>
  String(execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: root, stdio: 'pipe' }))

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), 'heddle-staging-')))
  git('init', '-q', '-b', 'main')
  fs.writeFileSync(join(root, 'a.txt'), 'one\n')
  git('add', '.')
  git('commit', '-qm', 'one')
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const staging = createStaging(createGit(process.env))
const file = (text: string, mode = '100644') => ({ content: Buffer.from(text), mode })

test('what is taken up is what git commits, and an entry comes back', async () => {
  const path = join(root, 'a.txt')
  const before = await staging.entryOf(root, path)
  await staging.put(root, path, file('two\n', '100755'))
  expect(git('show', ':a.txt')).toBe('two\n')
  expect(git('ls-files', '--stage', 'a.txt')).toMatch(/^100755 /)
  await staging.restore(root, before)
  expect(git('diff', '--cached', '--name-only')).toBe('')
  await staging.put(root, path, null)
  expect(git('diff', '--cached', '--name-status')).toBe('D\ta.txt\n')
  expect(await staging.entryOf(root, path)).toEqual({ path, id: null, mode: null })
})

test('names are names, whatever they look like', async () => {
  for (const name of ['-rf', 'new\nline', ':(top)x', '*.txt', 'über ‮x', 'a"b\tc']) {
    const path = join(root, name)
    expect(await staging.entryOf(root, path)).toMatchObject({ id: null })
    await staging.put(root, path, file(name))
    expect((await staging.entryOf(root, path)).id).toMatch(/^[0-9a-f]{40}$/)
  }
  expect(git('diff', '--cached', '--name-only', '-z').split('\0').filter(Boolean)).toHaveLength(6)
  expect(git('show', ':a.txt')).toBe('one\n')
})

test('line ends are converted as the repository says; links are not', async () => {
  fs.writeFileSync(join(root, '.gitattributes'), '*.txt text eol=crlf\n')
  await staging.put(root, join(root, 'a.txt'), file('one\r\ntwo\r\n'))
  expect(git('show', ':a.txt')).toBe('one\ntwo\n')
  await staging.put(root, join(root, 'link.txt'), file('to\r\n', '120000'))
  expect(git('show', ':link.txt')).toBe('to\r\n')
})

test('a file that a program converts is refused', async () => {
  fs.writeFileSync(join(root, '.gitattributes'), '*.bin filter=lfs\n')
  await expect(staging.put(root, join(root, 'a.bin'), file('x'))).rejects.toMatchObject({ code: 'git.failed' })
})
