import type { LiveFrame, ThreadFrame } from '../../contract/schemas.ts'
import { apply } from '../../core/thread/apply.ts'
import type { Event } from '../../core/thread/events.ts'
import type { ContentPart } from '../../core/thread/items.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { afterReset, NO_STRETCH } from './stretch.ts'
import type { Stretch } from './stretch.ts'

/** Something that is being written now. Its text lives in `LiveText`. */
export interface LiveItem {
  id: string
  kind: LiveFrame['kind']
  /** Tool name of `arguments`. */
  name?: string
}

/** A message sent from here that the engine has not recorded yet. */
export interface PendingInput {
  id: string
  content: ContentPart[]
  delivery: 'steer' | 'queue'
  at: number
  /** Why it was not taken, if it was not. */
  refused: string | null
}

/** Which way the next page of turns lies. */
export type Side = 'earlier' | 'later'

/** One thread as this window sees it. */
export interface ThreadView {
  /** The thread with its live end: its newest turns. Null until the first frame. */
  thread: Thread | null
  /** Older turns that are shown. */
  stretch: Stretch
  /** A page that is asked for, or why it did not come. */
  paging: { side: Side; failure: string | null } | null
  /** Events since the window began to watch, for the log panel. */
  events: Event[]
  live: LiveItem[]
  retrying: { attempt: number; of: number; message: string } | null
  pending: PendingInput[]
  /** Why it cannot be watched. */
  refused: string | null
}

export const EMPTY_VIEW: ThreadView = {
  thread: null,
  stretch: NO_STRETCH,
  paging: null,
  events: [],
  live: [],
  retrying: null,
  pending: [],
  refused: null,
}

const KEPT_EVENTS = 4000

/** Folds one frame of `thread/watch` into the view. */
export function takeFrame(view: ThreadView, frame: ThreadFrame): ThreadView {
  switch (frame.type) {
    case 'reset':
      return withoutTaken({
        ...view,
        thread: frame.thread,
        stretch: afterReset(view.thread, view.stretch, frame.thread),
        paging: null,
        live: [],
        retrying: null,
        refused: null,
      })
    case 'event':
      return takeEvent(view, frame.event)
    case 'live':
      return takeLive(view, frame)
    case 'retrying':
      return {
        ...view,
        live: view.live.filter(item => item.kind === 'output'),
        retrying: { attempt: frame.attempt, of: frame.of, message: frame.message },
      }
    case 'caughtUp':
      return view
  }
}

function takeEvent(view: ThreadView, event: Event): ThreadView {
  // After a lost connection the first frames may repeat what is folded already.
  if (!view.thread || event.seq <= view.thread.seq) return view
  const events = view.events.length >= KEPT_EVENTS * 1.25 ? view.events.slice(-KEPT_EVENTS) : view.events
  return withoutTaken({
    ...view,
    thread: apply(view.thread, event),
    events: [...events, event],
    live: liveAfter(view.live, event),
    retrying: ENDS_RETRIES.has(event.type) ? null : view.retrying,
  })
}

const ENDS_RETRIES: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'sample.completed',
  'compaction.failed',
  'turn.finished',
])

function takeLive(view: ThreadView, frame: LiveFrame): ThreadView {
  const known = view.live.some(item => item.id === frame.itemId && item.kind === frame.kind)
  if (known && !view.retrying) return view
  const item: LiveItem = { id: frame.itemId, kind: frame.kind, name: frame.name }
  return { ...view, live: known ? view.live : [...view.live, item], retrying: null }
}

/** What is still being written once this is recorded. */
function liveAfter(live: LiveItem[], event: Event): LiveItem[] {
  if (live.length === 0) return live
  switch (event.type) {
    case 'message.received':
      // Its plans are recorded with it.
      return without(live, 'text', event.item.id).filter(item => item.kind !== 'plan')
    case 'reasoning.received':
      return without(live, 'reasoning', event.item.id)
    case 'call.received':
      return without(live, 'arguments', event.item.call_id)
    case 'call.completed':
      return without(live, 'output', event.callId)
    case 'history.compacted':
    case 'compaction.failed':
      return without(live, 'summary', event.turnId)
    case 'turn.finished':
      return []
    default:
      return live
  }
}

/** Without the item of this id; where the record has none of a known id, without the oldest of its kind. */
function without(live: LiveItem[], kind: LiveItem['kind'], id: string | undefined): LiveItem[] {
  const found = live.findIndex(item => item.kind === kind && item.id === id)
  const index = found < 0 && kind !== 'output' ? live.findIndex(item => item.kind === kind) : found
  return index < 0 ? live : live.filter((_, at) => at !== index)
}

/** Drops pending messages that the thread holds now. */
function withoutTaken(view: ThreadView): ThreadView {
  const { thread, pending } = view
  if (!thread || pending.length === 0) return view
  const taken = new Set(thread.inbox.map(input => input.id))
  for (const item of thread.turns.at(-1)?.items ?? []) {
    if (item.type === 'userMessage') taken.add(item.id.replace(/^msg_/, ''))
  }
  const left = pending.filter(input => !taken.has(input.id))
  return left.length === pending.length ? view : { ...view, pending: left }
}
