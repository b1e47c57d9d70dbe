import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { SandboxPlan, SandboxSpec } from './sandbox.ts'

/** What decides, in a writable root, which code runs later without being asked about. */
const PROTECTED_NAMES = ['.git', '.codex', '.agents', '.heddle']
const HIDDEN_ROOT = '/run/'

/** The files of a home that hold credentials, ours and those of an attached Codex home. */
export const secretPaths = (heddleHome: string, userHome: string): string[] => [
  join(heddleHome, 'auth.json'),
  join(userHome, '.codex', 'auth.json'),
]

/** Follows every path of a sandbox to what it is on disk now. */
export function resolveSandbox(spec: SandboxSpec): SandboxPlan {
  const writable = spec.mode === 'workspace-write' ? realPaths(writableCandidates(spec)) : []
  const masked = realPaths(spec.maskedPaths)
  const visible = [spec.cwd, ...(spec.networkAccess ? nameServiceFiles() : [])]
  return {
    cwd: spec.cwd,
    network: spec.networkAccess,
    writable,
    readOnly: realPaths([
      ...writable.flatMap(protectedPaths),
      ...realPaths(visible).filter(path => path.startsWith(HIDDEN_ROOT) && !writable.includes(path)),
    ]),
    maskedFiles: masked.filter(path => !isDirectory(path)),
    maskedDirectories: masked.filter(isDirectory),
  }
}

function writableCandidates(spec: SandboxSpec): string[] {
  const roots = [spec.cwd, ...spec.writableRoots]
  if (!spec.excludeSlashTmp) roots.push('/tmp')
  if (!spec.excludeTmpdirEnvVar && spec.tmpdir !== undefined) roots.push(spec.tmpdir)
  return roots
}

/**
 * What stays read-only in a writable root: the agents' own configuration, and the repository with its hooks and
 * configuration wherever `.git` leads (a linked worktree, a symbolic link, a separate git directory). Only what exists.
 */
export function protectedPaths(root: string): string[] {
  const paths = PROTECTED_NAMES.map(name => join(root, name)).filter(path => statsOf(path) !== null)
  const gitFile = join(root, '.git')
  return statsOf(gitFile)?.isFile() ? [...paths, ...gitDirectories(gitFile)] : paths
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

/** The real paths of those that exist, once each, outermost first. */
function realPaths(paths: readonly string[]): string[] {
  const real = new Set<string>()
  for (const path of paths) {
    try {
      real.add(realpathSync(path))
    } catch {
      // Absent, or not ours to see: then it is not the command's either.
    }
  }
  return [...real].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

function isDirectory(path: string): boolean {
  return statsOf(path)?.isDirectory() === true
}

function statsOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null // Absent, a broken link, or not ours to see.
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
