import { openBytes } from './packed.ts'
import type { Bytes } from './packed.ts'

/** Longer lines are passed over: nothing we or the real program write comes near. */
const MAX_LINE_BYTES = 64 * 1024 * 1024
/** Many want the first line only. */
const FIRST_BYTES = 64 * 1024
const CHUNK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/** One line without its newline, or why it could not be taken. */
export type RawLine = { bytes: Buffer; offset: number } | { tooLong: number; offset: number }

export interface LinesEnd {
  /** Offset after the last newline, or of the line at which `onLine` stopped. */
  end: number
  /** Bytes after it that no newline ends; null when the file ends with its last line. */
  rest: Buffer | null
  size: number
}

/**
 * Reads the lines of a file from a byte offset on, up to `to`. The buffers are only good during the call. `onLine` may
 * return false to stop.
 */
export async function readLines(
  path: string,
  range: { from?: number; to?: number },
  onLine: (line: RawLine) => boolean | void,
): Promise<LinesEnd> {
  const file = await openBytes(path)
  try {
    const { size } = file
    const to = Math.min(range.to ?? size, size)
    let position = range.from ?? 0
    let carried: Buffer[] = []
    let carriedBytes = 0
    let lineStart = position
    for await (const read of chunksOf(file, position, to)) {
      let from = 0
      for (let at = read.indexOf(NEWLINE); at >= 0; at = read.indexOf(NEWLINE, from)) {
        const length = carriedBytes + at - from
        const tail = read.subarray(from, at)
        const line: RawLine =
          length > MAX_LINE_BYTES
            ? { tooLong: length, offset: lineStart }
            : { bytes: carriedBytes > 0 ? Buffer.concat([...carried, tail]) : tail, offset: lineStart }
        carried = []
        carriedBytes = 0
        if (onLine(line) === false) return { end: lineStart, rest: null, size }
        from = at + 1
        lineStart = position + from
      }
      carriedBytes += read.length - from
      if (carriedBytes <= MAX_LINE_BYTES) carried.push(read.subarray(from))
      else carried = [] // remembered only by its length
      position += read.length
    }
    return { end: lineStart, rest: carriedBytes > 0 ? Buffer.concat(carried) : null, size }
  } finally {
    await file.close()
  }
}

/** The bytes of a range, piece by piece: while one is looked at, the next is on its way. Ends where the file ends. */
async function* chunksOf(file: Bytes, from: number, to: number): AsyncGenerator<Buffer> {
  let position = from
  let ahead = take(file, position, Math.min(position + FIRST_BYTES, to))
  for (let isFirst = true; position < to; isFirst = false) {
    const chunk = await ahead
    if (chunk.length === 0) return // cut while we read
    position += chunk.length
    const follow = () => (ahead = take(file, position, Math.min(position + CHUNK_BYTES, to)))
    if (!isFirst) follow()
    yield chunk
    if (isFirst) follow()
  }
}

function take(file: Bytes, from: number, to: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(Math.max(0, to - from))
  const taken = file.read(chunk, from).then(length => chunk.subarray(0, length))
  taken.catch(() => undefined) // heard where it is waited for, if anybody still waits
  return taken
}
