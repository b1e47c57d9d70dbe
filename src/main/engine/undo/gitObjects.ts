import { createHash } from 'node:crypto'
import fs, { constants } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { regularBytes } from './regularBytes.ts'

/** Contents that git keeps, by their object ids in hexadecimal. Read without git: it runs programs of a repository. */
export interface GitObjects {
  /** The content of an object; null where there is none, it is too large, or it is not what its id says. */
  read(type: ObjectType, id: string): Buffer | null
}

export type ObjectType = 'blob' | 'tree' | 'commit'

const MAX_BYTES = 16 * 1024 ** 2
const MAX_DELTAS = 64
const MAX_PACKS = 200

/** Kinds of entries of a pack. */
const TYPES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob']
const OFFSET_DELTA = 6
const ID_DELTA = 7

/** Reads the objects of a folder that git calls `objects`. */
export function openGitObjects(dirs: readonly string[]): GitObjects {
  const read = (type: ObjectType, id: string): Buffer | null => {
    for (const dir of dirs) {
      const content = loose(dir, type, id) ?? packed(dir, type, id)
      if (content && idOf(type, content) === id) return content
    }
    return null
  }

  function packed(dir: string, type: ObjectType, id: string): Buffer | null {
    for (const name of packsOf(dir)) {
      const offset = offsetOf(join(dir, 'pack', `${name}.idx`), id)
      if (offset === null) continue
      return withFile(join(dir, 'pack', `${name}.pack`), fd => entryAt(fd, type, offset, 0))
    }
    return null
  }

  function entryAt(fd: number, wanted: ObjectType, offset: number, depth: number): Buffer | null {
    if (depth > MAX_DELTAS) return null
    const head = readAt(fd, offset, 64)
    const { type, size, length } = headerOf(head)
    if (size > MAX_BYTES) return null
    if (TYPES[type] === wanted) return inflatedAt(fd, offset + length, size)
    if (type === OFFSET_DELTA) {
      const { distance, length: more } = distanceOf(head.subarray(length))
      const base = entryAt(fd, wanted, offset - distance, depth + 1)
      return base && withDelta(base, inflatedAt(fd, offset + length + more, size))
    }
    if (type !== ID_DELTA) return null
    const baseId = head.subarray(length, length + 20).toString('hex')
    const base = read(wanted, baseId)
    return base && withDelta(base, inflatedAt(fd, offset + length + 20, size))
  }

  return {
    read(type, id) {
      try {
        return read(type, id)
      } catch {
        return null // damaged, or written in a way that is not known here
      }
    },
  }
}

/** The name that git has for a content. */
export const idOf = (type: ObjectType, content: Uint8Array): string =>
  createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex')

function loose(dir: string, type: ObjectType, id: string): Buffer | null {
  const stored = regularBytes(join(dir, id.slice(0, 2), id.slice(2)), MAX_BYTES)
  if (!stored) return null
  const bytes = inflateSync(stored.bytes, { maxOutputLength: MAX_BYTES + 64 })
  const end = bytes.indexOf(0)
  return bytes.subarray(0, end).toString().startsWith(`${type} `) ? bytes.subarray(end + 1) : null
}

function packsOf(dir: string): string[] {
  const folder = join(dir, 'pack')
  if (!fs.existsSync(folder)) return []
  const names = fs.readdirSync(folder).filter(name => name.endsWith('.idx'))
  return names.slice(0, MAX_PACKS).map(name => name.slice(0, -'.idx'.length))
}

function withFile<T>(path: string, read: (fd: number) => T): T {
  const fd = fs.openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return read(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, fs.readSync(fd, bytes, 0, length, offset))
}

const INDEX_HEAD = 8
const FANOUT = 256 * 4

/** Where in its pack an object is, by an index of version 2; null if it is not there. */
function offsetOf(path: string, id: string): number | null {
  return withFile(path, fd => {
    const head = readAt(fd, 0, INDEX_HEAD + FANOUT)
    if (head.readUInt32BE(0) !== 0xff744f63 || head.readUInt32BE(4) !== 2) return null
    const first = Number.parseInt(id.slice(0, 2), 16)
    const upTo = (byte: number) => (byte < 0 ? 0 : head.readUInt32BE(INDEX_HEAD + byte * 4))
    const count = upTo(255)
    const names = INDEX_HEAD + FANOUT
    let low = upTo(first - 1)
    let high = upTo(first)
    while (low < high) {
      const middle = (low + high) >> 1
      const name = readAt(fd, names + middle * 20, 20).toString('hex')
      if (name === id) return offsetAt(fd, middle, names + count * 24, count)
      if (name < id) low = middle + 1
      else high = middle
    }
    return null
  })
}

/** Offsets beyond 2 GiB stand in a table of their own. */
function offsetAt(fd: number, place: number, offsets: number, count: number): number {
  const offset = readAt(fd, offsets + place * 4, 4).readUInt32BE(0)
  if (offset < 0x80000000) return offset
  return Number(readAt(fd, offsets + count * 4 + (offset & 0x7fffffff) * 8, 8).readBigUInt64BE(0))
}

/** Kind and size of an entry, and how many bytes said so. */
function headerOf(bytes: Buffer): { type: number; size: number; length: number } {
  let byte = bytes[0] ?? 0
  const type = (byte >> 4) & 7
  let size = byte & 15
  let length = 1
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = bytes[length++] ?? 0
    size += (byte & 0x7f) * factor
  }
  return { type, size, length }
}

function distanceOf(bytes: Buffer): { distance: number; length: number } {
  let byte = bytes[0] ?? 0
  let distance = byte & 0x7f
  let length = 1
  while (byte & 0x80) {
    byte = bytes[length++] ?? 0
    distance = (distance + 1) * 128 + (byte & 0x7f)
  }
  return { distance, length }
}

/** What stands compressed at a place and has `size` bytes. Where it ends in the file is not known. */
function inflatedAt(fd: number, offset: number, size: number): Buffer {
  // Incompressible bytes take a little more room than they have.
  const bytes = readAt(fd, offset, size + (size >> 9) + 128)
  const content = inflateSync(bytes, { maxOutputLength: MAX_BYTES })
  if (content.length !== size) throw new Error('the object has another size than it says')
  return content
}

/** The content that a delta makes of another. */
function withDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0
  const next = () => delta[at++] ?? 0
  const sizeAt = () => {
    let size = 0
    for (let factor = 1, byte = 0x80; byte & 0x80; factor *= 128) {
      byte = next()
      size += (byte & 0x7f) * factor
    }
    return size
  }
  if (sizeAt() !== base.length) throw new Error('the delta is for another content')
  const size = sizeAt()
  if (size > MAX_BYTES) throw new Error('the content is too large')
  const parts: Buffer[] = []
  while (at < delta.length) {
    const op = next()
    if (op & 0x80) {
      let from = 0
      let length = 0
      for (let bit = 0; bit < 4; bit++) if (op & (1 << bit)) from += next() * 256 ** bit
      for (let bit = 0; bit < 3; bit++) if (op & (0x10 << bit)) length += next() * 256 ** bit
      parts.push(base.subarray(from, from + (length || 0x10000)))
    } else {
      parts.push(delta.subarray(at, at + op))
      at += op
    }
  }
  return Buffer.concat(parts)
}
