import type { AgentReport } from '../../../core/agents/agent.ts'
import type { Call } from '../../../core/thread/calls.ts'
import type { Item, Turn } from '../../../core/thread/thread.ts'
import type { LiveItem, PendingInput, ThreadView } from '../../state/threadView.ts'
import { partsOf } from '../../ui/markdown/parts.ts'
import type { GrowingParts } from '../../ui/markdown/parts.ts'
import { afterCrash, isRead } from './calls.ts'

/** One line of the list: what is measured, kept in place and drawn. */
export type Row = { id: string } & (
  | { type: 'item'; turnId: string; item: Item; tookMs: number; begins: boolean }
  | TextPart
  | { type: 'reads'; turnId: string; calls: readonly Call[]; tookMs: number; running: boolean }
  | { type: 'footer'; turn: Turn }
  | { type: 'live'; item: LiveItem }
  | { type: 'working'; since: number }
  | { type: 'report'; report: AgentReport }
  | { type: 'retrying'; attempt: number; of: number; message: string }
  | { type: 'pending'; input: PendingInput }
)

/** Something the agent says, or a part of it where it is long. */
interface TextPart {
  type: 'text'
  turnId: string
  itemId: string
  /** Counts from 0. */
  part: number
  /** Empty where it is still being written: then `live` says by what, and from which character on. */
  text: string
  live?: LiveItem
  from?: number
}

const ofTurn = new WeakMap<Turn, readonly Row[]>()

/**
 * Rows of what is shown of a thread, oldest first. A turn that did not change gives the rows it gave before.
 * What lies beyond a stretch that is not joined to the live end has none. `cutShort`: the process that ran the last
 * turn died, so that nothing goes on in it. `parts`: those of the text that is written now.
 */
export function rowsOf(view: ThreadView, cutShort = false, parts: GrowingParts = NO_PARTS): readonly Row[] {
  const { turns, joined } = view.stretch
  const rows = turns.flatMap(rowsOfTurn)
  return unique(joined ? [...rows, ...rowsOfEnd(view, cutShort, parts)] : rows)
}

const NO_PARTS: GrowingParts = { closed: [], openAt: 0 }

/** Rows of the live end, whether or not it is shown. */
export function rowsOfEnd(
  { thread, live, retrying, pending }: ThreadView,
  cutShort = false,
  parts: GrowingParts = NO_PARTS,
): Row[] {
  const turns = thread?.turns ?? []
  const last = turns.at(-1)
  const rows = turns.flatMap(turn => rowsOfTurn(cutShort && turn === last ? leftBehind(turn) : turn))
  const running = last?.status === 'running' ? last : null
  if (running && !cutShort) {
    const written = live.filter(item => item.kind !== 'output')
    // The record gives the row its own id; until then it is known by the id that it will have.
    const newest = written.findLast(item => item.kind === 'text')
    for (const item of written) {
      if (item.kind !== 'text') rows.push({ id: `${running.id}/${item.id}`, type: 'live', item })
      else rows.push(...rowsOfWritten(running.id, item, item === newest ? parts : NO_PARTS))
    }
    if (retrying) rows.push({ id: 'retrying', type: 'retrying', ...retrying })
    else if (written.length === 0 && !hasOpenCall(running)) {
      rows.push({ id: 'working', type: 'working', since: lastEnd(running) })
    }
  }
  // What agents said that the model has not read yet.
  for (const report of thread?.reports ?? []) rows.push({ id: `report/${report.id}`, type: 'report', report })
  for (const input of pending) {
    // A message that waits for its turn is the composer's to show.
    if (input.refused !== null || !running) rows.push({ id: `pending/${input.id}`, type: 'pending', input })
  }
  return rows
}

const textRow = (part: Omit<TextPart, 'type'>): Row => ({
  id: [part.turnId, part.itemId, ...(part.part === 0 ? [] : [part.part])].join('/'),
  type: 'text',
  ...part,
})

const rowsOfText = (turnId: string, itemId: string, parts: readonly string[]): Row[] =>
  parts.map((text, part) => textRow({ turnId, itemId, part, text }))

const rowsOfWritten = (turnId: string, live: LiveItem, { closed, openAt }: GrowingParts): Row[] => [
  ...rowsOfText(turnId, live.id, closed),
  textRow({ turnId, itemId: live.id, part: closed.length, text: '', live, from: openAt }),
]

const partsOfItem = new WeakMap<Item, readonly string[]>()

/** The turn grows while its items stay. */
function knownParts(item: Extract<Item, { type: 'agentMessage' }>): readonly string[] {
  const parts = partsOfItem.get(item) ?? partsOf(item.text)
  partsOfItem.set(item, parts)
  return parts
}

const leftOf = new WeakMap<Turn, Turn>()

