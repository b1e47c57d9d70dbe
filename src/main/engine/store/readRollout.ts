import { createDecoder, isSenseless } from '../../../core/rollout/decode.ts'
import type { Decoder } from '../../../core/rollout/decode.ts'
import type { Style } from '../../../core/rollout/line.ts'
import { isRecord, number, ordinalOf, record, text } from '../../../core/rollout/line.ts'
import type { Json, RolloutLine } from '../../../core/rollout/line.ts'
import type { Event } from '../../../core/thread/events.ts'
import { createDamageNotes } from './damageNotes.ts'
import type { Home } from './home.ts'
import { readLines } from './lines.ts'
import type { RawLine } from './lines.ts'
import { rolloutNamed, rolloutsOf } from './rolloutPaths.ts'
import type { RolloutPath } from './rolloutPaths.ts'
import { StoreError } from './storeError.ts'

/** Where in its file the line of an event begins. */
export type Placed = Event & { offset: number }

/** How a file ends, for whoever continues it. */
export interface FileEnd {
  style: Style
  /** Ordinal (index in legacy files) of the next line. */
  nextSeq: number
  /** Bytes up to the end of the last whole line. */
  end: number
  /** The last line is whole but its newline is missing. */
  unterminated: boolean
  /** Bytes of a line that was cut off, after `end`. */
  tornBytes: number
  /** Size when it was read. */
  size: number
  /** Count of lines that were read. */
  lines: number
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** Parses the bytes of a line; null for anything that is not a record of ours or theirs. */
export function parseLine(bytes: Buffer): RolloutLine | null {
  // Editors put one at the beginning of a file, where it does no harm.
  const from = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', from))
    return isRecord(value) ? value : null
  } catch {
    return null // damaged: the caller says so
  }
}

interface Pass {
  from?: number
  to?: number
  /** Lines from this ordinal on belong to somebody else. */
  beforeSeq?: number
  /** Index of the first line, where it is known: what is missing before it is then noticed. */
  firstIndex?: number
}

/** Decodes one file, or a range of it, telling each event with the place of its line, and of damages between them. */
export async function scanRollout(
  path: string,
  decoder: Decoder,
  pass: Pass,
  onEvent: (event: Event, offset: number) => void,
): Promise<FileEnd> {
  const beforeSeq = pass.beforeSeq ?? Infinity
  const found: { style: Style } = { style: 'legacy' }
  let index = pass.firstIndex ?? 0
  let last = index - 1
  let expected = pass.firstIndex
  const notes = createDamageNotes(onEvent)

  const takeLine = (line: RolloutLine, offset: number): boolean => {
    const ordinal = ordinalOf(line)
    if (ordinal !== undefined) found.style = 'paginated'
    if ((ordinal ?? index) >= beforeSeq) return false
    if (ordinal === undefined && found.style === 'paginated') notes.damaged(last, offset, 'a record without a place')
    // A line written twice, or out of order, must not make time run backwards.
    else if (ordinal !== undefined && ordinal <= last) notes.repeated(last, offset)
    else {
      if (ordinal !== undefined && expected !== undefined && ordinal > expected)
        notes.damaged(last, offset, `${ordinal - expected} records are missing`)
      last = ordinal ?? index
      expected = last + 1
      const events = decoder.line(line, index)
      events.forEach(event => notes.pass(event, offset))
      if (events.length === 0 && isSenseless(line)) notes.damaged(last, offset, 'a record that makes no sense')
    }
    index += 1
    return true
  }
  const take = (raw: RawLine): boolean => {
    if ('tooLong' in raw) {
      notes.damaged(last, raw.offset, `${raw.tooLong} bytes in one line`)
    } else if (!isBlank(raw.bytes)) {
      const line = parseLine(raw.bytes)
      if (line) return takeLine(line, raw.offset)
      notes.damaged(last, raw.offset, 'not readable as a record')
    }
    index += 1
    return true
  }

  const { end, rest, size } = await readLines(path, pass, take)
  const whole = rest && parseLine(rest)
  if (whole) takeLine(whole, end)
  else if (rest) notes.damaged(last, end, 'cut off')
  if (pass.to === undefined && beforeSeq === Infinity) notes.end(last)
  return {
    style: found.style,
    nextSeq: found.style === 'paginated' ? last + 1 : index,
    end: whole ? end + (rest?.length ?? 0) : end,
    unterminated: whole !== null,
    tornBytes: whole || !rest ? 0 : size - end,
    size,
    lines: index - (pass.firstIndex ?? 0),
  }
}

const CARRIAGE_RETURN = 0x0d
const isBlank = (bytes: Buffer): boolean => bytes.length === 0 || (bytes.length === 1 && bytes[0] === CARRIAGE_RETURN)

/** The first line of a rollout, or null when it is damaged. */
export async function readHeader(path: string): Promise<Json | null> {
  let header: Json | null = null
  await readLines(path, {}, raw => {
    const line = 'bytes' in raw ? parseLine(raw.bytes) : null
    const payload = record(line?.payload)
    const isPlaced = payload.history_mode !== 'paginated' || ordinalOf(line) !== undefined
    header = line?.type === 'session_meta' && isPlaced ? payload : null
    return false
  })
  return header
}

