import fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { openGitObjects } from './gitObjects.ts'
import type { GitObjects } from './gitObjects.ts'
import { regularBytes } from './regularBytes.ts'
import type { GitFile } from './gitTree.ts'
import type { Seen } from './seen.ts'

/** Contents of tracked files that git keeps anyway, as its index stood at the last `refresh`. */
export interface GitContents {
  /** Root of the repository; null where there is none. */
  root: string | null
  objects: GitObjects
  refresh(): void
  /** What git calls the content of a file that is, as it was seen, what the index has; null for any other. */
  idOf(path: string, seen: Seen): string | null
  isTracked(path: string): boolean
  /** What is to be committed of a path, as the index has it; null for nothing. */
  staged(path: string): GitFile | null
  /** Paths that the index has something of, with those that a merge left unsettled. Null where it cannot be read. */
  tracked(): { paths: Iterable<string>; unmerged: ReadonlySet<string> } | null
  /** Whether the bits of files count: some file systems have none. */
  hasModes: boolean
  /** Whether a file is, as it was seen, what git keeps. */
  has(path: string, seen: Seen): boolean
  /** The content of such a file. */
  read(path: string, seen: Seen): Buffer | null
}

const NONE: GitContents = {
  root: null,
  objects: { read: () => null },
  refresh: () => {},
  idOf: () => null,
  isTracked: () => false,
  staged: () => null,
  tracked: () => null,
  hasModes: true,
  has: () => false,
  read: () => null,
}

/** Times of files are nanoseconds there, and here milliseconds with a fraction that is rounded. */
const PRECISION_MS = 0.001
const TICK_MS = 10
const MAX_INDEX_BYTES = 64 * 1024 ** 2

/** The repository that a folder lies in, or one that keeps nothing. */
export function openGitContents(folder: string): GitContents {
  const found = findRepository(folder)
  if (!found) return NONE
  const { root, gitDir } = found
  const objects = openGitObjects(objectDirs(gitDir))
  let index: Index | null = null

  const entryOf = (path: string, seen: Seen): string | null => {
    const entry = index && entryAt(index, path.slice(root.length + 1))
    if (!index || !entry || entry.size !== seen.size % 2 ** 32) return null
    if (Math.abs(seen.mtimeMs - entry.mtimeMs) > PRECISION_MS) return null
    // What was changed within the tick in which the index was written may have been changed after it.
    return entry.mtimeMs < index.mtimeMs - TICK_MS ? entry.file.id : null
  }

  return {
    root,
    objects,
    idOf: entryOf,
    isTracked: path => index?.offsets.has(path.slice(root.length + 1)) === true,
    staged: path => (index && entryAt(index, path.slice(root.length + 1)))?.file ?? null,
    tracked: () =>
      index && {
        paths: [...index.offsets.keys()].map(name => `${root}/${name}`),
        unmerged: new Set([...index.unmerged].map(name => `${root}/${name}`)),
      },
    hasModes: process.platform !== 'win32' && !/^\s*filemode\s*=\s*false/im.test(configOf(gitDir)),
    refresh() {
      index = readIndex(join(gitDir, 'index'), index)
    },
    has: (path, seen) => entryOf(path, seen) !== null,
    read(path, seen) {
      const id = entryOf(path, seen)
      const content = id === null ? null : objects.read('blob', id)
      // Line ends that git converts, or a filter, make the object another than the file was.
      return content && content.length === seen.size ? content : null
    },
  }
}

function findRepository(folder: string): { root: string; gitDir: string } | null {
  const path = join(folder, '.git')
  // An empty folder of that name can stand in a workspace to keep commands from making one.
  if (fs.existsSync(join(path, 'HEAD'))) return { root: folder, gitDir: path }
  const [, named] = /^gitdir: (.+)/.exec(textOf(path)) ?? []
  if (named !== undefined) return { root: folder, gitDir: resolve(folder, named.trim()) }
  return dirname(folder) === folder ? null : findRepository(dirname(folder))
}

