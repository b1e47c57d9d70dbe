/** A line that was too long to keep: how long it was, its beginning and its end. */
export interface LongLine {
  bytes: number
  head: string
  tail: string
}

export interface LineReader {
  push(bytes: Buffer): void
}

const NEWLINE = 0x0a
const KEPT_END_BYTES = 64 * 1024

/** Cuts a stream into lines. Memory stays within the limit: of a longer line only both ends are kept, and its length. */
export function createLineReader(options: {
  maxBytes: number
  onLine(line: string): void
  onLongLine(line: LongLine): void
}): LineReader {
  const { maxBytes, onLine, onLongLine } = options
  let parts: Buffer[] = []
  let length = 0
  /** Set while a line is longer than it may be. */
  let long: { head: Buffer; tail: Buffer } | null = null

  const append = (bytes: Buffer): void => {
    length += bytes.length
    if (long) long.tail = end(Buffer.concat([long.tail, end(bytes)]))
    else {
      parts.push(bytes)
      if (length <= maxBytes) return
      const all = Buffer.concat(parts)
      // Copies: a slice would keep the whole line alive.
      long = { head: Buffer.from(all.subarray(0, KEPT_END_BYTES)), tail: end(all) }
      parts = []
    }
  }

  const finish = (): void => {
    if (long) onLongLine({ bytes: length, head: long.head.toString(), tail: long.tail.toString() })
    else if (length > 0) onLine(Buffer.concat(parts).toString())
    parts = []
    length = 0
    long = null
  }

  return {
    push(bytes) {
      let start = 0
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, start)) {
        append(bytes.subarray(start, at))
        finish()
        start = at + 1
      }
      if (start < bytes.length) append(Buffer.from(bytes.subarray(start)))
    },
  }
}

const end = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(Math.max(0, bytes.length - KEPT_END_BYTES)))
