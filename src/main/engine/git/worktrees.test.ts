import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBranches } from './branches.ts'
import { createGit } from './runGit.ts'
import { branchFor, folderFor, slugOf } from './worktreeNames.ts'
import { createWorktrees, parseList } from './worktrees.ts'

let home = ''
let repo = ''
beforeEach(() => {
  home = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), 'heddle-worktrees-')))
  repo = join(home, 'My repo')
  fs.mkdirSync(join(repo, 'app'), { recursive: true })
  git('init', '-q', '-b', 'main')
  write('app/a.txt', 'one\n')
  write('.gitignore', '*.log\n')
  commit('one')
})
afterEach(() => fs.rmSync(home, { recursive: true, force: true }))

const git = (...args: string[]) => gitIn(repo, ...args)
const gitIn = (cwd: string, ...args: string[]) =>
  String(execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd, stdio: 'pipe' })).trim()
const write = (path: string, text: string) => fs.writeFileSync(join(repo, path), text)
const commit = (words: string, cwd = repo) => {
  gitIn(cwd, 'add', '.')
  gitIn(cwd, 'commit', '-qm', words)
}

function worktrees() {
  const run = createGit(process.env)
  const branches = createBranches(run, async () => undefined)
  let ids = 0
  return {
    branches,
    ...createWorktrees({
      git: run,
      branches,
      dir: join(home, 'worktrees'),
      topOf: async folder => gitIn(folder, 'rev-parse', '--show-toplevel'),
      isTrusted: async () => false,
      uncommitted: async top => gitIn(top, 'status', '--porcelain').split('\n').filter(Boolean).length,
      hashOf: text => createHash('sha256').update(text).digest('hex'),
      newId: () => `id${++ids}`,
    }),
  }
}

test('a worktree gets its branch, its place and the folder that was worked in', async () => {
  const { propose, create, list, branches } = worktrees()
  git('branch', 'heddle/fix-the-login')
  const proposal = await propose(repo, 'Fix the login!')
  expect(proposal).toMatchObject({ branch: 'heddle/fix-the-login-2', bases: ['main', 'heddle/fix-the-login'] })
  expect(proposal?.folder).toMatch(/worktrees\/my-repo-[0-9a-f]{8}$/)
  const made = await create(join(repo, 'app'), { branch: 'heddle/fix-the-login-2', base: 'main' })
  expect(made.cwd).toBe(join(made.path, 'app'))
  expect(made.path).toBe(join(proposal!.folder, 'fix-the-login-2'))
  expect(fs.readFileSync(join(made.cwd, 'a.txt'), 'utf8')).toBe('one\n')

  fs.writeFileSync(join(made.path, 'new.txt'), 'new\n')
  commit('two', made.path)
  fs.writeFileSync(join(made.path, 'b.txt'), 'b\n')
  write('app/a.txt', 'main moves on\n')
  commit('three')
  const [main, ours] = await list(made.cwd)
  expect(main).toMatchObject({ path: repo, isMain: true, isOurs: false, branch: 'main' })
  const state = { isOurs: true, branch: 'heddle/fix-the-login-2', base: 'main', uncommitted: 1, ahead: 1, behind: 1 }
  expect(ours).toMatchObject(state)
  expect(await branches.beganAt(made.path)).toEqual({ base: 'main', commit: git('rev-parse', 'HEAD~1') })
})

test('names that git or a program might misread are refused, and nothing is left behind', async () => {
  const { create, list } = worktrees()
  for (const branch of ['-b', '--detach', 'a..b', 'a b', '.lock', '@{-1}', 'a\u001bb']) {
    await expect(create(repo, { branch, base: 'main' })).rejects.toMatchObject({ code: 'git.failed' })
  }
  for (const base of ['--all', 'nothing', '-q']) {
    await expect(create(repo, { branch: 'fine', base })).rejects.toMatchObject({ code: 'git.failed' })
  }
  expect(await list(repo)).toHaveLength(1)
  expect(git('branch', '--list')).toBe('* main')
})

