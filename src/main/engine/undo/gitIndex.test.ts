import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openGitContents } from './gitIndex.ts'
import { seenOf } from './seen.ts'

let root = ''
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), 'heddle-git-')))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args], {
    cwd: folder,
    stdio: 'pipe',
  })

const old = new Date(Date.now() - 60_000)
function write(path: string, content: string | Uint8Array): void {
  fs.mkdirSync(join(root, 'work', path, '..'), { recursive: true })
  fs.writeFileSync(join(root, 'work', path), content)
  fs.utimesSync(join(root, 'work', path), old, old)
}

const text = (n: number) =>
  Array.from({ length: 300 }, (_, line) => `line ${line % 7} ${line === n ? 'own' : ''}`).join('\n')

/** What git keeps of each file, null where it does not count as kept. */
function kept(folder: string, paths: readonly string[]) {
  const contents = openGitContents(folder)
  contents.refresh()
  return paths.map(path => {
    const full = join(folder, path)
    const seen = seenOf(fs.lstatSync(full))
    return contents.has(full, seen) ? contents.read(full, seen) : null
  })
}

const PATHS = ['a.txt', 'größe/ü b.txt', 'deep/er/c.bin', ...Array.from({ length: 30 }, (_, n) => `many/${n}.txt`)]

test.each(['2', '4'])('contents come from loose objects, from packs and through deltas (index version %s)', version => {
  const work = join(root, 'work')
  PATHS.forEach((path, n) => write(path, n === 2 ? Buffer.from([0, 1, 255]) : text(n)))
  git(work, 'init', '-q')
  git(work, 'add', '.')
  git(work, 'update-index', '--index-version', version)
  git(work, 'commit', '-qm', 'one')
  const contents = PATHS.map(path => fs.readFileSync(join(work, path)))
  expect(kept(work, PATHS)).toEqual(contents)
  git(work, 'gc', '-q', '--aggressive')
  expect(fs.readdirSync(join(work, '.git/objects')).filter(name => name.length === 2)).toEqual([])
  expect(kept(work, PATHS)).toEqual(contents)
  // A further working tree keeps its objects where the first one does.
  git(work, 'worktree', 'add', '-q', join(root, 'tree'))
  for (const path of PATHS) fs.utimesSync(join(root, 'tree', path), old, old)
  git(join(root, 'tree'), 'update-index', '-q', '--refresh')
  expect(kept(join(root, 'tree'), PATHS)).toEqual(contents)
  expect(kept(join(root, 'tree/deep'), ['er/c.bin'])).toEqual([contents[2]])
})

test('what is not as git has it does not count as kept', () => {
  const work = join(root, 'work')
  write('changed.txt', 'a\n')
  write('converted.txt', 'a\r\nb\r\n')
  write('.gitattributes', '*.txt text eol=crlf\n')
  git(work, 'init', '-q')
  git(work, 'add', '.')
  write('changed.txt', 'b\n')
  fs.utimesSync(join(work, 'changed.txt'), new Date(), new Date())
  write('untracked.txt', 'u\n')
  expect(kept(work, ['changed.txt', 'converted.txt', 'untracked.txt'])).toEqual([null, null, null])
})

test('a damaged index or repository keeps nothing', () => {
  const work = join(root, 'work')
  write('a.txt', text(1))
  git(work, 'init', '-q')
  git(work, 'add', '.')
  const index = fs.readFileSync(join(work, '.git/index'))
  for (const length of [0, 5, 13, 40, 70, index.length - 25]) {
    fs.writeFileSync(join(work, '.git/index'), index.subarray(0, length))
    expect(() => kept(work, ['a.txt'])).not.toThrow()
  }
  fs.writeFileSync(join(work, '.git/index'), index)
  for (const name of fs.readdirSync(join(work, '.git/objects'))) {
    if (name.length !== 2) continue
    for (const object of fs.readdirSync(join(work, '.git/objects', name))) {
      fs.rmSync(join(work, '.git/objects', name, object))
      fs.writeFileSync(join(work, '.git/objects', name, object), 'nonsense')
    }
  }
  expect(kept(work, ['a.txt'])).toEqual([null])
})
