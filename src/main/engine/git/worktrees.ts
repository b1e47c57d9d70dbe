import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { RemovedWorktree, WorktreeView } from '../../../contract/worktrees.ts'
import { gitDirOf, ORIGIN_FILE, originOf } from './branches.ts'
import type { Branches, Origin } from './branches.ts'
import type { RunGit } from './runGit.ts'
import { keepWork, putWorkBack } from './worktreeWork.ts'
import { branchFor, folderFor, projectFolder } from './worktreeNames.ts'

export interface WorktreeDeps {
  git: RunGit
  branches: Branches
  /** Where those of ours lie. */
  dir: string
  /** Top of the working tree around a folder, by its real path; null outside a repository. */
  topOf(folder: string): Promise<string | null>
  isTrusted(folder: string): Promise<boolean>
  /** How many files hold what no commit has; null where that cannot be said. */
  uncommitted(top: string): Promise<number | null>
  hashOf(text: string): string
  newId(): string
}

export interface Proposal {
  branch: string
  bases: string[]
  folder: string
}

/** The working trees of repositories. All reject with `git.failed` where git refuses. */
export interface Worktrees {
  list(cwd: string): Promise<WorktreeView[]>
  propose(cwd: string, title: string): Promise<Proposal | null>
  create(cwd: string, wanted: { branch: string; base: string }): Promise<{ path: string; cwd: string }>
  remove(cwd: string, path: string, how: { losing: boolean; withBranch: boolean }): Promise<RemovedWorktree>
  restore(cwd: string, removed: RemovedWorktree): Promise<string>
}

/** A large tree takes its time. */
const CHECKOUT_MS = 10 * 60_000
const WRITES = { GIT_OPTIONAL_LOCKS: '1' }
const MAX_BASES = 50

