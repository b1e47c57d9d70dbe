import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import nodeFs from 'node:fs'
import { hash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LINK_MODE } from '../../../core/thread/calls.ts'
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
  let opened = 0
  const fs: PatchFs = {
    ...nodeFs,
    openSync: (path, flags, mode) => {
      if (flags === 'wx' && ++opened === 3) throw problem('ENOSPC')
      return nodeFs.openSync(path, flags, mode)
    },
  }
  const patch = framed(...UPDATE_A, '*** Add File: x/y/n', '+n', '*** Update File: b', '@@', '-1')
  const outcome = await applyPatchToDisk({ patch, cwd, fs })
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
    ...nodeFs,
    renameSync: (from, to) => {
      if (to === at('b')) throw problem('EACCES')
      nodeFs.renameSync(from, to)
    },
  }
  const patch = framed(...UPDATE_A, '*** Update File: b', '@@', '-1', '*** Add File: c/c', '*** Delete File: d')
  await writeFile(at('d'), 'd\n')
  const outcome = await applyPatchToDisk({ patch, cwd, fs, keep })
  expect(outcome).toMatchObject({
    ok: false,
    output: `apply_patch failed part way: Failed to write file ${at('b')}: Permission denied (os error 13)\nThese files were changed before that:\nM a`,
    effects: [{ path: at('a') }],
    images: [{ path: at('a') }],
  })
  expect(outcome.images).toHaveLength(1)
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

test('what is created has the rights that the mask leaves, and folders too', async () => {
  const mask = process.umask(0o027)
  try {
    await applyPatchToDisk({ patch: framed('*** Add File: x/y/n', '+n'), cwd })
  } finally {
    process.umask(mask)
  }
  const modes = await Promise.all(['x', 'x/y', 'x/y/n'].map(async path => (await stat(at(path))).mode & 0o777))
  expect(modes).toEqual([0o750, 0o750, 0o640])
})

test('a file that moves takes its rights along, and leaves its folder', async () => {
  await mkdir(at('x'))
  await writeFile(at('x/run'), '1\n')
  await chmod(at('x/run'), 0o755)
  const move = ['*** Update File: x/run', '*** Move to: y/run', '@@', '-1', '+2']
  await applyPatchToDisk({ patch: framed(...move), cwd })
  expect(await names()).toEqual(['x', 'y', 'y/run'])
  expect((await stat(at('y/run'))).mode & 0o777).toBe(0o755)
})

test('a last line without its end gets one, as models expect', async () => {
  await writeFile(at('a'), 'x\n1')
  await applyPatchToDisk({ patch: framed(...UPDATE_A), cwd })
  expect(await read('a')).toBe('x\n2\n')
})

test('names as long as they can be', async () => {
  const name = 'ü'.repeat(127)
  expect(await applyPatchToDisk({ patch: framed(`*** Add File: ${name}`, '+x'), cwd })).toMatchObject({ ok: true })
  expect(await names()).toEqual([name])
})

/** What was kept, by hash. */
const kept = new Map<string, Uint8Array>()
const keep = async (contents: readonly Uint8Array[]) =>
  contents.map(bytes => {
    kept.set(hash('sha256', bytes), bytes)
    return hash('sha256', bytes)
  })

test('says what stood there before and after, and keeps what stood there', async () => {
  await writeFile(at('a'), '\ufeff1\n')
  await writeFile(at('b'), 'b\n')
  await chmod(at('b'), 0o755)
  await writeFile(at('c'), 'c\n')
  await writeFile(at('bytes'), Buffer.from([0xff]))
  const patch = framed(
    '*** Update File: a',
    '@@',
    '+2',
    '*** Update File: b',
    '*** Move to: d',
    '@@',
    '+B',
    '*** Delete File: c',
    '*** Add File: bytes',
    '+x',
  )
  const { images } = await applyPatchToDisk({ patch, cwd, keep })
  const id = (content: string | Uint8Array) => hash('sha256', content)
  const fresh = 0o666 & ~process.umask()
  expect(images).toEqual([
    { path: at('a'), before: id('\ufeff1\n'), after: id('\ufeff1\n2\n'), mode: fresh, beforeMode: fresh },
    { path: at('b'), before: id('b\n'), after: null, beforeMode: 0o755 },
    { path: at('d'), before: null, after: id('b\nB\n'), mode: 0o755 },
    { path: at('c'), before: id('c\n'), after: null, beforeMode: fresh },
    { path: at('bytes'), before: id(Uint8Array.of(0xff)), after: id('x\n'), mode: fresh, beforeMode: fresh },
  ])
  for (const { before } of images ?? []) if (before !== null) expect(kept.has(before)).toBe(true)
})

test('says where links lead, what a deleted one said, and which folders came into being', async () => {
  await mkdir(at('real'))
  await writeFile(at('real/a'), '1\n')
  await symlink('real/a', at('a'))
  const id = (content: string) => hash('sha256', content)
  const { images, folders } = await applyPatchToDisk({
    patch: framed(...UPDATE_A, '*** Add File: x/y/z', '+z'),
    cwd,
    keep,
  })
  expect(images?.[0]).toMatchObject({ path: at('a'), place: at('real/a'), before: id('1\n'), after: id('2\n') })
  expect(folders).toEqual([at('x'), at('x/y')])
  const deleted = await applyPatchToDisk({ patch: framed('*** Delete File: a'), cwd, keep })
  expect(deleted.images).toEqual([{ path: at('a'), before: id('real/a'), after: null, beforeMode: LINK_MODE }])
})

test('changes nothing when what stood there cannot be kept', async () => {
  await writeFile(at('a'), '1\n')
  const outcome = await applyPatchToDisk({
    patch: framed(...UPDATE_A),
    cwd,
    keep: () => Promise.reject(problem('ENOSPC')),
  })
  expect(outcome.output).toBe(
    'apply_patch failed: The contents before the change could not be kept: No space left on device (os error 28)\nNo files were changed.',
  )
  expect(await names()).toEqual(['a'])
  expect(await read('a')).toBe('1\n')
})
