import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uncommittedIn } from './uncommitted.ts'

let root = ''
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), 'heddle-git-')))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const git = (...args: string[]) =>
  String(
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args], {
      cwd: root,
      stdio: 'pipe',
    }),
  ).trim()

function write(path: string, content: string): void {
  fs.mkdirSync(join(root, path, '..'), { recursive: true })
  fs.writeFileSync(join(root, path), content)
}

/** By the path, what changed: as git itself would say it. */
async function changes(folder = root, commit: string | null = git('rev-parse', 'HEAD')) {
  const found = await uncommittedIn(folder, commit)
  const text = (bytes: Buffer | null | undefined) => (bytes === null ? null : String(bytes))
  return (
    found &&
    Object.fromEntries(
      found.files.map(({ path, committed, work }) => [
        path.slice(root.length + 1),
        [text(committed.content), text(work.content)],
      ]),
    )
  )
}

test('says what git says, staged or not, in the whole and in a folder', async () => {
  git('init', '-q')
  write('.gitignore', '*.log\nbuild/\n')
  for (let n = 0; n < 20; n++) write(`src/deep/${n}.txt`, `${n}\n`)
  write('gone.txt', 'gone\n')
  write('staged.txt', 'before\n')
  write('tracked.log', 'log\n')
  git('add', '-f', '.')
  git('commit', '-qm', 'one')
  git('gc', '-q')
  expect(await changes()).toEqual({})

  write('src/deep/3.txt', 'three\n')
  fs.rmSync(join(root, 'gone.txt'))
  write('staged.txt', 'after\n')
  git('add', 'staged.txt')
  write('new/untracked.txt', 'new\n')
  write('added.txt', 'added\n')
  git('add', 'added.txt')
  write('ignored.log', 'x\n')
  write('build/out.js', 'x\n')
  write('tracked.log', 'more\n')
  fs.utimesSync(join(root, 'src/deep/5.txt'), new Date(), new Date())
  expect(await changes()).toEqual({
    'added.txt': [null, 'added\n'],
    'gone.txt': ['gone\n', null],
    'new/untracked.txt': [null, 'new\n'],
    'src/deep/3.txt': ['3\n', 'three\n'],
    'staged.txt': ['before\n', 'after\n'],
    'tracked.log': ['log\n', 'more\n'],
  })
  expect(await changes(join(root, 'src'))).toEqual({ 'src/deep/3.txt': ['3\n', 'three\n'] })
})

test('before the first commit everything is new; outside a repository nothing can be said', async () => {
  write('a.txt', 'a\n')
  expect(await changes(root, null)).toBeNull()
  git('init', '-q')
  expect(await changes(root, null)).toEqual({ 'a.txt': [null, 'a\n'] })
  expect(await uncommittedIn(root, 'f'.repeat(40))).toBeNull()
})

test('line ends that git converts are no change', async () => {
  git('init', '-q')
  git('config', 'core.autocrlf', 'true')
  write('a.txt', 'a\r\nb\r\n')
  git('add', '.')
  git('commit', '-qm', 'one')
  fs.utimesSync(join(root, 'a.txt'), new Date(), new Date())
  expect(await changes()).toEqual({})
})

test('more files than anybody reads are counted', async () => {
  git('init', '-q')
  for (let n = 0; n < 520; n++) write(`${n}.txt`, '')
  const found = await uncommittedIn(root, null)
  expect([found?.files.length, found?.more]).toEqual([500, 20])
})

test('what is taken up for the next commit and what is not are told apart, modes and merges too', async () => {
  git('init', '-q')
  for (const name of ['both', 'taken', 'left', 'mode', 'link']) write(name, 'one\n')
  git('add', '.')
  git('commit', '-qm', 'one')
  write('both', 'two\n')
  write('taken', 'two\n')
  git('add', 'both', 'taken')
  write('both', 'three\n')
  write('left', 'two\n')
  fs.chmodSync(join(root, 'mode'), 0o755)
  fs.rmSync(join(root, 'link'))
  fs.symlinkSync('left', join(root, 'link'))
  const found = await uncommittedIn(root, git('rev-parse', 'HEAD'))
  const told = found?.files.map(({ path, isStaged, isUnstaged, staged, work }) => [
    path.slice(root.length + 1),
    { isStaged, isUnstaged, staged: String(staged.content), mode: work.mode },
  ])
  expect(Object.fromEntries(told ?? [])).toEqual({
    both: { isStaged: true, isUnstaged: true, staged: 'two\n', mode: '100644' },
    taken: { isStaged: true, isUnstaged: false, staged: 'two\n', mode: '100644' },
    left: { isStaged: false, isUnstaged: true, staged: 'one\n', mode: '100644' },
    mode: { isStaged: false, isUnstaged: true, staged: 'one\n', mode: '100755' },
    link: { isStaged: false, isUnstaged: true, staged: 'one\n', mode: '120000' },
  })
  const only = await uncommittedIn(root, git('rev-parse', 'HEAD'), new Set([join(root, 'left')]))
  expect(only?.files.map(({ path }) => path)).toEqual([join(root, 'left')])

  git('config', 'core.filemode', 'false')
  const blind = await uncommittedIn(root, git('rev-parse', 'HEAD'))
  expect(blind?.files.map(({ path }) => path)).not.toContain(join(root, 'mode'))
  git('config', 'core.filemode', 'true')
  git('reset', '-q', '--hard')
  git('checkout', '-qb', 'other')
  write('left', 'theirs\n')
  git('commit', '-qam', 'theirs')
  git('checkout', '-q', '-')
  write('left', 'mine\n')
  git('commit', '-qam', 'mine')
  expect(() => git('merge', '-q', 'other')).toThrow()
  const merging = await uncommittedIn(root, git('rev-parse', 'HEAD'))
  expect(merging?.files).toMatchObject([
    { path: join(root, 'left'), isUnmerged: true, isStaged: false, isUnstaged: true },
  ])
})
