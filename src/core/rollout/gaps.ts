import type { Event, EventBody, Millis, Seq } from '../thread/events.ts'
import { isOutput } from '../thread/items.ts'
import type { CallItem, ResponseItem } from '../thread/items.ts'
import { holdsItem } from './decodeItem.ts'
import type { ItemFact } from './decodeItem.ts'
import { contextKinds } from './kinds.ts'
import { readOutput } from './outputs.ts'

/** A fact, whose turn the line may not have named. */
export type Found = EventBody | { unplaced: ItemFact }

/** What the lines so far imply for the next one: open turns and calls, and the items of the history. */
export interface Gaps {
  /** The fact at its place, preceded by what it implies. */
  place(found: Found, seq: Seq, at: Millis): Event[]
  /** The newest turns are taken out of the history, as older versions of the real program did. */
  rollBack(turns: number, seq: Seq, at: Millis): Event[]
  end(): Event[]
  /** The running turn's id, or the last one's. */
  turnId(): string
  /** The turn that a settings line without a turn of its own belongs to. */
  turnForContext(named: string | undefined): string
  turnStartedAt(): Millis
  userMessages(): ResponseItem[]
  isOpenCall(callId: string): boolean
  world(): { cwd: string; sandboxed: boolean }
  lastAt(): Millis
}

interface OpenTurn {
  id: string
  startedAt: Millis
  /** Begun by us because the file begins no turns; then we must end it as well. */
  implied: boolean
  /** The model has said something: a further user's message begins another turn. */
  answered: boolean
}

/** Without `keepsItems` histories that older versions cut come out empty: for readers who do not need them. */
export function createGaps(cwd = '', keepsItems = true): Gaps {
  const turnIds = new Set<string>()
  const calls = new Map<string, CallItem>()
  let open: OpenTurn | null = null
  let lastTurn = { id: 'turn-0', startedAt: 0 }
  let items: ResponseItem[] = []
  let turnStarts: number[] = []
  let world = { cwd, sandboxed: true }
  let last = { seq: -1, at: 0 }

  /** Takes a fact in and stamps it. */
  const take = (body: EventBody, seq: Seq, at: Millis): Event => {
    last = { seq, at }
    note(body, at)
    return { ...body, seq, at }
  }

  const note = (body: EventBody, at: Millis): void => {
    if (keepsItems && holdsItem(body)) items.push(body.item)
    switch (body.type) {
      case 'thread.created':
        world = { ...world, cwd: body.cwd }
        return
      case 'turn.started':
        open = { id: body.turnId, startedAt: at, implied: false, answered: false }
        lastTurn = open
        turnIds.add(body.turnId)
        turnStarts.push(items.length)
        calls.clear()
        return
      case 'turn.configured':
        world = { cwd: body.cwd, sandboxed: body.settings.sandbox?.mode !== 'danger-full-access' }
        return
      case 'turn.finished':
        if (open?.id === body.turnId) open = null
        return
      case 'call.received':
        calls.set(body.item.call_id, body.item)
        if (open) open.answered = true
        return
      case 'call.completed':
        calls.delete(body.callId)
        return
      case 'message.received':
      case 'reasoning.received':
        if (open) open.answered = true
        return
      case 'history.compacted':
        items = keepsItems ? [...body.replacement] : []
        turnStarts = turnStarts.map(() => 0)
    }
  }

  /** Ends the turn that is still open when the next one begins, or the file ends. */
  const close = (seq: Seq, at: Millis): Event[] => {
    if (!open) return []
    const { id: turnId, startedAt, implied } = open
    return [take({ type: 'turn.finished', turnId, status: implied ? 'completed' : 'interrupted', startedAt }, seq, at)]
  }

  const begin = (turnId: string, seq: Seq, at: Millis): Event[] => {
    const events = [...close(seq - 0.75, at), take({ type: 'turn.started', turnId }, seq - 0.5, at)]
    if (open) open.implied = true
    return events
  }

  /** The turn of a fact, begun if the file did not. */
  const settle = (found: Found, seq: Seq, at: Millis): { body: EventBody; before: Event[] } => {
    if ('unplaced' in found) {
      const body = found.unplaced
      if (body.type === 'context.added' && !open) return { body, before: [] }
      const asksAgain = body.type === 'message.sent' && open?.implied && open.answered
      const before = !open || asksAgain ? begin(`turn-${seq}`, seq, at) : []
      return { body: { ...body, turnId: open?.id ?? lastTurn.id }, before }
    }
    if (found.type === 'turn.started') return { body: found, before: close(seq - 0.5, at) }
    const needsTurn = found.type === 'turn.configured' || (holdsItem(found) && found.type !== 'context.added')
    const missing = needsTurn && !turnIds.has(found.turnId)
    return { body: found, before: missing ? begin(found.turnId, seq, at) : [] }
  }

  /** What an output tells of a call whose end the file does not have. */
  const impliedEnd = (body: EventBody, seq: Seq, at: Millis): Event[] => {
    if (body.type !== 'output.recorded' || !isOutput(body.item)) return []
    const call = calls.get(body.item.call_id)
    const told = call && readOutput(call, body.item.output, world)
    if (!told) return []
    return [take({ type: 'call.completed', turnId: body.turnId, callId: body.item.call_id, ...told }, seq - 0.25, at)]
  }

  return {
    place(found, seq, at) {
      const { body, before } = settle(found, seq, at)
      return [...before, ...impliedEnd(body, seq, at), take(body, seq, at)]
    },
    rollBack(turns, seq, at) {
      const from = turnStarts.at(-turns)
      if (turns <= 0 || from === undefined) return []
      turnStarts = turnStarts.slice(0, -turns)
      const message = turns === 1 ? 'The last turn was undone.' : `The last ${turns} turns were undone.`
      const replacement = items.slice(0, from)
      const kinds = replacement.map(item => (item.type === 'message' ? contextKinds(item, []) : null))
      return [
        take({ type: 'history.compacted', turnId: lastTurn.id, message, replacement, kinds, windowNumber: 1 }, seq, at),
      ]
    },
    end: () => (open?.implied ? close(last.seq + 0.25, last.at) : []),
    turnId: () => open?.id ?? lastTurn.id,
    turnForContext: named => named ?? (open && !(open.implied && open.answered) ? open.id : `turn-after-${last.seq}`),
    turnStartedAt: () => (open ?? lastTurn).startedAt,
    userMessages: () =>
      items.filter(item => item.type === 'message' && item.role === 'user' && contextKinds(item, []) === null),
    isOpenCall: callId => calls.has(callId),
    world: () => world,
    lastAt: () => last.at,
  }
}
