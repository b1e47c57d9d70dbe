/** What a command printed, kept within bounds: the ring that collects it and the two ways it is cut for a reader. */

/** Bytes of unread output kept for one command: half from its start, half from its end. */
export const KEPT_OUTPUT_BYTES = 1024 * 1024
/** Bytes of a command's output that a rollout stores. */
export const PERSISTED_OUTPUT_BYTES = 64 * 1024

/** Most commands say less, and hundreds may run. */
const FIRST_BYTES = 512
const BYTES_PER_TOKEN = 4
const NEWLINE = 0x0a
const PERSISTED_MARK = '\n... command output truncated for persistence ...\n'
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** A text with the true size of what it stands for. `omittedBytes` were dropped from its middle, where a mark stands. */
export type Captured = { text: string; totalBytes: number; omittedBytes: number }

export type OutputRing = {
  push(bytes: Uint8Array): void
  /** Everything kept so far; the ring keeps it. */
  peek(): Captured
  /** Everything kept so far; the ring starts again. A UTF-8 sequence still incomplete at the end waits for the next take unless this is the `last`. */
  take(last: boolean): Captured
  readonly totalBytes: number
}

/**
 * Collects bytes and keeps the first and the last half of `capacityBytes`, so that memory stays bounded whatever is
 * pushed. Buffers grow with the output: a command that prints nothing costs nothing. Bytes are copied.
 */
export function createOutputRing(capacityBytes: number = KEPT_OUTPUT_BYTES): OutputRing {
  const headLimit = Math.floor(capacityBytes / 2)
  const tailLimit = capacityBytes - headLimit
  let head = new Uint8Array(0)
  let headLength = 0
  // Circular once it has grown to its limit.
  let tail = new Uint8Array(0)
  let tailStart = 0
  let tailLength = 0
  let totalBytes = 0

  const pushTail = (bytes: Uint8Array): void => {
    const fresh = bytes.length > tailLimit ? bytes.subarray(bytes.length - tailLimit) : bytes
    tail = grown(tail, tailLength + fresh.length, tailLimit)
    const at = (tailStart + tailLength) % tailLimit
    const untilWrap = Math.min(fresh.length, tail.length - at)
    tail.set(fresh.subarray(0, untilWrap), at)
    tail.set(fresh.subarray(untilWrap), 0)
    const overwritten = Math.max(0, tailLength + fresh.length - tailLimit)
    tailStart = (tailStart + overwritten) % tailLimit
    tailLength += fresh.length - overwritten
  }

  const kept = (): { head: Uint8Array; tail: Uint8Array } => {
    const untilWrap = Math.min(tailLength, tail.length - tailStart)
    const ordered = Buffer.concat([
      tail.subarray(tailStart, tailStart + untilWrap),
      tail.subarray(0, tailLength - untilWrap),
    ])
    return { head: head.subarray(0, headLength), tail: ordered }
  }

  const push = (bytes: Uint8Array): void => {
    totalBytes += bytes.length
    const forHead = Math.min(bytes.length, headLimit - headLength)
    if (forHead > 0) {
      head = grown(head, headLength + forHead, headLimit)
      head.set(bytes.subarray(0, forHead), headLength)
      headLength += forHead
    }
    if (forHead < bytes.length) pushTail(bytes.subarray(forHead))
  }

  return {
    push,
    peek: () => captured(kept(), totalBytes),
    take: last => {
      const parts = kept()
      const whole = parts.tail.length > 0 ? parts.tail : parts.head
      const waiting = last ? new Uint8Array(0) : whole.slice(whole.length - incompleteSuffix(whole))
      const ready = whole.subarray(0, whole.length - waiting.length)
      const result = captured(
        parts.tail.length > 0 ? { head: parts.head, tail: ready } : { head: ready, tail: parts.tail },
        totalBytes - waiting.length,
      )
      head = tail = new Uint8Array(0)
      headLength = tailStart = tailLength = totalBytes = 0
      push(waiting)
      return result
    },
    get totalBytes() {
      return totalBytes
    },
  }
}

function grown(buffer: Uint8Array<ArrayBuffer>, needed: number, limit: number): Uint8Array<ArrayBuffer> {
  if (buffer.length >= Math.min(needed, limit)) return buffer
  const larger = new Uint8Array(Math.min(limit, Math.max(needed, buffer.length * 2, FIRST_BYTES)))
  larger.set(buffer)
  return larger
}

