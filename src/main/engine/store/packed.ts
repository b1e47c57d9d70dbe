import fs from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { FILE_MODE } from './home.ts'

/**
 * The real program packs rollouts that nobody has written to for long, as `<name>.jsonl.zst`, and unpacks one to go on
 * with it. Offsets in such a file are those of its lines, not of its bytes on disk.
 */
const ENDING = '.zst'

export const isPacked = (path: string): boolean => path.endsWith(ENDING)

/** The path of a rollout that is not packed. */
export const plainPath = (path: string): string => (isPacked(path) ? path.slice(0, -ENDING.length) : path)

/** The bytes of a rollout's lines. */
export interface Bytes {
  size: number
  /** Fills `into` from `position` on; how many bytes there were. */
  read(into: Buffer, position: number): Promise<number>
  close(): Promise<void>
}

/** The same for those who read many short ones: waiting would cost more. */
export interface BytesSync {
  size: number
  read(into: Buffer, position: number): number
  close(): void
}

/** Opens a rollout, packed or not. */
export async function openBytes(path: string): Promise<Bytes> {
  if (isPacked(path)) {
    const bytes = await unpacked(path)
    return { size: bytes.length, read: async (...wanted) => copy(bytes, ...wanted), close: async () => undefined }
  }
  const file = await fs.promises.open(path, 'r')
  const { size } = await file.stat()
  return {
    size,
    read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
    close: () => file.close(),
  }
}

export function openBytesSync(path: string): BytesSync {
  if (isPacked(path)) {
    const bytes = unpackedSync(path)
    return { size: bytes.length, read: (...wanted) => copy(bytes, ...wanted), close: () => undefined }
  }
  const file = fs.openSync(path, 'r')
  return {
    size: fs.fstatSync(file).size,
    read: (into, position) => fs.readSync(file, into, 0, into.length, position),
    close: () => fs.closeSync(file),
  }
}

/** The lines of a rollout as text. */
export async function* textLines(path: string): AsyncGenerator<string> {
  if (isPacked(path)) {
    yield* createInterface({ input: Readable.from([await unpacked(path)]) })
    return
  }
  await using file = await fs.promises.open(path)
  yield* file.readLines()
}

/** Bytes of the lines of a rollout. */
export async function sizeOf(path: string): Promise<number> {
  return isPacked(path) ? (await unpacked(path)).length : (await fs.promises.stat(path)).size
}

const copy = (bytes: Buffer, into: Buffer, position: number): number =>
  bytes.copy(into, 0, position, Math.min(position + into.length, bytes.length))

/** Unpacks a rollout in its place, to be written to. Its lock must be held. Returns where it is then. */
export async function unpackInPlace(path: string): Promise<string> {
  if (!isPacked(path)) return path
  const plain = plainPath(path)
  const partial = `${plain}.${process.pid}`
  const bytes = await unpacked(path)
  const file = await fs.promises.open(partial, 'w', FILE_MODE)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  fs.renameSync(partial, plain)
  fs.rmSync(path)
  return plain
}

/** A thread is read in parts, one soon after the other. */
let last: { path: string; mtimeMs: number; bytes: WeakRef<Buffer> } | null = null

function unpackedSync(path: string): Buffer {
  return known(path) ?? keep(path, zlib.zstdDecompressSync(fs.readFileSync(path)))
}

async function unpacked(path: string): Promise<Buffer> {
  return known(path) ?? keep(path, await promisify(zlib.zstdDecompress)(await fs.promises.readFile(path)))
}

const known = (path: string): Buffer | undefined =>
  last?.path === path && last.mtimeMs === fs.statSync(path).mtimeMs ? last.bytes.deref() : undefined

function keep(path: string, bytes: Buffer): Buffer {
  last = { path, mtimeMs: fs.statSync(path).mtimeMs, bytes: new WeakRef(bytes) }
  return bytes
}
