import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRepositoryFinder } from './nestedRepositories.ts'

let root: string
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-nested-')))))
afterEach(() => rmSync(root, { recursive: true, force: true }))
const folder = (...names: string[]): void => names.forEach(name => mkdirSync(join(root, name), { recursive: true }))
const find = async (): Promise<string[]> =>
  (await createRepositoryFinder().inside(root)).map(path => path.slice(root.length + 1)).sort()

test('finds repositories inside, not the one it is in', async () => {
  folder('.git', 'a/b/.git', 'a/b/c/.git', 'd')
  expect(await find()).toEqual(['a/b/.git', 'a/b/c/.git'])
})

test('follows pointers, and links to hooks', async () => {
  folder('a', 'store/worktrees/a', 'b/.git', 'scripts')
  writeFileSync(join(root, 'a/.git'), 'gitdir: ../store/worktrees/a\n')
  writeFileSync(join(root, 'store/worktrees/a/commondir'), '../..\n')
  symlinkSync('../../scripts', join(root, 'b/.git/hooks'))
  expect(await find()).toEqual(['a/.git', 'b/.git', 'scripts', 'store', 'store/worktrees/a'])
})

test('does not look into what programs install, nor too deep', async () => {
  folder('node_modules/a/.git', '1/2/3/4/5/.git', '1/2/3/4/5/6/.git')
  expect(await find()).toEqual(['1/2/3/4/5/.git'])
})

test('an absent folder has none', async () => {
  expect(await createRepositoryFinder().inside(join(root, 'absent'))).toEqual([])
})

test('looks again now and then, without making anybody wait', async () => {
  let nowMs = 0
  const finder = createRepositoryFinder(() => nowMs)
  expect(await finder.inside(root)).toEqual([])
  folder('a/.git')
  expect(await finder.inside(root)).toEqual([])
  nowMs = 60_000
  expect(await finder.inside(root)).toEqual([])
  await expect.poll(() => finder.inside(root)).toEqual([join(root, 'a/.git')])
})
