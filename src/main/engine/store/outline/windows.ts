import { basename } from 'node:path'
import { emptyHistory, record } from '../../../../core/context/history.ts'
import type { History } from '../../../../core/context/history.ts'
import type { Decoder } from '../../../../core/rollout/decode.ts'
import { historyFact } from '../../../../core/rollout/historyFact.ts'
import { ordinalOf, record as recordOf } from '../../../../core/rollout/line.ts'
import { apply } from '../../../../core/thread/apply.ts'
import { emptyThread } from '../../../../core/thread/thread.ts'
import type { Thread } from '../../../../core/thread/thread.ts'
import type { Stretch, TurnPage } from '../../../../core/thread/window.ts'
import { keepItemJson } from '../../itemJson.ts'
import { readLines } from '../lines.ts'
import { parseLine, scanRollout } from '../readRollout.ts'
import type { FileEnd, Segment } from '../readRollout.ts'
import { bounded, createChainMarks } from './chainMarks.ts'
import type { Chain, PlacedMark } from './chainMarks.ts'
import { createChainStates } from './chainStates.ts'
import { isHistoryLine, lineHead } from './lineHead.ts'
import type { Outlines } from './outlines.ts'
import { decoderFor } from './scanOutline.ts'
import { rawItem } from './rawItem.ts'
import type { Mark } from './scanOutline.ts'

/** Reads threads in parts, by what is remembered of the insides of their files. */
export interface Windows {
  /** The thread with its newest turns, and how its newest file ends. */
  open(chain: Chain, turns: number): Promise<{ thread: Thread; end: FileEnd }>
  /** What the model reads of it. */
  history(chain: Chain): Promise<History>
  /** A page of turns; null where `turnId` is none of them. */
  page(chain: Chain, stretch: Stretch): Promise<TurnPage | null>
  /** All turns, without what they hold. */
  marks(chain: Chain): Promise<Mark[]>
  /** Where a history before `seq` ends: in which file, at which byte, before which ordinal. */
  cut(chain: Chain, seq: number): Promise<Cut>
}

export interface Cut {
  segment: Segment
  endByte: number
  endSeq: number
}

