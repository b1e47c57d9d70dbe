import { StringDecoder } from 'node:string_decoder'

/** How long output gathers after it was told of, so that a fast command costs few messages. */
const GATHER_MS = 16
/** Of what comes in that time only the end is told: nobody reads more, and the whole of it is kept elsewhere. */
const TAIL_BYTES = 32 * 1024
/** Most commands say less, and hundreds may run. */
const FIRST_BYTES = 512

/** Tells a reader of output while it comes, at a pace that a person could follow. */
export interface LiveTap {
  /** The bytes are copied; they may be used again after the call. */
  push(bytes: Uint8Array): void
  /** Tells of what is left. Nothing is told afterwards. */
  end(): void
}

export function createLiveTap(tell: (text: string) => void): LiveTap {
  let held = Buffer.alloc(0)
  let length = 0
  let left = 0
  let timer: NodeJS.Timeout | undefined
  let decoder = new StringDecoder('utf8')

  const flush = (): void => {
    if (length === 0) return
    let from = 0
    if (left > 0) {
      // The cut may have split a character: its rest belongs to what was left out.
      while (from < length && ((held[from] ?? 0) & 0xc0) === 0x80) from++
      tell(`\n… ${left + from} bytes not shown …\n`)
      decoder = new StringDecoder('utf8')
    }
    const text = decoder.write(held.subarray(from, length))
    length = 0
    left = 0
    if (text !== '') tell(text)
  }

  const gather = (): void => {
    timer = setTimeout(() => {
      timer = undefined
      if (length === 0) return
      flush()
      gather()
    }, GATHER_MS)
  }

  const makeRoom = (bytes: number): void => {
    if (held.length >= bytes) return
    const larger = Buffer.allocUnsafe(Math.min(TAIL_BYTES, Math.max(FIRST_BYTES, bytes, 2 * held.length)))
    held.copy(larger, 0, 0, length)
    held = larger
  }

  return {
    push(bytes) {
      makeRoom(Math.min(TAIL_BYTES, length + bytes.length))
      if (bytes.length >= TAIL_BYTES) {
        left += length + bytes.length - TAIL_BYTES
        held.set(bytes.subarray(bytes.length - TAIL_BYTES))
        length = TAIL_BYTES
      } else {
        const over = length + bytes.length - TAIL_BYTES
        if (over > 0) {
          held.copyWithin(0, over, length)
          left += over
          length -= over
        }
        held.set(bytes, length)
        length += bytes.length
      }
      if (timer !== undefined) return
      flush() // the first words are told at once
      gather()
    },
    end() {
      clearTimeout(timer)
      flush()
      const rest = decoder.end()
      if (rest !== '') tell(rest)
      tell = () => undefined
    },
  }
}
