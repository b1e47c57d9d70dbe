import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { repositoryPaths } from './sandboxPaths.ts'

export type RepositoryFinder = {
  /** What has to stay read-only for the repositories inside a folder, not for its own. Never rejects. */
  inside(root: string): Promise<readonly string[]>
}

/** Levels below the root, and folders looked into: a bound for folders that hold the whole world. */
const MAX_DEPTH = 5
const MAX_FOLDERS = 4_000
const PARALLEL = 16
/** After this the next command starts a new search; it does not wait for it. */
const FRESH_MS = 30_000
/** Large, made by programs, and not where people keep repositories; or protected as a whole. */
const NOT_ENTERED = new Set([
  '.codex',
  '.agents',
  '.heddle',
  '.git',
  'node_modules',
  '.venv',
  '__pycache__',
  'target',
  'dist',
  '.cache',
])

type Search = { found: Promise<readonly string[]>; atMs: number }

/**
 * Looks for repositories in a writable folder once, level by level, and again now and then in the background, so that
 * a command pays nothing for it.
 */
export function createRepositoryFinder(now: () => number = () => performance.now()): RepositoryFinder {
  const searches = new Map<string, Search>()
  return {
    inside(root) {
      const known = searches.get(root)
      if (known !== undefined && now() - known.atMs < FRESH_MS) return known.found
      const found = search(root)
      // Until the new search is done the old answer serves.
      if (known === undefined) searches.set(root, { found, atMs: now() })
      else {
        known.atMs = now()
        void found.then(() => (known.found = found))
      }
      return known?.found ?? found
    },
  }
}

async function search(root: string): Promise<readonly string[]> {
  const found: string[] = []
  let level = [root]
  let budget = MAX_FOLDERS
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && budget > 0; depth++) {
    const next: string[] = []
    for (let at = 0; at < level.length && budget > 0; at += PARALLEL) {
      const batch = level.slice(at, at + Math.min(PARALLEL, budget))
      budget -= batch.length
      for (const { folder, folders, isRepository } of await Promise.all(batch.map(look))) {
        if (isRepository && folder !== root) found.push(...repositoryPaths(folder))
        next.push(...folders)
      }
    }
    level = next
  }
  return found
}

async function look(folder: string): Promise<{ folder: string; folders: string[]; isRepository: boolean }> {
  // Gone, or not ours to see: then the command cannot either.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return {
    folder,
    folders: entries
      .filter(entry => entry.isDirectory() && !NOT_ENTERED.has(entry.name))
      .map(entry => join(folder, entry.name)),
    isRepository: entries.some(entry => entry.name === '.git'),
  }
}
