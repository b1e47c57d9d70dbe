import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { promises } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyPatchToDisk, planPatchOnDisk, type PatchFs } from './patchFiles.ts'

let cwd = ''
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'heddle-patch-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

const framed = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
const at = (path: string) => join(cwd, path)
const read = (path: string) => readFile(at(path), 'utf8')
const names = async () => (await readdir(cwd, { recursive: true })).toSorted()
const UPDATE_A = ['*** Update File: a', '@@', '-1', '+2']

test('adds, updates, moves and deletes', async () => {
  await writeFile(at('a'), '1\r\n')
  await writeFile(at('b'), 'b\n')
  await writeFile(at('c'), 'c\n')
  const patch = framed(
    ...UPDATE_A,
    '*** Update File: b',
    '*** Move to: x/y/b',
    '@@',
    '+B',
    '*** Delete File: c',
    '*** Add File: n/n',
    '+new',
  )
  const outcome = await applyPatchToDisk({ patch, cwd })
  expect(outcome).toMatchObject({
    ok: true,
    output: 'Success. Updated the following files:\nA n/n\nM a\nM x/y/b\nD c\n',
  })
  expect(outcome.effects).toHaveLength(4)
  expect(await names()).toEqual(['a', 'n', 'n/n', 'x', 'x/y', 'x/y/b'])
  expect([await read('a'), await read('x/y/b'), await read('n/n')]).toEqual(['2\r\n', 'b\nB\n', 'new\n'])
})

test('writes nothing unless everything can be done', async () => {
  await writeFile(at('a'), '1\n')
  const outcome = await applyPatchToDisk({
    patch: framed(...UPDATE_A, '*** Add File: n', '*** Delete File: gone'),
    cwd,
  })
  expect(outcome).toMatchObject({
    ok: false,
    output: `apply_patch verification failed: Failed to read ${at('gone')}: No such file or directory (os error 2)`,
    failure: { reason: 'unreadable' },
    effects: [],
  })
  expect(await names()).toEqual(['a'])
  expect(await read('a')).toBe('1\n')
})

test('a plan changes nothing and says where links lead', async () => {
  await writeFile(at('a'), '1\n')
  await symlink('a', at('link'))
  const plan = await planPatchOnDisk({ patch: framed('*** Update File: link', '@@', '-1', '+2'), cwd })
  expect(plan).toMatchObject({ ok: true, effects: [{ path: at('link'), before: '1\n', after: '2\n' }] })
  expect(plan.ok && plan.targets.get(at('link'))).toBe(at('a'))
  expect(await read('a')).toBe('1\n')
})

test('mode bits stay', async () => {
  await writeFile(at('a'), '1\n')
  await chmod(at('a'), 0o751)
  await applyPatchToDisk({ patch: framed(...UPDATE_A), cwd })
  expect((await stat(at('a'))).mode & 0o7777).toBe(0o751)
})

test('symbolic links are written through, and deleted as links', async () => {
  await mkdir(at('real'))
  await writeFile(at('real/a'), '1\n')
  await symlink('real/a', at('a'))
  await symlink('real/later', at('dangling'))
  await applyPatchToDisk({ patch: framed(...UPDATE_A, '*** Add File: dangling', '+x'), cwd })
  expect([await read('real/a'), await read('real/later')]).toEqual(['2\n', 'x\n'])
  expect((await lstat(at('a'))).isSymbolicLink()).toBe(true)
  await applyPatchToDisk({ patch: framed('*** Delete File: a'), cwd })
  expect(await names()).toEqual(['dangling', 'real', 'real/a', 'real/later'])
})

test('two names of one file are refused', async () => {
  await writeFile(at('a'), '1\n')
  await symlink('a', at('b'))
  const outcome = await applyPatchToDisk({ patch: framed(...UPDATE_A, '*** Update File: b', '@@', '-1'), cwd })
  expect(outcome.output).toBe(`apply_patch verification failed: invalid patch: multiple operations target ${at('b')}`)
  expect(await read('a')).toBe('1\n')
})

test('a byte order mark stays', async () => {
  await writeFile(at('a'), '\ufeffx\n1\n')
  await applyPatchToDisk({ patch: framed(...UPDATE_A), cwd })
  expect(await read('a')).toBe('\ufeffx\n2\n')
})

test('folders, pipes and bytes are no text', async () => {
  await mkdir(at('d'))
  await writeFile(at('bytes'), Buffer.from([0xff, 0x0a]))
  execFileSync('mkfifo', [at('pipe')])
  const why = async (path: string) =>
    (await applyPatchToDisk({ patch: framed(`*** Update File: ${path}`, '@@', '+x'), cwd })).output
  const failed = (path: string, cause: string) =>
    `apply_patch verification failed: Failed to read file to update ${at(path)}: ${cause}`
  expect(await why('d')).toBe(failed('d', `path \`${at('d')}\` is not a file`))
  expect(await why('pipe')).toBe(failed('pipe', `path \`${at('pipe')}\` is not a file`))
  expect(await why('bytes')).toBe(failed('bytes', 'stream did not contain valid UTF-8'))
  expect(await why('bytes/x')).toBe(failed('bytes/x', 'Not a directory (os error 20)'))
  const below = await applyPatchToDisk({ patch: framed('*** Add File: bytes/x', '+x'), cwd })
  expect(below.output).toBe(`apply_patch verification failed: Failed to write file ${at('bytes/x')}`)
})

const problem = (code: string) => Object.assign(new Error(code), { code })

test('a file that cannot be written leaves all as it was', async () => {
  await writeFile(at('a'), '1\n')
  await writeFile(at('b'), '1\n')
  const fs: PatchFs = {
    ...promises,
    writeFile: async (path, ...rest) => {
      if (basename(String(path)).startsWith('.b.')) throw problem('ENOSPC')
      return promises.writeFile(path, ...rest)
    },
  }
  const outcome = await applyPatchToDisk({ patch: framed(...UPDATE_A, '*** Update File: b', '@@', '-1'), cwd, fs })
  expect(outcome).toMatchObject({
    ok: false,
    output: `apply_patch failed: Failed to write file ${at('b')}: No space left on device (os error 28)\nNo files were changed.`,
    effects: [],
  })
  expect(await names()).toEqual(['a', 'b'])
  expect(await read('a')).toBe('1\n')
})

test('a failure part way reports what was written', async () => {
  await writeFile(at('a'), '1\n')
  await writeFile(at('b'), '1\n')
  const fs: PatchFs = {
    ...promises,
    rename: async (from, to) => {
      if (to === at('b')) throw problem('EACCES')
      return promises.rename(from, to)
    },
  }
  const patch = framed(...UPDATE_A, '*** Update File: b', '@@', '-1', '*** Add File: c', '*** Delete File: d')
  await writeFile(at('d'), 'd\n')
  const outcome = await applyPatchToDisk({ patch, cwd, fs })
  expect(outcome).toMatchObject({
    ok: false,
    output: `apply_patch failed part way: Failed to write file ${at('b')}: Permission denied (os error 13)\nThese files were changed before that:\nM a`,
    effects: [{ path: at('a') }],
  })
  expect(await names()).toEqual(['a', 'b', 'd'])
  expect([await read('a'), await read('b')]).toEqual(['2\n', '1\n'])
})

test.skipIf(process.getuid?.() === 0)('a read-only file stays as it is', async () => {
  await writeFile(at('a'), '1\n')
  await chmod(at('a'), 0o444)
  const outcome = await applyPatchToDisk({ patch: framed(...UPDATE_A), cwd })
  expect(outcome.output).toContain('Permission denied (os error 13)')
  expect(await names()).toEqual(['a'])
})