function captured({ head, tail }: { head: Uint8Array; tail: Uint8Array }, totalBytes: number): Captured {
  const omittedBytes = totalBytes - head.length - tail.length
  if (omittedBytes === 0) return { text: decoder.decode(Buffer.concat([head, tail])), totalBytes, omittedBytes }
  const headText = decoder.decode(head.subarray(0, head.length - incompleteSuffix(head)))
  const tailText = decoder.decode(tail.subarray(orphanedPrefix(tail)))
  return { text: `${headText}\n${omissionMark(omittedBytes)}\n${tailText}`, totalBytes, omittedBytes }
}

const omissionMark = (bytes: number): string => `... ${bytes} bytes omitted ...`

/** How many bytes at the end are the start of a UTF-8 sequence whose rest is missing. */
function incompleteSuffix(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (isContinuation(byte)) continue
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1
    return byte < 0xf5 && length > back ? back : 0
  }
  return 0
}

/** How many bytes at the start are the end of a UTF-8 sequence whose lead byte is missing. */
function orphanedPrefix(bytes: Uint8Array): number {
  let count = 0
  while (count < Math.min(3, bytes.length) && isContinuation(bytes[count] ?? 0)) count++
  return count
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80

/** Counts line breaks. A flood passes through here, so four bytes are looked at in one step where they lie together. */
export function countNewlines(bytes: Uint8Array): number {
  const start = Math.min(bytes.length, (4 - (bytes.byteOffset % 4)) % 4)
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + start, (bytes.length - start) >> 2)
  let count = countOneByOne(bytes, 0, start)
  for (let index = 0; index < words.length; index++) {
    const differing = (words[index] ?? 0) ^ FOUR_NEWLINES
    // The high bit of every byte that is zero, exactly: see "Hacker's Delight", 6-1.
    const zero = ~(((differing & 0x7f7f7f7f) + 0x7f7f7f7f) | differing | 0x7f7f7f7f)
    if (zero !== 0) count += Math.imul(zero >>> 7, 0x01010101) >>> 24
  }
  return count + countOneByOne(bytes, start + 4 * words.length, bytes.length)
}

const FOUR_NEWLINES = 0x0a0a0a0a

function countOneByOne(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let index = from; index < to; index++) count += bytes[index] === NEWLINE ? 1 : 0
  return count
}

/** The estimate of tokens in so many bytes that every limit here uses: four bytes a token. */
export const tokensOf = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN)

/** The estimated tokens of what a command really printed, before any cut. */
export const tokenCount = (output: Captured): number =>
  tokensOf(output.omittedBytes > 0 ? output.totalBytes : Buffer.byteLength(output.text))

/**
 * Cuts a text to `maxTokens` for the model: a warning with the true counts, then equal halves of the budget from the
 * start and the end around `…N tokens truncated…`. The format is the one Codex 0.169 sends.
 */
export function truncateForModel(output: string | Captured, maxTokens: number): string {
  const source = typeof output === 'string' ? { text: output, totalBytes: 0, omittedBytes: 0 } : output
  const bytes = Buffer.from(source.text)
  const budget = maxTokens * BYTES_PER_TOKEN
  if (bytes.length <= budget) return source.text
  const size = source.omittedBytes > 0 ? omissionMark(source.omittedBytes) : `Total output lines: ${lineCount(bytes)}`
  const { head, tail } = ends(bytes, budget)
  const removed = tokensOf(bytes.length - budget)
  const warning = `Warning: truncated output (original token count: ${tokenCount(source)})`
  return `${warning}\n${size}\n\n${head}…${removed} tokens truncated…${tail}`
}

/** Cuts a text to the 64 KiB a rollout stores, mark included. */
export function persisted(text: string): string {
  if (text.length * 3 <= PERSISTED_OUTPUT_BYTES) return text
  const bytes = Buffer.from(text)
  if (bytes.length <= PERSISTED_OUTPUT_BYTES) return text
  const { head, tail } = ends(bytes, PERSISTED_OUTPUT_BYTES - PERSISTED_MARK.length)
  return head + PERSISTED_MARK + tail
}

/** The start and the end of a valid UTF-8 text within a budget of bytes, cut between characters. */
function ends(bytes: Buffer, budget: number): { head: string; tail: string } {
  const headEnd = Math.floor(budget / 2)
  const head = bytes.subarray(0, headEnd)
  const tail = bytes.subarray(bytes.length - (budget - headEnd))
  return {
    head: decoder.decode(head.subarray(0, head.length - incompleteSuffix(head))),
    tail: decoder.decode(tail.subarray(orphanedPrefix(tail))),
  }
}

function lineCount(bytes: Uint8Array): number {
  const unfinished = bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE ? 1 : 0
  return countNewlines(bytes) + unfinished
}
