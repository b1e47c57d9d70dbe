import fs from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GitContents } from './gitIndex.ts'
import { regularBytes } from './regularBytes.ts'
import { looksSame } from './seen.ts'
import type { Seen } from './seen.ts'

/** Knows what is in the files of a folder, so that it can be put back after somebody changed them. */
export interface Keeper {
  /**
   * Keeps what is in files that is not kept yet, those changed last first. Resolves when a short time is over or all is
   * done; the rest goes on meanwhile.
   */
  keep(files: Iterable<[path: string, seen: Seen]>): Promise<void>
  /** What was in a file as it was seen; null where it was not kept. */
  read(path: string, seen: Seen): Promise<Buffer | null>
  /** Takes what was just read for kept. */
  know(path: string, seen: Seen, hash: string): void
}

export interface KeeperDeps {
  git: GitContents
  putAll(contents: readonly Uint8Array[]): Promise<string[]>
  get(hash: string): Promise<Uint8Array | null>
}

/** Larger files are not kept. */
export const MAX_KEPT_BYTES = 4 * 1024 ** 2
/** So much is kept of one folder; the files that were changed longest ago are left out. */
const MAX_FOLDER_BYTES = 64 * 1024 ** 2
/** So much is held in memory before it goes to the disk. */
const MAX_HELD_BYTES = 4 * 1024 ** 2
/** A command waits until so much of what was changed last is read, and a little longer for the rest. */
const FIRST_FILES = 200
const FIRST_BYTES = 4 * 1024 ** 2
const AT_ONCE_MS = 25
const SLICE_MS = 8

interface Kept {
  seen: Seen
  bytes: Buffer | null
  hash: string | null
}

export function createKeeper({ git, putAll, get }: KeeperDeps): Keeper {
  const known = new Map<string, Kept>()
  let keeping: Promise<void> = Promise.resolve()
  /** Bytes in memory, or a little more. */
  let held = 0

  const isKept = (path: string, seen: Seen) => known.get(path)?.seen === seen || git.has(path, seen)

  function hold([path, seen]: [string, Seen]): void {
    const bytes = contentAt(path, seen)
    if (bytes) known.set(path, { seen, bytes, hash: null })
    held += bytes?.length ?? 0
  }

  async function keepAll(files: readonly [string, Seen][]): Promise<void> {
    let room = MAX_FOLDER_BYTES
    let since = performance.now()
    for (const file of files) {
      room -= file[1].size
      if (room < 0) return
      hold(file)
      if (held > MAX_HELD_BYTES) await putHeld()
      if (performance.now() - since < SLICE_MS) continue
      await nextTurn()
      since = performance.now()
    }
  }

  async function putHeld(): Promise<void> {
    const inMemory = [...known.values()].filter(({ bytes }) => bytes !== null)
    const hashes = await putAll(inMemory.flatMap(({ bytes }) => (bytes ? [bytes] : [])))
    for (const [index, kept] of inMemory.entries()) Object.assign(kept, { hash: hashes[index] ?? null, bytes: null })
    held = 0
  }

  return {
    async keep(files) {
      git.refresh()
      const all = [...files]
      const there = new Map(all)
      for (const path of known.keys()) if (!there.has(path)) known.delete(path)
      const missing = all.filter(([path, seen]) => mayBeKept(seen) && !isKept(path, seen))
      missing.sort(([, a], [, b]) => b.mtimeMs - a.mtimeMs)
      const first = firstOf(missing)
      for (const file of missing.slice(0, first)) hold(file)
      keeping = keeping.then(() => keepAll(missing.slice(first))).catch(() => undefined)
      let timer: NodeJS.Timeout | undefined
      await Promise.race([keeping, new Promise(resolve => (timer = setTimeout(resolve, AT_ONCE_MS)))])
      clearTimeout(timer)
    },
    async read(path, seen) {
      const kept = known.get(path)
      if (kept?.seen !== seen) return git.read(path, seen)
      const bytes = kept.bytes ?? (kept.hash === null ? null : await get(kept.hash))
      return bytes && Buffer.from(bytes)
    },
    know(path, seen, hash) {
      known.set(path, { seen, bytes: null, hash })
    },
  }
}

const mayBeKept = ({ kind, size }: Seen): boolean => kind !== 'other' && size <= MAX_KEPT_BYTES

/** How many files, from the front, no command may change before they are read. */
function firstOf(files: readonly [string, Seen][]): number {
  let room = FIRST_BYTES
  const end = files.slice(0, FIRST_FILES).findIndex(([, { size }]) => (room -= size) < 0)
  return end < 0 ? Math.min(files.length, FIRST_FILES) : end
}

/** What is in a file or where a link leads; null where it is not any more what was seen. */
export function contentAt(path: string, seen: Seen): Buffer | null {
  if (seen.kind === 'file') {
    const read = regularBytes(path, MAX_KEPT_BYTES)
    return read && looksSame(seen, read.stat) ? read.bytes : null
  }
  try {
    return seen.kind === 'link' ? fs.readlinkSync(path, 'buffer') : null
  } catch {
    return null
  }
}