/** A turn whose process died, as the same object each time. */
function leftBehind(turn: Turn): Turn {
  const known = leftOf.get(turn)
  if (known) return known
  const left = { ...turn, items: turn.items.map(item => (item.type === 'call' ? afterCrash(item) : item)) }
  leftOf.set(turn, left)
  return left
}

/** Ids come from the model's provider; one that repeats must not take another row's place. */
function unique(rows: Row[]): Row[] {
  const seen = new Set<string>()
  return rows.map((row, index) => {
    const known = seen.has(row.id)
    seen.add(row.id)
    return known ? { ...row, id: `${row.id}/${index}` } : row
  })
}

const hasOpenCall = (turn: Turn): boolean => turn.items.some(item => item.type === 'call' && item.phase !== 'done')

const endOfItem = (item: Item): number => (item.type === 'call' && item.phase === 'done' ? item.finishedAt : item.at)

const lastEnd = (turn: Turn): number =>
  turn.items.reduce((last, item) => Math.max(last, endOfItem(item)), turn.startedAt)

/** Rows of one turn, oldest first; the same turn gives the same rows. */
export function rowsOfTurn(turn: Turn): readonly Row[] {
  const known = ofTurn.get(turn)
  if (known) return known
  const rows: Row[] = []
  let before = turn.startedAt
  const first = turn.items.find(item => item.type === 'userMessage')
  for (const item of turn.items) {
    addItem(rows, turn.id, item, before, item === first)
    before = Math.max(before, endOfItem(item))
  }
  if (turn.status !== 'running') rows.push({ id: `${turn.id}/end`, type: 'footer', turn })
  ofTurn.set(turn, rows)
  return rows
}

function addItem(rows: Row[], turnId: string, item: Item, before: number, begins: boolean): void {
  const last = rows.at(-1)
  if (item.type === 'call' && isRead(item)) {
    const calls = last?.type === 'reads' ? [...last.calls, item] : [item]
    const running = calls.some(call => call.phase !== 'done')
    const tookMs = spanOf(calls)
    if (last?.type === 'reads') rows[rows.length - 1] = { ...last, calls, tookMs, running }
    else rows.push({ id: `${turnId}/reads/${item.id}`, type: 'reads', turnId, calls, tookMs, running })
    return
  }
  if (item.type === 'reasoning' && item.summary.length === 0) {
    // Thought of which nothing may be seen is worth a line only when it took a while, and never amid reads.
    if (last?.type === 'reads' || item.at - before < 1000) return
  }
  if (item.type === 'agentMessage') {
    rows.push(...rowsOfText(turnId, item.id, knownParts(item)))
    return
  }
  rows.push({ id: `${turnId}/${item.id}`, type: 'item', turnId, item, tookMs: item.at - before, begins })
}

function spanOf(calls: readonly Call[]): number {
  const ends = calls.map(call => (call.phase === 'done' ? call.finishedAt : call.at))
  return Math.max(...ends) - Math.min(...calls.map(call => call.at))
}

/** The turn that a row belongs to; null for what is not recorded yet. */
export const turnIdOf = (row: Row): string | null =>
  row.type === 'footer' ? row.turn.id : 'turnId' in row ? row.turnId : null

/**
 * The row of an item, else the first of its turn; -1 where the turn is not shown. Of an item in parts the first that has
 * the words.
 */
export function rowAt(rows: readonly Row[], turnId: string, itemId?: string, words = ''): number {
  const first = rows.findIndex(row => turnIdOf(row) === turnId)
  if (first < 0 || itemId === undefined) return first
  const isItem = (row: Row, index: number) => index >= first && turnIdOf(row) === turnId && holds(row, itemId)
  const found = rows.findIndex(isItem)
  const sought = words.toLowerCase()
  const exact = sought === '' ? -1 : rows.findIndex((row, index) => isItem(row, index) && saysOf(row).includes(sought))
  return exact >= 0 ? exact : found >= 0 ? found : first
}

const saysOf = (row: Row): string => (row.type === 'text' ? row.text.toLowerCase() : '')

/** Whether a row shows this item. */
export const holds = (row: Row, itemId: string): boolean =>
  row.type === 'item'
    ? row.item.id === itemId
    : row.type === 'text'
      ? row.itemId === itemId
      : row.type === 'reads' && row.calls.some(call => call.id === itemId)

const HEIGHTS: Readonly<Record<Row['type'], number>> = {
  item: 64,
  text: 48,
  reads: 32,
  footer: 44,
  live: 48,
  working: 32,
  report: 32,
  retrying: 48,
  pending: 56,
}

/** A first guess of a row's height, before it is measured. */
export function estimate(row: Row | undefined): number {
  if (row?.type === 'text' && !row.live) return 24 + Math.ceil(row.text.length / 85) * 23
  if (row?.type !== 'item') return row ? HEIGHTS[row.type] : 48
  const { item } = row
  if (item.type === 'reasoning' || item.type === 'report' || item.type === 'skill') return 32
  return HEIGHTS.item
}
