import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunGit } from './runGit.ts'

interface Tree {
  path: string
  trusted: boolean
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Heddle',
  GIT_AUTHOR_EMAIL: 'heddle@localhost',
  GIT_COMMITTER_NAME: 'Heddle',
  GIT_COMMITTER_EMAIL: 'heddle@localhost',
}
const TIMEOUT_MS = 5 * 60_000

/** Keeps what is not committed in a worktree as a commit that no branch has. What git ignores is not in it. */
export async function keepWork(git: RunGit, { path, commit, trusted }: Tree & { commit: string }): Promise<string> {
  // An index of its own: that of the worktree stays as it is, in case the removal fails.
  const dir = await mkdtemp(join(tmpdir(), 'heddle-index-'))
  const env = { ...IDENTITY, GIT_INDEX_FILE: join(dir, 'index') }
  const say = async (...args: string[]) =>
    (await git(path, args, { env, trusted, timeoutMs: TIMEOUT_MS })).toString().trim()
  try {
    await say('read-tree', commit)
    await say('add', '--all', '--', '.')
    const tree = await say('write-tree')
    return await say('commit-tree', tree, '-p', commit, '-m', 'What was not committed when its worktree was removed')
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Brings the files of such a commit back into a worktree, as changes that are not committed. */
export async function putWorkBack(git: RunGit, { path, kept, trusted }: Tree & { kept: string }): Promise<void> {
  await git(path, ['restore', `--source=${kept}`, '--worktree', '--', '.'], { trusted, timeoutMs: TIMEOUT_MS })
}
