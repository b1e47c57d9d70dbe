import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { ensureDirectory, FILE_MODE } from './home.ts'

/** Where a stored content lies: its file, and where in it. */
interface Slot {
  path: string
  offset: number
  length: number
}

/** Many contents in one file: creating a file costs more than writing a small one. */
export interface BlobPacks {
  /** Writes contents by their hashes, flushed to the disk. Resolves to the bytes written. */
  write(contents: ReadonlyMap<string, Buffer>): Promise<number>
  read(id: string): Buffer | null
}

/** A line of JSON, `[hash, length]` in order; then the contents one after the other. */
type Index = [id: string, length: number][]

const MAX_INDEX_BYTES = 64 * 1024 ** 2
const CHUNK_BYTES = 64 * 1024

/** Packs in a folder. Their indexes are read once, when a content is first looked for. */
export function createBlobPacks(dir: string): BlobPacks {
  const known = new Set<string>()
  const slots = new Map<string, Slot>()

  function learn(path: string): void {
    if (known.has(path)) return
    known.add(path)
    const fd = fs.openSync(path, 'r')
    try {
      const line = firstLine(fd)
      let offset = Buffer.byteLength(line) + 1
      for (const [id, length] of JSON.parse(line) as Index) {
        slots.set(id, { path, offset, length })
        offset += length
      }
    } catch {
      // what a power cut leaves of a pack holds nothing
    } finally {
      fs.closeSync(fd)
    }
  }

  function slotOf(id: string): Slot | undefined {
    if (!slots.has(id) && fs.existsSync(dir)) {
      for (const name of fs.readdirSync(dir)) if (name.endsWith('.pack')) learn(join(dir, name))
    }
    return slots.get(id)
  }

  return {
    async write(contents) {
      ensureDirectory(dir)
      const path = join(dir, `${randomUUID()}.pack`)
      const index: Index = [...contents].map(([id, { length }]) => [id, length])
      const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...contents.values()])
      const temporary = `${path}.tmp`
      try {
        await fs.promises.writeFile(temporary, bytes, { flag: 'wx', mode: FILE_MODE, flush: true })
        fs.renameSync(temporary, path)
      } catch (error) {
        fs.rmSync(temporary, { force: true })
        throw error
      }
      return bytes.length
    },
    read(id) {
      const slot = slotOf(id)
      if (!slot) return null
      try {
        const fd = fs.openSync(slot.path, 'r')
        try {
          const bytes = Buffer.alloc(slot.length)
          return fs.readSync(fd, bytes, 0, slot.length, slot.offset) === slot.length ? bytes : null
        } finally {
          fs.closeSync(fd)
        }
      } catch {
        slots.delete(id) // dropped since
        return null
      }
    },
  }
}

function firstLine(fd: number): string {
  const chunks: Buffer[] = []
  for (let at = 0; at < MAX_INDEX_BYTES;) {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    const read = fs.readSync(fd, chunk, 0, CHUNK_BYTES, at)
    const end = chunk.subarray(0, read).indexOf(10)
    chunks.push(chunk.subarray(0, end < 0 ? read : end))
    if (end >= 0 || read === 0) break
    at += read
  }
  return Buffer.concat(chunks).toString()
}