/** Chains of bases deeper than this are a mistake or an attack. */
const MAX_BASES = 200

/** A file that a history is read through, up to the cut of its heir. */
export interface Segment {
  path: string
  threadId: string
  fileId: string
  beforeSeq: number
  header: Json | null
}

/** The files that a thread's history is read through, oldest first. */
export async function segmentsOf(homes: readonly Home[], file: RolloutPath): Promise<Segment[]> {
  const { path, threadId, fileId } = file
  const segments: Segment[] = [{ path, threadId, fileId, beforeSeq: Infinity, header: await readHeader(path) }]
  let current = file
  for (let depth = 0; depth < MAX_BASES; depth++) {
    const base = baseOf(segments[0]?.header ?? {})
    if (!base) return segments
    const found = await ownerOf(homes, current, base)
    // Deleted, or its own heir: what is left is still worth showing.
    if (!found || segments.some(({ path: known }) => known === found.path)) return segments
    const { path, threadId, fileId } = found
    // What an heir does not read of its base, it does not read of the base's own bases either.
    const beforeSeq = Math.min(base.endSeq, segments[0]?.beforeSeq ?? Infinity)
    segments.unshift({ path, threadId, fileId, beforeSeq, header: await readHeader(path) })
    current = found
  }
  return segments
}

interface Base {
  /** Of a file; of a thread where only that is told. */
  id: string
  isFile: boolean
  endSeq: number
}

function baseOf(header: Json): Base | null {
  const base = record(header.history_base)
  const fileId = text(base.thread_id)
  const id = fileId ?? text(header.forked_from_id)
  const endSeq = number(base.end_ordinal_exclusive) ?? number(header.forked_from_ordinal_exclusive)
  return id !== undefined && endSeq !== undefined ? { id, isFile: fileId !== undefined, endSeq } : null
}

/** The file that is named, or the newest one of the named thread, older than its heir, that has lines before the cut. */
async function ownerOf(homes: readonly Home[], heir: RolloutPath, base: Base): Promise<RolloutPath | null> {
  const named = base.isFile ? rolloutNamed(homes, base.id) : null
  if (named && named.path !== heir.path) return named
  const older = rolloutsOf(homes, base.id).filter(file => file.path !== heir.path && file.age <= heir.age)
  for (const file of older.reverse()) if ((await firstSeq(file.path)) < base.endSeq) return file
  return null
}

async function firstSeq(path: string): Promise<number> {
  let first = 0
  await readLines(path, {}, raw => {
    first = ('bytes' in raw && ordinalOf(parseLine(raw.bytes))) || 0
    return false
  })
  return first
}

export interface ReadThread {
  events: Event[]
  /** The file in use. */
  file: RolloutPath & { home: Home }
  end: FileEnd
  /** Where a fork at `beforeSeq` reads its history up to: the file that holds the line before the cut. */
  cut: { threadId: string; end: FileEnd }
}

/** A whole thread up to `beforeSeq`: its events, bases included, and how its file ends. Throws `thread.notFound`. */
export async function readThread(homes: readonly Home[], threadId: string, beforeSeq = Infinity): Promise<ReadThread> {
  const file = newestOf(homes, threadId)
  const events: Event[] = []
  const decoder = createDecoder()
  let read: { end: FileEnd; cut: ReadThread['cut'] } | null = null
  for (const segment of await segmentsOf(homes, file)) {
    decoder.startFile()
    const pass = { beforeSeq: Math.min(segment.beforeSeq, beforeSeq), firstIndex: read?.end.nextSeq ?? 0 }
    const end = await scanRollout(segment.path, decoder, pass, event => events.push(event))
    const cut: ReadThread['cut'] = read && end.lines === 0 ? read.cut : { threadId: segment.threadId, end }
    read = { end, cut }
  }
  events.push(...decoder.end())
  if (!read) throw notFound(threadId, homes)
  return { events, file, ...read }
}

/** The file of a thread that is in use. Throws `thread.notFound`. */
export function newestOf(homes: readonly Home[], threadId: string): RolloutPath & { home: Home } {
  const file = rolloutsOf(homes, threadId).at(-1)
  if (!file) throw notFound(threadId, homes)
  return file
}

/** What of the files lies before `seq`. */
export const upTo = (segments: readonly Segment[], seq: number): Segment[] =>
  segments.map(segment => ({ ...segment, beforeSeq: Math.min(segment.beforeSeq, seq) }))

/** The base instructions that a thread was begun with, by the newest of its files that says so. */
export function instructionsOf(segments: readonly Segment[]): string | undefined {
  for (const { header } of segments.toReversed()) {
    const said = text(record(header?.base_instructions).text) ?? text(header?.instructions)
    if (said !== undefined) return said
  }
  return undefined
}

export const notFound = (threadId: string, homes: readonly Home[]) =>
  new StoreError('thread.notFound', `There is no thread ${threadId} in ${homes.map(home => home.path).join(' or ')}.`)