test('what is nowhere else is not removed unasked, and comes back when it was', async () => {
  const { create, remove, restore, list } = worktrees()
  const { path } = await create(repo, { branch: 'work', base: 'main' })
  fs.writeFileSync(join(path, 'app/a.txt'), 'changed\n')
  fs.writeFileSync(join(path, 'new.txt'), 'new\n')
  fs.writeFileSync(join(path, 'noise.log'), 'ignored\n')
  await expect(remove(repo, path, { losing: false, withBranch: false })).rejects.toMatchObject({
    code: 'worktree.holdsWork',
    data: { uncommitted: 2, commits: 0 },
  })
  const removed = await remove(repo, path, { losing: true, withBranch: false })
  expect(fs.existsSync(path)).toBe(false)
  expect(git('branch', '--list', 'work')).toBe('work')
  git('gc', '-q', '--prune=now')
  expect(await restore(repo, removed)).toBe(path)
  expect(fs.readFileSync(join(path, 'app/a.txt'), 'utf8')).toBe('changed\n')
  expect(fs.readFileSync(join(path, 'new.txt'), 'utf8')).toBe('new\n')
  expect((await list(repo))[1]).toMatchObject({ branch: 'work', base: 'main', uncommitted: 2 })
})

test('a branch goes only when asked, and with its commits only when that is meant', async () => {
  const { create, remove, restore } = worktrees()
  const { path } = await create(repo, { branch: 'work', base: 'main' })
  await remove(repo, path, { losing: false, withBranch: false })
  const again = await create(repo, { branch: 'other', base: 'work' })
  fs.writeFileSync(join(again.path, 'new.txt'), 'new\n')
  commit('two', again.path)
  const asked = { losing: false, withBranch: true }
  await expect(remove(repo, again.path, asked)).rejects.toMatchObject({ data: { uncommitted: 0, commits: 1 } })
  const removed = await remove(repo, again.path, { losing: true, withBranch: true })
  expect(git('branch', '--list', 'other')).toBe('')
  git('gc', '-q', '--prune=now')
  await restore(repo, removed)
  expect(gitIn(again.path, 'log', '--format=%s')).toBe('two\none')
  expect(gitIn(again.path, 'branch', '--show-current')).toBe('other')
})

test('the main folder, a locked one and one of another repository are not removed; one that is gone is', async () => {
  const { create, remove, list } = worktrees()
  const how = { losing: true, withBranch: false }
  await expect(remove(repo, repo, how)).rejects.toMatchObject({ code: 'worktree.notFound' })
  await expect(remove(repo, home, how)).rejects.toMatchObject({ code: 'worktree.notFound' })
  const { path } = await create(repo, { branch: 'work', base: 'main' })
  git('worktree', 'lock', path)
  await expect(remove(repo, path, how)).rejects.toMatchObject({ code: 'git.failed' })
  git('worktree', 'unlock', path)
  fs.rmSync(path, { recursive: true })
  expect((await list(repo))[1]).toMatchObject({ isMissing: true, path })
  await remove(repo, path, how)
  expect(await list(repo)).toHaveLength(1)
})

test('a note that somebody else wrote is not believed', async () => {
  const { create, list } = worktrees()
  const { path } = await create(repo, { branch: 'work', base: 'main' })
  const notes = join(repo, '.git/worktrees/work/heddle.json')
  for (const text of ['{}', 'x', '{"base":"--output=/tmp/x","commit":"HEAD"}']) {
    fs.writeFileSync(notes, text)
    expect((await list(repo))[1]).toMatchObject({ path, isOurs: false, base: null })
  }
})

test('names are plain letters', () => {
  expect(slugOf('Übergröße: fix it, please & thank you very much indeed')).toBe(
    'ubergro-e-fix-it-please-thank-you-very',
  )
  expect([slugOf(''), slugOf('修正'), slugOf('x'.repeat(90))]).toEqual(['work', 'work', 'x'.repeat(40)])
  expect(branchFor('Fix', ['heddle/Fix', 'heddle/fix-2'])).toBe('heddle/fix-3')
  expect(branchFor('Fix', ['heddle'])).toBe('fix')
  expect([folderFor('heddle/fix'), folderFor('feature/a.b')]).toEqual(['fix', 'feature-a-b'])
  const list = 'worktree /a b\nc\0HEAD 00\0branch refs/heads/m\0\0worktree /d\0HEAD 12\0detached\0locked why\0\0'
  expect(parseList(list)).toMatchObject([
    { path: '/a b\nc', branch: 'm', commit: null },
    { path: '/d', branch: null, commit: '12', isLocked: true },
  ])
})
