import { createDecoder } from '../../../../core/rollout/decode.ts'
import type { Decoder } from '../../../../core/rollout/decode.ts'
import { ordinalOf } from '../../../../core/rollout/line.ts'
import type { Style } from '../../../../core/rollout/line.ts'
import type { Event } from '../../../../core/thread/events.ts'
import { parseLine } from '../readRollout.ts'
import type { Placed } from '../readRollout.ts'
import type { Stretch } from './batch.ts'
import { documentOf } from './documents.ts'
import { relevantLine } from './relevantLine.ts'
import { lineAt, scanLines } from './scanLines.ts'
import type { IndexedRow } from './tables.ts'
import type { ThreadFiles } from './threadFiles.ts'
import type { WordsOf, WordsProgress } from './wordIndex.ts'

/** Bytes of one file that are held at once. */
const STRETCH_BYTES = 1024 * 1024

/** A thread and how far it is in the index. */
export interface Known {
  row: IndexedRow
  words: WordsProgress
  /** Id of the turn that runs at the cursor. */
  runningTurn: string | null
  /** Nothing of it is in the index, or nothing that can be read on from. */
  isAnew: boolean
}

/** Reads what the index lacks of a thread, telling it stretch by stretch. */
export function readOn(files: ThreadFiles, known: Known, tell: (stretch: Stretch, bytes: number) => void): void {
  const { row, words } = known
  const first = known.isAnew ? 0 : Math.min(row.segment, words.segment)
  let { isAnew } = known
  for (const [segment, path] of files.paths.entries()) {
    if (segment < first) continue
    const next = files.paths[segment + 1] ?? null
    const from = {
      facts: isAnew || segment > row.segment ? 0 : segment === row.segment ? row.cursor : Infinity,
      words: isAnew || segment > words.segment ? 0 : segment === words.segment ? words.cursor : Infinity,
    }
    readFile({ files, known, path, segment, next, from, isAnew }, tell)
    isAnew = false
  }
}

interface FileToRead {
  files: ThreadFiles
  known: Known
  path: string
  segment: number
  /** The file in which the thread goes on. */
  next: string | null
  /** Where what is not in the index begins. */
  from: { facts: number; words: number }
  isAnew: boolean
}

function readFile(file: FileToRead, tell: (stretch: Stretch, bytes: number) => void): void {
  const { files, known, path, segment, next, from } = file
  const start = startOf(known, from)
  const isTail = start > 0
  const decoder = decoderAt(known, isTail)
  const beforeSeq = next === null ? Infinity : firstSeqOf(next)
  const facts = { events: [] as Placed[], from: from.facts }
  const said = { texts: [] as WordsOf[], from: from.words }
  const found: { style: Style; last: number; line: number; isOpen: boolean } = {
    style: isTail ? known.row.style : 'legacy',
    last: -1,
    line: (isTail && known.row.resumeLine) || 0,
    isOpen: isTail && known.runningTurn !== null,
  }
  let { isAnew } = file
  let told = start

  const take = (event: Event, offset: number): void => {
    if (event.type === 'turn.started') found.isOpen = true
    else if (event.type === 'turn.finished') found.isOpen = false
    if (offset >= facts.from) facts.events.push({ ...event, offset })
    const document = offset >= said.from ? documentOf(event) : null
    if (document)
      said.texts.push({ kind: document.kind, text: document.text, seq: event.seq, segment, byteOffset: offset })
  }

  const flush = (to: number, isLast: boolean): void => {
    const resumeLine = found.isOpen && found.style === 'legacy' ? null : found.line
    const isCurrent = isLast && next === null
    const looked = isCurrent ? { bytes: files.size, mtime: files.mtime } : undefined
    const portion = { from: facts.from, to, resumeLine, file: looked }
    const hasFacts = to > facts.from || (isCurrent && facts.from !== Infinity)
    const stretch: Stretch = {
      key: known.row.key,
      row: { ...known.row, path, style: found.style },
      isAnew,
      continuedIn: isLast && from.facts !== Infinity ? next : null,
      segment,
      facts: hasFacts ? { events: facts.events, portion } : null,
      words: wordsTo(said, { segment, cursor: to }, isLast && next !== null),
    }
    tell(stretch, to - told)
    isAnew = false
    told = to
    facts.events = []
    said.texts = []
    if (to > facts.from) facts.from = to
    if (to > said.from) said.from = to
  }

  const end = scanLines(path, { from: start }, (bytes, offset) => {
    if (offset - told >= STRETCH_BYTES) flush(offset, false)
    const line = relevantLine(bytes)
    const ordinal = ordinalOf(line)
    if (ordinal !== undefined) {
      found.style = 'paginated'
      if (ordinal >= beforeSeq) return false
    }
    // A line written twice, or out of order, must not make time run backwards.
    if (line && (ordinal === undefined ? found.style === 'legacy' : ordinal > found.last)) {
      found.last = ordinal ?? found.line
      for (const event of decoder.line(line, found.line)) take(event, offset)
    }
    found.line += 1
    return true
  })
  const implied = decoder.end()
  for (const event of implied) take(event, end)
  // What comes may belong to the turn that seemed over.
  if (implied.length > 0) found.isOpen = true
  flush(end, true)
}

/** In files without ordinals a line is known by its number, which is not kept of every place. */
function startOf({ row }: Known, from: FileToRead['from']): number {
  const start = Math.min(from.facts, from.words)
  return row.style === 'legacy' && start !== from.facts ? 0 : start
}

/** Texts up to a place; in a file that is not in use any more the place is the beginning of the next one. */
function wordsTo(said: { texts: WordsOf[]; from: number }, to: WordsProgress, isLeft: boolean): Stretch['words'] {
  if (said.from === Infinity || (to.cursor <= said.from && !isLeft)) return null
  const { segment } = to
  return {
    texts: said.texts,
    from: { segment, cursor: said.from },
    to: isLeft ? { segment: segment + 1, cursor: 0 } : to,
  }
}

/** A decoder for the lines from a place on: what comes there may belong to a turn that began before it. */
function decoderAt({ row, runningTurn }: Known, isTail: boolean): Decoder {
  const continued = isTail ? { threadId: row.id, cwd: row.cwd, provider: undefined } : undefined
  const decoder = createDecoder(continued, { keepsItems: false })
  if (runningTurn !== null) {
    const timestamp = new Date(row.updatedAt).toISOString()
    decoder.line({ timestamp, type: 'event_msg', payload: { type: 'task_started', turn_id: runningTurn } }, -1)
  }
  return decoder
}

function firstSeqOf(path: string): number {
  const line = lineAt(path, 0)
  return (line && ordinalOf(parseLine(line))) ?? Infinity
}
