import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGit } from './runGit.ts'

let root = ''
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), 'heddle-run-git-')))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const own = (...args: string[]) => execFileSync('git', args, { cwd: join(root, 'repo'), stdio: 'pipe' })

/** A repository that would leave a file behind whenever one of its programs ran. */
function hostile(): string {
  const repo = join(root, 'repo')
  const canary = join(root, 'canary')
  const program = join(root, 'program')
  fs.mkdirSync(repo)
  fs.writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${canary}\ncat\n`, { mode: 0o755 })
  own('init', '-q', '-b', 'main')
  fs.mkdirSync(join(repo, 'hooks'))
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
    fs.copyFileSync(program, join(repo, 'hooks', hook))
  fs.writeFileSync(join(repo, '.gitattributes'), '*.txt filter=evil diff=evil\n')
  fs.writeFileSync(join(repo, 'a.txt'), 'a\n')
  own('add', '.')
  own('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'one')
  for (const key of [
    'core.fsmonitor',
    'diff.external',
    'diff.evil.textconv',
    'filter.evil.clean',
    'filter.evil.smudge',
  ])
    own('config', key, program)
  own('config', 'filter.evil.required', 'true')
  own('config', 'core.hooksPath', join(repo, 'hooks'))
  own('config', 'alias.status', `!${program}`)
  fs.writeFileSync(join(repo, 'a.txt'), 'b\n')
  return canary
}

test('nothing of a hostile repository runs, whatever it is asked', async () => {
  const canary = hostile()
  const git = createGit(process.env)
  const repo = join(root, 'repo')
  expect(String(await git(repo, ['rev-list', '--count', 'HEAD']))).toBe('1\n')
  await git(repo, ['status', '--porcelain'])
  const id = String(await git(repo, ['hash-object', '-w', '--stdin', '--path=a.txt'], { input: 'c\n' })).trim()
  await git(repo, ['update-index', '--cacheinfo', `100644,${id},a.txt`])
  await git(repo, ['worktree', 'add', '-q', '-b', 'other', join(root, 'other')])
  expect(fs.readFileSync(join(root, 'other/a.txt'), 'utf8')).toBe('a\n')
  expect(fs.existsSync(canary)).toBe(false)
  // The bait is live: git as it is takes it.
  own('add', '.')
  expect(fs.existsSync(canary)).toBe(true)
})

test('variables of another folder do not count, and git says itself what is wrong', async () => {
  const git = createGit({ ...process.env, GIT_DIR: '/nowhere' })
  fs.mkdirSync(join(root, 'repo'))
  own('init', '-q')
  expect(String(await git(join(root, 'repo'), ['rev-parse', '--is-inside-work-tree']))).toBe('true\n')
  await expect(git(root, ['rev-parse', 'HEAD'])).rejects.toMatchObject({
    code: 'git.failed',
    message: expect.stringContaining('not a git repository'),
  })
})
