import { constants, existsSync } from 'node:fs'
import type fs from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'

/** The part of `node:fs` that reaching and creating folders needs. */
export type FolderFs = Pick<typeof fs, 'closeSync' | 'mkdirSync' | 'openSync' | 'realpathSync' | 'rmdirSync'>

/** Where a patch may write, whatever its paths turn into while it runs. */
export interface Confinement {
  /** Absolute real paths. */
  roots: readonly string[]
  /** Names that no folder or file between a root and what is written may have. */
  protectedNames: readonly string[]
}

/** The way to the entries of folders. Paths are absolute and lead through no symbolic link. */
export interface Folders {
  /**
   * A path by which an entry can be reached, good until the next call; its last part may still be a link. With `create`,
   * folders that are missing come into being, otherwise they are an ENOENT.
   */
  reach(path: string, options?: { create?: boolean }): string
  /** Folders that were created, outer ones first. */
  created(): string[]
  /** Takes back the folders that were created, as far as they are empty. */
  removeCreated(): void
  close(): void
}

/** Why a confined patch may not write a path, as a part of a sentence; null if it may. */
export function whyNot(path: string, { roots, protectedNames }: Confinement): string | null {
  const around = roots.filter(root => isWithin(path, root))
  if (around.length === 0) return 'it is outside the folders that this thread may write'
  // Of nested roots the inner one counts: a workspace may itself lie under a folder of that name.
  const inner = around.reduce((longest, root) => (root.length > longest.length ? root : longest))
  // Case does not tell folders apart on every file system.
  const guarded = relative(inner, path)
    .split(sep)
    .find(name => protectedNames.includes(name.toLowerCase()))
  return guarded === undefined ? null : `nothing in ${guarded} is changed without being asked about`
}

export const isWithin = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)

/** Folders by their paths, as the system resolves them. */
export function plainFolders(fs: FolderFs): Folders {
  const ready = new Set<string>()
  const created: string[] = []

  function ensure(folder: string): void {
    if (ready.has(folder)) return
    const first = fs.mkdirSync(folder, { recursive: true })
    if (first !== undefined) created.push(...stepsFrom(first, folder))
    ready.add(folder)
  }

  return {
    reach(path, { create = false } = {}) {
      if (create) ensure(dirname(path))
      return path
    },
    created: () => [...created],
    removeCreated: () => removeAll(created, path => fs.rmdirSync(path)),
    close() {},
  }
}

/** The folders from `first` down to `last`, which is `first` or lies below it. */
function stepsFrom(first: string, last: string): string[] {
  return last.length <= first.length ? [first] : [...stepsFrom(first, dirname(last)), last]
}

function removeAll(folders: string[], remove: (path: string) => void): void {
  for (const folder of folders.splice(0).toReversed()) {
    try {
      remove(folder)
    } catch {
      // somebody put something there, or took it away
    }
  }
}

/** Descriptors by which open folders are reached. */
const DESCRIPTORS = '/proc/self/fd'

/** Folders that only lead to what is in the roots, even while another process exchanges folders for links. */
export const confinedFolders = (fs: FolderFs, { roots }: Confinement): Folders =>
  existsSync(DESCRIPTORS) ? openFolders(fs, roots) : watchedFolders(fs)

/** At most so many folders are kept open; others are walked to again. */
const MAX_OPEN = 64
/** A folder that is a link is an error, not a way. */
const NO_LINK = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * Walks from a root step by step, each folder opened in the one before it and never through a link. What an entry is then
 * reached by is the open folder, not its name: it stays the same folder whatever happens to the name.
 */
function openFolders(fs: FolderFs, roots: readonly string[]): Folders {
  // From the outermost: the way to a root within another one can be exchanged by who may write there.
  const starts = new Set(roots.filter(root => !roots.some(other => other !== root && isWithin(root, other))))
  const open = new Map<string, number>()
  const created: string[] = []

  const entry = (path: string, create: boolean) =>
    join(DESCRIPTORS, String(descriptor(dirname(path), create)), basename(path))

  function descriptor(folder: string, create: boolean): number {
    const known = open.get(folder)
    if (known !== undefined) {
      open.delete(folder)
      open.set(folder, known)
      return known
    }
    const fd = openFolder(folder, create)
    for (const [oldest, oldFd] of open) {
      if (open.size < MAX_OPEN) break
      open.delete(oldest)
      fs.closeSync(oldFd)
    }
    open.set(folder, fd)
    return fd
  }

  function openFolder(folder: string, create: boolean): number {
    if (starts.has(folder)) return fs.openSync(folder, NO_LINK)
    if (dirname(folder) === folder) throw new Error('it is in no folder that may be written')
    const path = entry(folder, create)
    try {
      return fs.openSync(path, NO_LINK)
    } catch (error) {
      if (!create || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
    fs.mkdirSync(path)
    created.push(folder)
    return fs.openSync(path, NO_LINK)
  }

  return {
    reach: (path, { create = false } = {}) => entry(path, create),
    created: () => [...created],
    removeCreated() {
      removeAll(created, path => {
        fs.rmdirSync(entry(path, false))
        const fd = open.get(path)
        if (fd !== undefined) fs.closeSync(fd)
        open.delete(path)
      })
    },
    close() {
      for (const fd of open.values()) fs.closeSync(fd)
      open.clear()
    },
  }
}

/** Where no descriptor can be walked from: a folder is looked at once more right before it is used. */
function watchedFolders(fs: FolderFs): Folders {
  const plain = plainFolders(fs)
  return {
    ...plain,
    reach(path, options) {
      const reached = plain.reach(path, options)
      const folder = dirname(path)
      if (fs.realpathSync(folder) !== folder) throw new Error(`${folder} has become a symbolic link`)
      return reached
    },
  }
}
