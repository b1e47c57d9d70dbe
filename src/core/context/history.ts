import type { Event, EventOf } from '../thread/events.ts'
import { isCall, isOutput } from '../thread/items.ts'
import type { CallOutput, ResponseItem } from '../thread/items.ts'

/** What the model will be sent: a second fold over the same log, kept by the host beside the thread. */
export interface History {
  /** Items in the order they entered the history, since the last compaction. */
  items: ResponseItem[]
  /** For each item the kinds of its parts where nobody typed it, else null. */
  kinds: (readonly string[] | null)[]
  /** For each item the turn that it came with, where that is known. */
  turnIds: (string | null)[]
  /** The newest text of each kind of context, so that only what changed is told again. */
  context: Record<string, string>
}

export const emptyHistory = (): History => ({ items: [], kinds: [], turnIds: [], context: {} })

/**
 * Folds an event into the history. Appends in place: a history has one owner, and copying it at each of thousands of
 * items would cost more than everything else the loop does.
 */
export function record(history: History, event: Event): void {
  switch (event.type) {
    case 'context.added':
      add(history, event.item, { kinds: event.kinds, turnId: event.turnId })
      return
    case 'message.sent':
    case 'message.received':
    case 'reasoning.received':
    case 'call.received':
    case 'item.received':
    case 'output.recorded':
      add(history, event.item, { kinds: null, turnId: event.turnId })
      return
    case 'history.compacted':
      replace(history, event)
  }
}

/** What stays of the history keeps its turn. */
function replace(history: History, { replacement, kinds }: EventOf<'history.compacted'>): void {
  const { items, turnIds } = history
  const known = new Map(items.flatMap(({ id }, at) => (id === undefined ? [] : [[id, turnIds[at]] as const])))
  Object.assign(history, emptyHistory())
  replacement.forEach((item, at) => {
    const turnId = item.id === undefined ? undefined : known.get(item.id)
    add(history, item, { kinds: kinds?.[at] ?? null, turnId: turnId ?? undefined })
  })
}

interface Origin {
  kinds: readonly string[] | null
  turnId: string | undefined
}

function add(history: History, item: ResponseItem, { kinds, turnId }: Origin): void {
  history.items.push(item)
  history.kinds.push(kinds)
  history.turnIds.push(turnId || null)
  if (!kinds || item.type !== 'message') return
  item.content.forEach((part, index) => {
    const kind = kinds[index]
    if (kind && part.type === 'input_text') history.context[kind] = part.text
  })
}

/** Given to the model for a call whose output was never recorded. */
const LOST: CallOutput = 'aborted'

/**
 * The history as a provider accepts it: every call is answered exactly once, nothing is answered that was not called,
 * and images are left out for models that cannot see.
 */
export function normalise(items: readonly ResponseItem[], { vision }: { vision: boolean }): ResponseItem[] {
  const called = new Set<string>()
  const answered = new Set<string>()
  for (const item of items) if (isOutput(item)) answered.add(item.call_id)

  const result: ResponseItem[] = []
  const unanswered: ResponseItem[] = []
  const done = new Set<string>()
  const flush = () => result.push(...unanswered.splice(0))
  for (const item of items) {
    if (isCall(item)) {
      if (called.has(item.call_id)) continue
      called.add(item.call_id)
      result.push(item)
      if (!answered.has(item.call_id)) unanswered.push(lostOutput(item.call_id, item.type === 'custom_tool_call'))
      continue
    }
    if (isOutput(item)) {
      if (!called.has(item.call_id) || done.has(item.call_id)) continue
      done.add(item.call_id)
      flush()
      result.push(vision ? item : withoutImages(item))
      continue
    }
    if (item.type === 'message') flush()
    result.push(vision ? item : withoutImages(item))
  }
  flush()
  return result
}

const lostOutput = (call_id: string, custom: boolean): ResponseItem => ({
  type: custom ? 'custom_tool_call_output' : 'function_call_output',
  call_id,
  output: LOST,
})

const IMAGE_LEFT_OUT = '[image left out: this model cannot see images]'

function withoutImages(item: ResponseItem): ResponseItem {
  const parts = item.type === 'message' ? item.content : isOutput(item) ? item.output : undefined
  if (!Array.isArray(parts) || !parts.some(part => part.type === 'input_image')) return item
  const kept = parts.map(part =>
    part.type === 'input_image' ? ({ type: 'input_text', text: IMAGE_LEFT_OUT } as const) : part,
  )
  if (item.type === 'message') return { ...item, content: kept }
  return isOutput(item) ? { ...item, output: kept } : item
}
