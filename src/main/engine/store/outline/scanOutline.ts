import { createDecoder } from '../../../../core/rollout/decode.ts'
import type { Decoder } from '../../../../core/rollout/decode.ts'
import { ordinalOf } from '../../../../core/rollout/line.ts'
import { apply } from '../../../../core/thread/apply.ts'
import type { Event, EventOf } from '../../../../core/thread/events.ts'
import { textOf } from '../../../../core/thread/items.ts'
import type { Thread, Turn } from '../../../../core/thread/thread.ts'
import { readLines } from '../lines.ts'
import { parseLine, scanRollout } from '../readRollout.ts'
import { isStateLine, lineHead } from './lineHead.ts'

/** Where a turn begins in its file, and what it is known by. */
export interface Mark {
  /** Of the fact that began it. */
  seq: number
  offset: number
  /** Turns of the thread before it, bases included. */
  number: number
  turnId: string
  status: Turn['status']
  startedAt: number
  /** First words of what the user said. */
  preview: string
  /** The thread as it was then, without turns; null where it was not kept. */
  state: Thread | null
}

/** What one file of a thread holds, up to `cursor`. */
export interface Outline {
  /** Bytes that were looked at; a turn that is still open is looked at again. */
  cursor: number
  /** Turns that begin before `cursor`, bases included. */
  turns: number
  /** The thread there, without turns. */
  state: Thread
  /** Where histories begin anew. */
  compactions: { seq: number; offset: number }[]
  marks: Mark[]
}

export interface OutlineStart {
  cursor: number
  turns: number
  state: Thread
}

const PREVIEW_CHARS = 120
/** States are kept of so many turns at the end, where threads are opened, and of every fiftieth, where forks are cut. */
export const STATES_AT_END = 25
const STATE_EVERY = 50

/** A decoder for the lines of a thread of which this much is known. */
export const decoderFor = ({ id: threadId, cwd, settings }: Thread): Decoder =>
  createDecoder(threadId === '' ? undefined : { threadId, cwd, provider: settings?.provider })

/** The thread without what its turns hold. */
export const thin = (thread: Thread): Thread => ({ ...thread, turns: [], earlier: null })

/** Looks through the rest of a file of today's style. */
export async function scanOutline(path: string, start: OutlineStart): Promise<Outline> {
  return finished(await scan(path, start, Infinity))
}

/** The thread as it was before `beforeSeq`, without what its turns hold, and how many turns it had. */
export async function scanState(path: string, start: OutlineStart, beforeSeq: number) {
  const { state, turns } = await scan(path, start, beforeSeq)
  return { state: thin(state), turns }
}

interface Scan extends Omit<Outline, 'cursor'> {
  end: number
  /** The highest ordinal seen. */
  last: number
}

/** Parses only the lines that change more than the items of a turn. */
async function scan(path: string, start: OutlineStart, beforeSeq: number): Promise<Scan> {
  const decoder = decoderFor(start.state)
  if (start.cursor === 0) decoder.startFile()
  const marks: Mark[] = []
  const compactions: Outline['compactions'] = []
  const decisions: SessionDecision[] = []
  let { state, turns } = start
  let last = state.seq

  const take = (event: Event, offset: number): void => {
    if (event.type === 'turn.started') {
      state = thin(state)
      marks.push(markOf(event, offset, turns, state))
      forgetState(marks)
      turns += 1
    } else if (event.type === 'history.compacted') compactions.push({ seq: event.seq, offset })
    note(marks.at(-1), event)
    state = apply(state, event)
  }

  const { end } = await readLines(path, { from: start.cursor }, raw => {
    if (!('bytes' in raw)) return
    const head = lineHead(raw.bytes)
    if (head && head.ordinal >= beforeSeq) return false
    if (head && !isStateLine(head, raw.bytes)) {
      last = Math.max(last, head.ordinal)
      return
    }
    const line = parseLine(raw.bytes)
    const ordinal = ordinalOf(line)
    if (!line || ordinal === undefined || ordinal <= last) return // damaged, or written twice
    if (ordinal >= beforeSeq) return false
    last = ordinal
    for (const event of decoder.line(line, ordinal)) take(event, raw.offset)
    const mark = marks.at(-1)
    if (head?.kind === 'approval.decided' && mark) decisions.push({ mark, seq: ordinal })
  })
  if (decisions.length > 0) state = await withApprovals(path, decisions, marks, state)
  return { end, turns, state, compactions, marks, last }
}

/** A turn that is open is looked at again: what follows cannot be understood without its beginning. */
function finished({ end, turns, state, compactions, marks, last }: Scan): Outline {
  const open = marks.at(-1)
  if (open?.status !== 'running')
    return { cursor: end, turns, state: { ...thin(state), seq: Math.max(state.seq, last) }, compactions, marks }
  return {
    cursor: open.offset,
    turns: turns - 1,
    state: open.state ?? thin(state),
    compactions: compactions.filter(({ offset }) => offset < open.offset),
    marks,
  }
}

const markOf = ({ seq, turnId, at }: EventOf<'turn.started'>, offset: number, number: number, state: Thread): Mark => ({
  seq,
  offset,
  number,
  turnId,
  status: 'running',
  startedAt: at,
  preview: '',
  state,
})

/** Of the turns that are far from the end by now most states are of no use any more. */
function forgetState(marks: Mark[]): void {
  const far = marks.at(-1 - STATES_AT_END)
  if (far && far.number % STATE_EVERY !== 0) far.state = null
}

function note(mark: Mark | undefined, event: Event): void {
  if (!mark) return
  if (event.type === 'turn.finished' && event.turnId === mark.turnId) mark.status = event.status
  if (event.type === 'message.sent' && mark.preview === '')
    mark.preview = textOf(event.item.content).replaceAll(/\s+/g, ' ').trim().slice(0, PREVIEW_CHARS)
}

interface SessionDecision {
  mark: Mark
  seq: number
}

/** What was allowed for the rest of a thread is known by the calls it was about: their turns are read whole. */
async function withApprovals(
  path: string,
  decisions: readonly SessionDecision[],
  marks: readonly Mark[],
  state: Thread,
): Promise<Thread> {
  let result = state
  for (const { mark, seq } of decisions) {
    let turn = mark.state ?? thin(state)
    const pass = { from: mark.offset, firstIndex: Math.ceil(mark.seq), beforeSeq: seq + 1 }
    await scanRollout(path, decoderFor(turn), pass, event => void (turn = apply(turn, event)))
    const add = (thread: Thread): Thread => ({
      ...thread,
      sessionApprovals: [...new Set([...thread.sessionApprovals, ...turn.sessionApprovals])],
    })
    for (const later of marks) if (later.state && later.seq > mark.seq) later.state = add(later.state)
    result = add(result)
  }
  return result
}