export function createWorktrees(deps: WorktreeDeps): Worktrees {
  const { git, branches } = deps

  const topOf = async (cwd: string): Promise<string> => {
    const top = await deps.topOf(cwd)
    if (top === null) throw new Failure('git.failed', `${cwd} is not in a git repository.`)
    return top
  }

  const listed = async (top: string): Promise<Listed[]> =>
    parseList((await git(top, ['worktree', 'list', '--porcelain', '-z'], { noFiles: true })).toString())

  const view = async (tree: Listed, isMain: boolean): Promise<WorktreeView> => {
    const origin = isMain || tree.isMissing ? null : await originOf(tree.path)
    const base = origin && ((await branches.commitOf(tree.path, origin.base)) ?? origin.commit)
    const apart = base === null ? null : await branches.apart(tree.path, base)
    return {
      ...tree,
      isMain,
      isOurs: origin !== null,
      base: origin?.base ?? null,
      uncommitted: tree.isMissing ? 0 : await deps.uncommitted(tree.path),
      ahead: apart?.ahead ?? null,
      behind: apart?.behind ?? null,
    }
  }

  const add = async (top: string, path: string, args: readonly string[]): Promise<void> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const trusted = await deps.isTrusted(top)
    await git(top, ['worktree', 'add', '--quiet', ...args], { trusted, timeoutMs: CHECKOUT_MS, env: WRITES })
  }

  const find = async (cwd: string, path: string) => {
    const [main, ...others] = await listed(await topOf(cwd))
    const tree = others.find(each => each.path === path)
    if (!main || !tree)
      throw new Failure('worktree.notFound', `${path} is no worktree that could be removed.`, { path })
    return { main, tree }
  }

  return {
    async list(cwd) {
      const top = await deps.topOf(cwd)
      if (top === null) return []
      const trees = (await listed(top)).filter(({ isBare }) => !isBare)
      return Promise.all(trees.map((tree, index) => view(tree, index === 0)))
    },

    async propose(cwd, title) {
      const top = await deps.topOf(cwd)
      if (top === null || !(await branches.commitOf(top, 'HEAD'))) return null
      const refs = ['refs/heads', 'refs/remotes']
      const format = ['--sort=-committerdate', '--format=%(refname:short)%00%(HEAD)%00%(refname)']
      const printed = (await git(top, ['for-each-ref', ...format, ...refs], { noFiles: true })).toString()
      const all = printed.split('\n').flatMap(line => {
        const [name, head, ref = ''] = line.split('\0')
        return name && !ref.endsWith('/HEAD')
          ? [{ name, isHead: head === '*', isLocal: ref.startsWith('refs/heads/') }]
          : []
      })
      const names = [...all.filter(each => each.isHead), ...all.filter(each => !each.isHead)].map(({ name }) => name)
      const local = all.flatMap(({ name, isLocal }) => (isLocal ? [name] : []))
      const bases = names.length > 0 && all.some(({ isHead }) => isHead) ? names : ['HEAD', ...names]
      const folder = join(deps.dir, projectFolder(await mainOf(top), deps.hashOf))
      return { branch: branchFor(title, local), bases: bases.slice(0, MAX_BASES), folder }
    },

    async create(cwd, { branch, base }) {
      const top = await topOf(cwd)
      await git(top, ['check-ref-format', '--branch', branch], { noFiles: true }).catch(() => {
        throw new Failure('git.failed', `“${branch}” cannot be the name of a branch.`)
      })
      const commit = await branches.commitOf(top, base)
      if (commit === null) throw new Failure('git.failed', `There is no branch or commit “${base}” to begin from.`)
      const path = await freePath(join(deps.dir, projectFolder(await mainOf(top), deps.hashOf), folderFor(branch)))
      await add(top, path, ['--no-track', '-b', branch, '--', path, commit])
      await remember(path, { base: base === 'HEAD' ? commit : base, commit })
      const inside = join(path, relative(top, cwd))
      return { path, cwd: (await isThere(inside)) ? inside : path }
    },

    async remove(cwd, path, { losing, withBranch }) {
      const { main, tree } = await find(cwd, path)
      if (tree.isLocked) throw new Failure('git.failed', 'Git was told to keep this worktree: it is locked.')
      const { branch, commit } = tree
      if (commit === null) throw new Failure('git.failed', 'This worktree has no commit to go back to.')
      const uncommitted = tree.isMissing ? 0 : await deps.uncommitted(path)
      const isOnlyHere = branch === null || withBranch
      const alone = isOnlyHere ? await commitsOnlyOn(git, main.path, { branch, commit }) : 0
      if (!losing && (uncommitted !== 0 || alone > 0))
        throw new Failure('worktree.holdsWork', 'It holds work that is nowhere else.', { uncommitted, commits: alone })
      const origin = tree.isMissing ? null : await originOf(path)
      const trusted = await deps.isTrusted(main.path)
      const kept = uncommitted === 0 ? null : await keepWork(git, { path, commit, trusted })
      // Whatever becomes of the branch, what it held can be brought back until somebody deletes this name.
      const ref = `refs/heddle/removed/${folderFor(branch ?? commit.slice(0, 12))}-${deps.newId()}`
      await git(main.path, ['update-ref', ref, kept ?? commit], { noFiles: true })
      await git(main.path, ['worktree', 'remove', '--force', '--', path], { env: WRITES, timeoutMs: CHECKOUT_MS })
      if (withBranch && branch !== null)
        await git(main.path, ['branch', '-D', '--quiet', '--', branch], { noFiles: true })
      return { path, branch, commit, base: origin?.base ?? null, kept }
    },

    async restore(cwd, { path, branch, commit, base, kept }) {
      const top = await topOf(cwd)
      const isThere = branch !== null && (await branches.commitOf(top, `refs/heads/${branch}`)) !== null
      const how = branch === null ? ['--detach', '--', path, commit] : ['-b', branch, '--', path, commit]
      await add(top, path, isThere && branch !== null ? ['--', path, branch] : how)
      if (base !== null) await remember(path, { base, commit: (await branches.commitOf(top, base)) ?? commit })
      if (kept !== null) await putWorkBack(git, { path, kept, trusted: await deps.isTrusted(top) })
      return path
    },
  }

  async function mainOf(top: string): Promise<string> {
    return (await listed(top))[0]?.path ?? top
  }
}

interface Listed extends Pick<WorktreeView, 'path' | 'branch' | 'commit' | 'isLocked' | 'isMissing'> {
  isBare: boolean
}

/** What `git worktree list --porcelain -z` prints: lines that end with a zero, trees with an empty one. */
export function parseList(printed: string): Listed[] {
  const trees = printed.split('\0\0').filter(text => text.trim() !== '')
  return trees.map(tree => {
    const facts = new Map(
      tree.split('\0').map(line => {
        const at = line.indexOf(' ')
        return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
      }),
    )
    const commit = facts.get('HEAD') ?? null
    return {
      path: facts.get('worktree') ?? '',
      commit: commit === null || /^0+$/.test(commit) ? null : commit,
      branch: facts.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
      isLocked: facts.has('locked'),
      isMissing: facts.has('prunable'),
      isBare: facts.has('bare'),
    }
  })
}

/** Commits that no other branch and no remote has. */
async function commitsOnlyOn(
  git: RunGit,
  top: string,
  { branch, commit }: { branch: string | null; commit: string },
): Promise<number> {
  const others = [...(branch === null ? [] : [`--exclude=${branch}`]), '--branches', '--remotes', '--tags']
  const printed = await git(top, ['rev-list', '--count', commit, '--not', ...others], { noFiles: true })
  return Number(printed.toString())
}

async function remember(path: string, origin: Origin): Promise<void> {
  const gitDir = await gitDirOf(path)
  if (gitDir !== null) await writeFile(join(gitDir, ORIGIN_FILE), `${JSON.stringify(origin)}\n`)
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

async function freePath(path: string): Promise<string> {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? path : `${path}-${n}`
    if (!(await isThere(candidate))) return candidate
  }
}
