import { readFile, writeFile } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import type { BranchState } from '../../../contract/changes.ts'
import type { GitInfo } from '../../../core/thread/events.ts'
import type { RunGit } from './runGit.ts'

/** What the branch of a worktree of ours began from. Kept with git's own notes of the worktree, and gone with it. */
export interface Origin {
  base: string
  commit: string
}

const ORIGIN_FILE = 'heddle.json'

/** Where git keeps its notes of a working tree; null where there are none. */
async function gitDirOf(top: string): Promise<string | null> {
  const text = await readFile(join(top, '.git'), 'utf8').catch(() => null)
  const named = text === null ? undefined : /^gitdir: (.+)$/m.exec(text)?.[1]?.trim()
  return named === undefined ? null : isAbsolute(named) ? named : resolve(top, named)
}

/** A name that git takes for nothing but a branch. */
const BRANCH = /^(?!-)(?!.*\.\.)[^\p{C}\p{Z}~^:?*[\\]+$/u
const COMMIT = /^[0-9a-f]{40}$/

export async function originOf(top: string): Promise<Origin | null> {
  const gitDir = await gitDirOf(top)
  const text = gitDir === null ? null : await readFile(join(gitDir, ORIGIN_FILE), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const { base, commit } = JSON.parse(text) as Partial<Record<keyof Origin, unknown>>
    const isSound = typeof base === 'string' && BRANCH.test(base) && typeof commit === 'string' && COMMIT.test(commit)
    return isSound ? { base, commit } : null
  } catch {
    return null // somebody else wrote it
  }
}

/** Notes what the branch of a worktree began from. */
export async function writeOrigin(top: string, origin: Origin): Promise<void> {
  const gitDir = await gitDirOf(top)
  if (gitDir !== null) await writeFile(join(gitDir, ORIGIN_FILE), `${JSON.stringify(origin)}\n`)
}

export interface Branches {
  /** Where the branch of a working tree stands; null outside a repository. */
  stateOf(top: string): Promise<BranchState | null>
  /** The commit that the branch of a worktree of ours began from, as it is now: where it and its base parted. */
  beganAt(top: string): Promise<{ base: string; commit: string } | null>
  /** Commits that only the head has, and that only the other has; null where that cannot be said. */
  apart(top: string, other: string): Promise<{ ahead: number; behind: number } | null>
  /** The commit of a branch or a commit itself; null where there is none. */
  commitOf(top: string, name: string): Promise<string | null>
}

/** Reads commits and branches. No file of the working tree is looked at. */
export function createBranches(git: RunGit, info: (folder: string) => Promise<GitInfo | undefined>): Branches {
  const say = async (top: string, ...args: string[]): Promise<string | null> =>
    git(top, args, { noFiles: true }).then(
      printed => printed.toString().trim(),
      () => null, // there is no such thing
    )

  const apart: Branches['apart'] = async (top, other) => {
    const [behind, ahead] = ((await say(top, 'rev-list', '--left-right', '--count', `${other}...HEAD`)) ?? '').split(
      '\t',
    )
    return ahead === undefined ? null : { ahead: Number(ahead), behind: Number(behind) }
  }

  const commitOf: Branches['commitOf'] = (top, name) =>
    say(top, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)

  return {
    apart,
    commitOf,
    async stateOf(top) {
      const known = await info(top)
      if (!known) return null
      const { branch = null, commit = null } = known
      const upstream = branch && (await say(top, 'rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}'))
      const counts = upstream ? await apart(top, '@{upstream}') : null
      return {
        branch,
        commit,
        upstream: upstream || null,
        ahead: counts?.ahead ?? null,
        behind: counts?.behind ?? null,
        base: (await originOf(top))?.base ?? null,
      }
    },
    async beganAt(top) {
      const origin = await originOf(top)
      if (!origin) return null
      const tip = (await commitOf(top, origin.base)) ?? origin.commit
      return { base: origin.base, commit: (await say(top, 'merge-base', 'HEAD', tip)) || origin.commit }
    },
  }
}
