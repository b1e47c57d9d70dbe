import { openBytesSync } from '../packed.ts'

/** Longer lines are passed over: nothing we or the real program write comes near. */
const MAX_LINE_BYTES = 64 * 1024 * 1024
const FIRST_BYTES = 64 * 1024
const CHUNK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

const NOTHING = Buffer.alloc(0)

/** What the reading of thousands of files shares: the bytes of the one being read. */
let chunk = Buffer.alloc(0)

/**
 * Hands out the whole lines of a file from a byte on, without their newlines, and returns where the last one ends. The
 * bytes are only good during the call, in which no other file may be read; `onLine` may return false to stop before a
 * line. A line that is too long is told as an empty one. Synchronous, since opening a file
 * for each of ten thousand threads costs more in waiting than in reading.
 */
export function scanLines(
  path: string,
  { from = 0, to = Infinity }: { from?: number; to?: number },
  onLine: (bytes: Buffer, offset: number) => boolean | void,
): number {
  const file = openBytesSync(path)
  try {
    const end = Math.min(to, file.size)
    let position = from
    let carried: Buffer[] = []
    let carriedBytes = 0
    let lineStart = from
    let wanted = FIRST_BYTES
    while (position < end) {
      if (chunk.length === 0) chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      const asked = chunk.subarray(0, Math.min(wanted, end - position))
      const read = asked.subarray(0, file.read(asked, position))
      wanted = CHUNK_BYTES
      if (read.length === 0) break // cut while we read
      let start = 0
      for (let at = read.indexOf(NEWLINE); at >= 0; at = read.indexOf(NEWLINE, start)) {
        const tail = read.subarray(start, at)
        const line = carried.length > 0 ? Buffer.concat([...carried, tail]) : tail
        const isTooLong = carriedBytes + tail.length > MAX_LINE_BYTES
        carried = []
        carriedBytes = 0
        if (onLine(isTooLong ? NOTHING : line, lineStart) === false) return lineStart
        start = at + 1
        lineStart = position + start
      }
      carriedBytes += read.length - start
      // Of a line that is too long only the length is kept; what is kept must not be in the shared bytes.
      if (carriedBytes > MAX_LINE_BYTES) carried = []
      else if (start < read.length) carried.push(Buffer.from(read.subarray(start)))
      position += read.length
    }
    return lineStart
  } finally {
    file.close()
  }
}

/** The line that begins at a byte of a file; null when the file is gone or ends before it. */
export function lineAt(path: string, offset: number): Buffer | null {
  let found: Buffer | null = null
  try {
    scanLines(path, { from: offset }, bytes => {
      found = Buffer.from(bytes)
      return false
    })
  } catch {
    return null // moved or removed since it was indexed
  }
  return found
}
