/** Most commands say less, and hundreds may run. */
const FIRST_BYTES = 512
/** A reader that fell behind goes on at the beginning of a line, if one begins within so many bytes. */
const LINE_BYTES = 4096
const NEWLINE = 0x0a

export type FeedPiece = {
  /** Place of the first byte in all that was ever pushed. */
  offset: number
  bytes: Uint8Array
}

/** The newest of what a program prints, for readers that each come at their own pace. */
export type OutputFeed = {
  /** Bytes pushed so far. */
  readonly total: number
  readonly ended: boolean
  /** The bytes are copied. */
  push(bytes: Uint8Array): void
  /** Nothing more comes, until the program begins again. */
  end(): void
  begin(): void
  /**
   * At most `maxBytes` from a place on, null for the oldest that is kept. Whoever asks for what is gone is led to the
   * newest instead: in a flood nobody catches up by reading what is older.
   */
  read(from: number | null, maxBytes: number): FeedPiece
  /** Resolves when there is something after a place, when it is not as `ended` as it was, or when the signal fires. */
  until(from: number, signal: AbortSignal, wasEnded?: boolean): Promise<void>
}

/** Keeps the last `capacityBytes`. Memory grows with what is pushed, up to that. */
export function createOutputFeed(capacityBytes: number): OutputFeed {
  // Byte number n lies at n modulo the capacity; before it is full that is n itself.
  let ring = new Uint8Array(0)
  let total = 0
  let ended = false
  const waiting = new Set<() => void>()
  const wake = () => waiting.forEach(look => look())

  const at = (place: number): number => ring[place % capacityBytes] ?? 0

  const copy = (from: number, to: number): Uint8Array => {
    const bytes = new Uint8Array(to - from)
    const start = from % capacityBytes
    const first = ring.subarray(start, Math.min(start + bytes.length, ring.length))
    bytes.set(first)
    bytes.set(ring.subarray(0, bytes.length - first.length), first.length)
    return bytes
  }

  const lineFrom = (place: number): number => {
    for (let next = place; next < Math.min(total, place + LINE_BYTES); next++) {
      if (at(next) === NEWLINE) return next + 1
    }
    return place
  }

  return {
    get total() {
      return total
    },
    get ended() {
      return ended
    },
    push(bytes) {
      const fresh = bytes.length > capacityBytes ? bytes.subarray(bytes.length - capacityBytes) : bytes
      total += bytes.length
      ring = grown(ring, Math.min(total, capacityBytes), capacityBytes)
      const start = (total - fresh.length) % capacityBytes
      const first = fresh.subarray(0, capacityBytes - start)
      ring.set(first, start)
      ring.set(fresh.subarray(first.length), 0)
      wake()
    },
    end() {
      ended = true
      wake()
    },
    begin() {
      ended = false
      wake()
    },
    read(from, maxBytes) {
      const oldest = Math.max(0, total - capacityBytes)
      const wanted = from ?? oldest
      const isGone = wanted < oldest
      const place = isGone ? Math.max(oldest, total - maxBytes) : Math.min(wanted, total)
      const offset = isGone || (from === null && oldest > 0) ? lineFrom(place) : place
      return { offset, bytes: copy(offset, Math.min(total, offset + maxBytes)) }
    },
    until(from, signal, wasEnded = false) {
      const isReady = () => total > from || ended !== wasEnded || signal.aborted
      if (isReady()) return Promise.resolve()
      return new Promise(resolve => {
        const look = () => {
          if (!isReady()) return
          waiting.delete(look)
          signal.removeEventListener('abort', look)
          resolve()
        }
        waiting.add(look)
        signal.addEventListener('abort', look)
      })
    },
  }
}

function grown(buffer: Uint8Array<ArrayBuffer>, needed: number, limit: number): Uint8Array<ArrayBuffer> {
  if (buffer.length >= needed) return buffer
  const larger = new Uint8Array(Math.min(limit, Math.max(needed, buffer.length * 2, FIRST_BYTES)))
  larger.set(buffer)
  return larger
}