export function createWindows(outlines: Outlines): Windows {
  const { before, after, find, count } = createChainMarks(outlines)
  const { bringUp, stateAt } = createChainStates(outlines)

  /** Folds the facts from a mark (or the very beginning) up to a mark (or the end) into a thread. */
  const read = async (chain: Chain, thread: Thread, decoder: Decoder, from: PlacedMark | null, to?: PlacedMark) => {
    const first = from?.at ?? 0
    let folded = thread
    let end: FileEnd | null = null
    for (const [index, segment] of chain.entries()) {
      if (index < first || (to && index > to.at)) continue
      const isFirst = from !== null && index === first
      if (!isFirst) decoder.startFile()
      const pass = {
        ...(isFirst && { from: from.offset }),
        firstIndex: isFirst ? Math.ceil(from.seq) : (end?.nextSeq ?? 0),
        // The line that begins the next turn also ends one that nobody ended.
        beforeSeq: bounded(segment, to ? Math.ceil(to.seq) + 1 : Infinity),
      }
      end = await scanRollout(segment.path, decoder, pass, event => {
        if (!to || event.seq < to.seq) folded = apply(folded, event)
      })
    }
    if (!to) for (const event of decoder.end()) folded = apply(folded, event)
    return { thread: folded, end }
  }

  const stretchOf = (chain: Chain, wanted: Stretch): PlacedMark[] | null => {
    const { limit } = wanted
    if (wanted.turnId !== undefined) {
      const found = find(chain, wanted.turnId)
      if (!found) return null
      const lead = before(chain, found.seq, Math.floor(limit / 2))
      return [...lead, ...after(chain, found.seq, limit - lead.length)]
    }
    if (wanted.after !== undefined) return after(chain, wanted.after + 0.001, limit)
    return before(chain, wanted.before ?? Infinity, limit)
  }

  return {
    async open(chain, turns) {
      await bringUp(chain)
      const first = before(chain, Infinity, turns)[0] ?? null
      const isWhole = first === null || first.number === 0
      const state = isWhole ? emptyThread('') : await stateAt(chain, first)
      const earlier = isWhole ? null : { turns: first.number, beforeSeq: first.seq }
      const window = { ...state, turns: [], earlier }
      const { thread, end } = await read(chain, window, decoderFor(state), isWhole ? null : first)
      if (!end) throw new Error('a chain has at least one file')
      return { thread, end }
    },

    async history(chain) {
      await bringUp(chain)
      let from = { at: 0, offset: 0 }
      for (let at = chain.length - 1; at >= 0; at--) {
        const segment = chain[at]
        const found = segment && outlines.compaction(basename(segment.path), segment.beforeSeq)
        if (!found) continue
        from = { at, offset: found.offset }
        break
      }
      const history = emptyHistory()
      for (const [at, segment] of chain.entries())
        if (at >= from.at) await readHistory(segment, at === from.at ? from.offset : 0, history)
      return history
    },

    async page(chain, stretch) {
      await bringUp(chain)
      const marks = stretchOf(chain, stretch)
      const [first] = marks ?? []
      if (!marks || !first) return marks && { turns: [], earlier: null, later: null }
      const next = after(chain, (marks.at(-1)?.seq ?? 0) + 0.001, 1)[0]
      const isWhole = first.number === 0
      const state = isWhole ? emptyThread('') : await stateAt(chain, first)
      const { thread } = await read(chain, state, decoderFor(state), isWhole ? null : first, next)
      const { turns } = thread
      const last = turns.at(-1)
      const left = count(chain) - (marks.at(-1)?.number ?? 0) - 1
      return {
        turns,
        earlier: isWhole ? null : { turns: first.number, beforeSeq: first.seq },
        later: last && left > 0 ? { turns: left, afterSeq: last.lastSeq } : null,
      }
    },

    async marks(chain) {
      await bringUp(chain)
      const marks = after(chain, -1, Number.MAX_SAFE_INTEGER)
      // Only the last one can be running: one that its file leaves open was ended by what another file begins.
      return marks.map((mark, index) =>
        mark.status === 'running' && index < marks.length - 1 ? { ...mark, status: 'interrupted' } : mark,
      )
    },

    async cut(chain, seq) {
      await bringUp(chain)
      const mark = before(chain, seq + 0.001, 1)[0]
      const first = chain[0]
      if (!first) throw new Error('a chain has at least one file')
      for (let at = chain.length - 1; at >= 0; at--) {
        const segment = chain[at]
        if (!segment || (mark && at < mark.at)) break
        const from = mark?.at === at ? mark : null
        const found = await endBefore(segment, bounded(segment, seq), from)
        if (found.lines > 0 || mark?.at === at) return { segment, endByte: found.endByte, endSeq: found.endSeq }
      }
      return { segment: first, endByte: 0, endSeq: 0 }
    },
  }
}

/** Where the lines of a file before `seq` end, looked for from a mark on. */
async function endBefore(segment: Segment, seq: number, from: Mark | null) {
  let endSeq = from ? Math.ceil(from.seq) : 0
  let lines = 0
  const { end } = await readLines(segment.path, { from: from?.offset ?? 0 }, raw => {
    if (!('bytes' in raw)) return
    const ordinal = lineHead(raw.bytes)?.ordinal ?? ordinalOf(parseLine(raw.bytes))
    if (ordinal === undefined) return
    if (ordinal >= seq) return false
    endSeq = Math.max(endSeq, ordinal + 1)
    lines += 1
  })
  return { endByte: end, endSeq, lines }
}

async function readHistory(segment: Segment, from: number, history: History): Promise<void> {
  let last = -1
  await readLines(segment.path, { from }, raw => {
    if (!('bytes' in raw)) return
    const head = lineHead(raw.bytes)
    if (head && head.ordinal >= segment.beforeSeq) return false
    if (head && !isHistoryLine(head)) return
    const line = parseLine(raw.bytes)
    const seq = ordinalOf(line)
    if (!line || seq === undefined || seq <= last) return // damaged, or written twice
    if (seq >= segment.beforeSeq) return false
    last = seq
    const fact = historyFact(line, history.items)
    if (!fact) return
    record(history, { ...fact, seq, at: 0 })
    const json = head && 'item' in fact ? rawItem(raw.bytes, line) : null
    if (json && 'item' in fact) keepItemJson(fact.item, json)
  })
}

/** Whether all files of a chain tell the place of each line, so that parts of them can be understood alone. */
export const isPaginated = (chain: Chain): boolean =>
  chain.every(({ header }) => header !== null && recordOf(header).history_mode === 'paginated')
