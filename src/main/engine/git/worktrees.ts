import { mkdir, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { RemovedWorktree, WorktreeView } from '../../../contract/worktrees.ts'
import { originOf, writeOrigin } from './branches.ts'
import type { Branches } from './branches.ts'
import { CHECKOUT_MS, WRITES } from './runGit.ts'
import type { RunGit } from './runGit.ts'
import { createRemoval } from './worktreeRemoval.ts'
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
      await writeOrigin(path, { base: base === 'HEAD' ? commit : base, commit })
      const inside = join(path, relative(top, cwd))
      return { path, cwd: (await isThere(inside)) ? inside : path }
    },

    ...createRemoval(deps, { topOf, find, add }),
  }

  async function mainOf(top: string): Promise<string> {
    return (await listed(top))[0]?.path ?? top
  }
}

export interface Listed extends Pick<WorktreeView, 'path' | 'branch' | 'commit' | 'isLocked' | 'isMissing'> {
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