/** The folders of objects: a further working tree has those of the repository, which may lean on others. */
function objectDirs(gitDir: string): string[] {
  const common = resolve(gitDir, textOf(join(gitDir, 'commondir')).trim())
  const own = join(common, 'objects')
  const others = textOf(join(own, 'info', 'alternates'))
    .split('\n')
    .filter(Boolean)
  return [own, ...others.slice(0, MAX_ALTERNATES).map(path => resolve(own, path))]
}

/** The repository's own configuration, also that of a further working tree. */
const configOf = (gitDir: string): string =>
  textOf(join(resolve(gitDir, textOf(join(gitDir, 'commondir')).trim()), 'config'))

const MAX_ALTERNATES = 10
const MAX_TEXT_BYTES = 16 * 1024

const textOf = (path: string): string => regularBytes(path, MAX_TEXT_BYTES)?.bytes.toString() ?? ''

interface Index {
  bytes: Buffer
  /** Where the entry of a path begins. */
  offsets: ReadonlyMap<string, number>
  /** Paths that a merge left unsettled. */
  unmerged: ReadonlySet<string>
  mtimeMs: number
  stamp: string
}

const ENTRY_HEAD = 62

interface Entry {
  size: number
  mtimeMs: number
  file: GitFile
}

function entryAt({ bytes, offsets }: Index, path: string): Entry | null {
  const at = offsets.get(path)
  if (at === undefined) return null
  return {
    mtimeMs: bytes.readUInt32BE(at + 8) * 1000 + bytes.readUInt32BE(at + 12) / 1e6,
    size: bytes.readUInt32BE(at + 36),
    file: { id: bytes.toString('hex', at + 40, at + 60), mode: bytes.readUInt32BE(at + 24).toString(8) },
  }
}

/** Reads an index unless it is the one that was read before. Null for none, and for forms that are not known here. */
function readIndex(path: string, before: Index | null): Index | null {
  try {
    const stampOf = ({ size, mtimeMs, ino }: fs.Stats) => `${size} ${mtimeMs} ${ino}`
    if (before?.stamp === stampOf(fs.statSync(path))) return before
    const read = regularBytes(path, MAX_INDEX_BYTES)
    if (!read) return null
    const { bytes, stat } = read
    const stamp = stampOf(stat)
    const version = bytes.readUInt32BE(4)
    if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return null
    return { bytes, ...offsetsOf(bytes, version), mtimeMs: stat.mtimeMs, stamp }
  } catch {
    return null
  }
}

function offsetsOf(bytes: Buffer, version: number): Pick<Index, 'offsets' | 'unmerged'> {
  const offsets = new Map<string, number>()
  const unmerged = new Set<string>()
  /** Sides of a merge that is under way are no entries of what is there. */
  const add = (path: string, at: number, flags: number) =>
    (flags & 0x3000) === 0 ? offsets.set(named(path), at) : unmerged.add(named(path))
  const count = bytes.readUInt32BE(8)
  let at = 12
  let path = ''
  for (let n = 0; n < count; n++) {
    const flags = bytes.readUInt16BE(at + 60)
    const nameAt = at + ENTRY_HEAD + (flags & 0x4000 ? 2 : 0)
    if (version === 4) {
      // A path says how much of the one before it drops, and what it appends.
      let byte = bytes[nameAt] ?? 0
      let drop = byte & 0x7f
      let from = nameAt + 1
      while (byte & 0x80) {
        byte = bytes[from++] ?? 0
        drop = (drop + 1) * 128 + (byte & 0x7f)
      }
      const end = bytes.indexOf(0, from)
      path = path.slice(0, path.length - drop) + bytes.toString('latin1', from, end)
      add(path, at, flags)
      at = end + 1
    } else {
      const end = bytes.indexOf(0, nameAt)
      add(bytes.toString('latin1', nameAt, end), at, flags)
      // Entries are padded to eight bytes, with at least one zero.
      at += (end - at + 8) & ~7
    }
  }
  return { offsets, unmerged }
}

// oxlint-disable-next-line no-control-regex -- all that has one byte
const isAscii = (text: string): boolean => !/[^\u0000-\u007f]/.test(text)

const named = (path: string): string => (isAscii(path) ? path : Buffer.from(path, 'latin1').toString('utf8'))
