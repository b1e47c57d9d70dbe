import type { LiveDelta, SampleSink } from '../../../core/context/request.ts'
import type { TokenUsage } from '../../../core/thread/events.ts'
import { type ResponseItem, isCall } from '../../../core/thread/items.ts'

/** How a wire hands over what it reads. */
export interface AttemptSink {
  item(item: ResponseItem): void
  live(delta: LiveDelta): void
  /** Passes on the live text collected since the last time. */
  flush(): void
}

/** What a finished answer says about itself. */
export interface Finished {
  responseId: string | null
  usage: TokenUsage | null
}

/**
 * Everything complete that one sample has brought so far, over all its attempts.
 *
 * An item that arrived before a stream broke stays: later attempts send it along and do not deliver it a second time when
 * the server repeats it. Live text is collected per item and handed on in few large pieces.
 *
 * @param history what was asked: its call ids are taken
 * @param takenIds ids that are taken besides
 */
export function createProgress(sink: SampleSink, history: readonly ResponseItem[], takenIds: readonly string[] = []) {
  const kept: ResponseItem[] = []
  const keptKeys = new Set<string>()
  const keptIds = new Set<string>()
  /** What earlier attempts said: a server may say it again under new ids. */
  let saidBefore = new Set<string>()
  const taken = new Set(takenIds)
  const callIds = new Set([...takenIds, ...history.flatMap(item => (isCall(item) ? [item.call_id] : []))])
  const told = new Map(history.flatMap(item => (item.id ? [[item.id, item] as const] : [])))
  let pending = new Map<string, LiveDelta>()

  function flush(): void {
    if (pending.size === 0) return
    const deltas = pending
    pending = new Map()
    for (const delta of deltas.values()) sink.live(delta)
  }

  /** Servers that number their items anew in every answer would hide one item behind another. */
  function ownId(id: string): string {
    if (!told.has(id) && !taken.has(id)) return id
    let n = history.length
    while (taken.has(`${id}_${n}`)) n++
    return `${id}_${n}`
  }

  function withOwnId(item: ResponseItem): ResponseItem {
    if (!item.id) return item
    const known = told.get(item.id)
    // The very same item is one that the loop has: it drops it.
    return known && contentKey(known) === contentKey(item) ? item : { ...item, id: ownId(item.id) }
  }

  function item(given: ResponseItem): void {
    flush()
    const arrived = withOwnId(given)
    const keys = keysOf(arrived)
    if (keys.some(key => keptKeys.has(key)) || saidBefore.has(contentKey(arrived))) return
    for (const key of keys) keptKeys.add(key)
    if (arrived.id) keptIds.add(arrived.id)
    const unique = isCall(arrived) ? withOwnCallId(arrived, callIds) : arrived
    kept.push(unique)
    sink.item(unique)
  }

  function live(delta: LiveDelta): void {
    const itemId = ownId(delta.itemId)
    if (keptIds.has(itemId) || delta.text === '') return
    const key = `${delta.kind} ${itemId}`
    const known = pending.get(key)
    if (known) known.text += delta.text
    else pending.set(key, { ...delta, itemId })
  }

  /** Called before another attempt: live text is void, complete items stay. */
  function startOver(): void {
    pending.clear()
    saidBefore = new Set(kept.map(contentKey))
  }

  return { kept, startOver, sink: { item, live, flush } satisfies AttemptSink }
}

/** Two items of one sample that share one of these are the same item, told twice. */
function keysOf(item: ResponseItem): string[] {
  const byId = item.id ? [`${item.type} ${item.id}`] : []
  return isCall(item) ? [...byId, contentKey(item)] : byId
}

function contentKey(item: ResponseItem): string {
  const { id: _, ...content } = item
  return JSON.stringify(content)
}

const LONGEST_CALL_ID = 256

/**
 * A call id that is missing, monstrous or taken by an earlier answer would break the pairing of calls and outputs for the
 * rest of the thread: such a call gets an id of our own. Two calls of one answer that share an id keep it: the loop lets
 * the first one win.
 */
function withOwnCallId<T extends { call_id: string }>(call: T, taken: Set<string>): T {
  const usable = call.call_id !== '' && call.call_id.length <= LONGEST_CALL_ID
  if (usable && !taken.has(call.call_id)) return call
  const stem = call.call_id.slice(0, 48) || 'call'
  let n = 2
  while (taken.has(`${stem}_${n}`)) n++
  const call_id = `${stem}_${n}`
  if (!usable) taken.add(call_id)
  return { ...call, call_id }
}
