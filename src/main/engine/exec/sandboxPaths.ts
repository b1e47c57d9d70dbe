import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { PROTECTED_NAMES } from '../../../core/policy/protectedNames.ts'
import { isPlaceholder } from './placeholders.ts'
import type { SandboxPlan, SandboxSpec } from './sandbox.ts'

const HIDDEN_ROOT = '/run/'

/** The files of a home that hold credentials, ours and those of an attached Codex home. */
export const secretPaths = (heddleHome: string, userHome: string): string[] => [
  join(heddleHome, 'auth.json'),
  join(heddleHome, 'mcp_tokens.json'),
  join(heddleHome, 'mcp-oauth'),
  join(userHome, '.codex', 'auth.json'),
  join(userHome, '.codex', '.credentials.json'),
]

/** What a sandbox has to do about protected names before it can be mounted. */
export type Preparation = {
  /** Where nothing is yet, and nothing may be made. */
  missing: string[]
  /** Symbolic links, which no mount can hold in place: a command can replace them. */
  links: string[]
}

/**
 * Looks at the protected names of the workspace and its extra roots. Not of temporary folders: everyone's programs meet
 * there, and a folder of ours would be in their way; only one that another sandbox has placed there is shared.
 */
export function prepareRoots(spec: SandboxSpec): Preparation {
  const preparation: Preparation = { missing: [], links: [] }
  const roots = workspaceRoots(spec)
  for (const folder of temporaryRoots(spec).filter(folder => !roots.includes(folder))) {
    preparation.missing.push(...PROTECTED_NAMES.map(name => join(folder, name)).filter(isPlaceholder))
  }
  for (const root of roots) {
    for (const name of PROTECTED_NAMES) {
      const path = join(root, name)
      const stats = lstatSync(path, { throwIfNoEntry: false })
      if (stats === undefined || isPlaceholder(path)) preparation.missing.push(path)
      if (stats?.isSymbolicLink() !== true) continue
      preparation.links.push(path)
      if (statsOf(path) === null) preparation.missing.push(resolve(root, readlinkSync(path)))
    }
  }
  return preparation
}

/** The folders that somebody chose to be written, as they are on disk. */
export const workspaceRoots = (spec: SandboxSpec): string[] =>
  spec.mode === 'workspace-write' ? realPaths([spec.cwd, ...spec.writableRoots]) : []

/**
 * Follows every path of a sandbox to what it is on disk now. `nested` is what `createRepositoryFinder` found, `held` are
 * the placeholders that stay as long as the sandbox does.
 */
export function resolveSandbox(spec: SandboxSpec, nested: readonly string[], held: readonly string[]): SandboxPlan {
  const own = workspaceRoots(spec)
  const temporary = temporaryRoots(spec).filter(folder => !own.includes(folder))
  const roots = [...own, ...temporary].sort(outermostFirst)
  const writable = withFoldersBetween(roots)
  const masked = realPaths(spec.maskedPaths)
  const visible = [spec.cwd, ...(spec.networkAccess ? nameServiceFiles() : [])]
  // Only inside what is writable: elsewhere it is read-only already. A repository could name any path as its own, and
  // mounting that again would uncover what the sandbox hides.
  const isExposed = (path: string): boolean => roots.some(root => isInside(path, root))
  const guarded = (paths: readonly string[]): string[] =>
    realPaths(paths).filter(path => isExposed(path) && !isPlaceholder(path))
  return {
    cwd: spec.cwd,
    network: spec.networkAccess,
    writable,
    placeholders: realPaths(held).filter(path => isExposed(path) && isPlaceholder(path)),
    readOnly: realPaths([
      ...guarded([...own.flatMap(protectedPaths), ...(spec.protectedPaths ?? [])]),
      ...realPaths(visible).filter(path => path.startsWith(HIDDEN_ROOT) && !writable.includes(path)),
    ]),
    // What others put into a temporary folder may be gone any moment.
    nested: [...nested.filter(isExposed), ...guarded(temporary.flatMap(protectedPaths))],
    maskedFiles: masked.filter(path => !isDirectory(path)),
    maskedDirectories: masked.filter(isDirectory),
  }
}

function temporaryRoots({ mode, excludeSlashTmp, excludeTmpdirEnvVar, tmpdir }: SandboxSpec): string[] {
  if (mode !== 'workspace-write') return []
  const folders = excludeSlashTmp ? [] : ['/tmp']
  if (!excludeTmpdirEnvVar && tmpdir !== undefined) folders.push(tmpdir)
  return realPaths(folders)
}

/**
 * Also mounts the folders between a root and one around it: only a mount point cannot be renamed, and who renames
 * `/tmp/a` can put a new `/tmp/a/workspace` in the place of the protected one.
 */
function withFoldersBetween(roots: readonly string[]): string[] {
  const all = new Set(roots)
  for (const root of roots) {
    if (!roots.some(outer => isInside(root, outer))) continue
    for (let folder = dirname(root); roots.some(outer => outer !== '/' && isInside(folder, outer));) {
      all.add(folder)
      folder = dirname(folder)
    }
  }
  return [...all].sort(outermostFirst)
}

/**
 * What stays read-only in a writable root: the agents' own configuration, and the repository with its hooks and
 * configuration wherever `.git` leads. Only what exists.
 */
export function protectedPaths(root: string): string[] {
  const paths = PROTECTED_NAMES.map(name => join(root, name)).filter(path => statsOf(path) !== null)
  return [...paths, ...repositoryPaths(root)]
}

/**
 * The real paths of a work tree's repository: `.git` itself, or what it points to (a linked worktree, a submodule, a
 * separate git directory) and what that shares with its main worktree; hooks and configuration that are links.
 */
export function repositoryPaths(root: string): string[] {
  const git = join(root, '.git')
  const stats = statsOf(git)
  if (stats === null) return []
  const directories = stats.isFile() ? gitDirectories(git) : [git]
  const linked = directories.flatMap(directory => [join(directory, 'hooks'), join(directory, 'config')]).filter(isLink)
  return realPaths([git, ...directories, ...linked])
}

/** The directories behind a `.git` file: its own git directory and the one it shares with the main worktree. */
function gitDirectories(gitFile: string): string[] {
  const pointer = /^gitdir: (.+)$/m.exec(contents(gitFile))?.[1]
  if (pointer === undefined) return []
  const gitDirectory = resolve(dirname(gitFile), pointer.trim())
  const common = contents(join(gitDirectory, 'commondir')).trim()
  return common === '' ? [gitDirectory] : [gitDirectory, resolve(gitDirectory, common)]
}

/** /etc/resolv.conf is often a link into /run, which a sandbox with network still has to read. */
const nameServiceFiles = (): string[] => ['/etc/resolv.conf']

/** Whether a path is below a folder. */
const isInside = (path: string, folder: string): boolean =>
  folder === '/' ? path !== '/' : path.startsWith(`${folder}/`)

export const outermostFirst = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

/** The real paths of those that exist, once each, outermost first. */
function realPaths(paths: readonly string[]): string[] {
  const real = new Set<string>()
  for (const path of paths) {
    if (statsOf(path) === null) continue
    try {
      real.add(realpathSync.native(path))
    } catch {
      // It has just gone, or is not ours to see: then it is not the command's either.
    }
  }
  return [...real].sort(outermostFirst)
}

function isDirectory(path: string): boolean {
  return statsOf(path)?.isDirectory() === true
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function statsOf(path: string): Stats | null {
  try {
    // Most are absent, and an exception each would cost more than all else here.
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return null // A link to itself, or not ours to see.
  }
}

/** The text of a small file; empty when it cannot be read. */
function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
