import { hash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { createBlobPacks } from './blobPacks.ts'
import { trimFolder } from './blobTrim.ts'
import { ensureDirectory, FILE_MODE } from './home.ts'

/** Contents of files by their SHA-256: what stood in a file before the agent changed it. */
export interface Blobs {
  /** Keeps a content; resolves to its hash, in hexadecimal, once the disk has it. */
  put(bytes: Uint8Array): Promise<string>
  /** `put` for many at once. */
  putAll(contents: readonly Uint8Array[]): Promise<string[]>
  /** The content, or null where it was never kept, has been dropped, or is damaged. */
  get(hash: string): Promise<Uint8Array | null>
  /** Drops what nobody kept for the longest time until nine tenths of the cap are left. Resolves to the bytes in use. */
  trim(): Promise<number>
}

export interface BlobsOptions {
  /** Folder of the store. */
  dir: string
  /** What the store may take on disk. */
  capBytes?: number
  now?: () => number
  /** Hears when old contents could not be dropped. */
  onProblem?: (error: unknown) => void
}

/** The most that before-images take where nothing else is said. */
export const DEFAULT_CAP_BYTES = 2 * 1024 ** 3
/** A process may write this part of the cap between two looks at the whole. */
const SHARE_BETWEEN_TRIMS = 1 / 32
/** More contents than this share one file: the disk is waited for once. */
const MAX_LOOSE = 32
/** A file takes a block on disk anyway: below that, compressing gains nothing. */
const BLOCK_BYTES = 4096
const MAX_CONTENT_BYTES = 256 * 1024 ** 2
const SLICE_MS = 8

/** How the rest of a stored file is to be read: its first byte. */
const PLAIN = 0
const ZSTD = 1

export const hashOf = (bytes: Uint8Array | string): string => hash('sha256', bytes)

/** Opens the store of a folder. Nothing is created before something is kept; several processes may share it. */
export function createBlobs(options: BlobsOptions): Blobs {
  const { dir, capBytes = DEFAULT_CAP_BYTES, now = Date.now, onProblem = () => {} } = options
  const packs = createBlobPacks(join(dir, 'packs'))
  let untrimmed = 0

  const pathOf = (id: string) => join(dir, id.slice(0, 2), id.slice(2))
  const trim = () => trimFolder(dir, capBytes, capBytes * 0.9)

  /** Whether the content is there; it then counts as kept just now. An empty file is what a power cut leaves. */
  function refresh(path: string): boolean {
    if (!fs.statSync(path, { throwIfNoEntry: false })?.size) return false
    try {
      const seconds = now() / 1000
      fs.utimesSync(path, seconds, seconds)
      return true
    } catch {
      return false // dropped by another process this moment
    }
  }

  async function write(id: string, bytes: Uint8Array): Promise<void> {
    ensureDirectory(join(dir, id.slice(0, 2)))
    const temporary = join(dir, `${randomUUID()}.tmp`)
    const stored = packed(bytes)
    try {
      const fd = fs.openSync(temporary, 'wx', FILE_MODE)
      try {
        fs.writeFileSync(fd, stored)
        await synchronise(fd)
      } finally {
        fs.closeSync(fd)
      }
      fs.renameSync(temporary, pathOf(id))
    } catch (error) {
      fs.rmSync(temporary, { force: true })
      throw error
    }
    untrimmed += stored.length
  }

  /** Now and then looks at the whole; nobody waits for that. */
  function trimSometimes(): void {
    if (untrimmed < capBytes * SHARE_BETWEEN_TRIMS) return
    untrimmed = 0
    void trim().catch(onProblem)
  }

  async function putAll(contents: readonly Uint8Array[]): Promise<string[]> {
    const hashes = contents.map(hashOf)
    const missing = new Map<string, Uint8Array>()
    for (const [index, bytes] of contents.entries()) {
      const id = hashes[index] ?? ''
      if (!missing.has(id) && !refresh(pathOf(id))) missing.set(id, bytes)
    }
    if (missing.size > MAX_LOOSE) untrimmed += await packs.write(await packedAll(missing))
    // At once, because the disk can take them in one go.
    else await Promise.all([...missing].map(([id, bytes]) => write(id, bytes)))
    trimSometimes()
    return hashes
  }

  return {
    putAll,
    put: async bytes => (await putAll([bytes]))[0] ?? '',
    get: async id => (/^[0-9a-f]{64}$/.test(id) ? unpacked((await readLoose(pathOf(id))) ?? packs.read(id), id) : null),
    trim,
  }
}

const synchronise = (fd: number) =>
  new Promise<void>((resolve, reject) => fs.fdatasync(fd, error => (error ? reject(error) : resolve())))

function packed(bytes: Uint8Array): Buffer {
  const compressed = bytes.length > BLOCK_BYTES ? zstdCompressSync(bytes) : null
  return compressed && compressed.length < bytes.length
    ? Buffer.concat([Buffer.of(ZSTD), compressed])
    : Buffer.concat([Buffer.of(PLAIN), bytes])
}

async function packedAll(contents: ReadonlyMap<string, Uint8Array>): Promise<Map<string, Buffer>> {
  const stored = new Map<string, Buffer>()
  let since = performance.now()
  for (const [id, bytes] of contents) {
    stored.set(id, packed(bytes))
    if (performance.now() - since < SLICE_MS) continue
    await nextTurn()
    since = performance.now()
  }
  return stored
}

const readLoose = (path: string): Promise<Buffer | null> => fs.promises.readFile(path).catch(() => null)

function unpacked(stored: Buffer | null, id: string): Uint8Array | null {
  if (stored === null) return null
  try {
    const rest = stored.subarray(1)
    const bytes = stored[0] === ZSTD ? zstdDecompressSync(rest, { maxOutputLength: MAX_CONTENT_BYTES }) : rest
    // A power cut can leave a file of the right name without its content.
    return hashOf(bytes) === id ? bytes : null
  } catch {
    return null
  }
}
