import { expect, test } from 'vitest'
import type { LiveFrame, ThreadFrame } from '../../contract/schemas.ts'
import type { Event, EventBody } from '../../core/thread/events.ts'
import { emptyThread } from '../../core/thread/thread.ts'
import { EMPTY_VIEW, takeFrame } from './threadView.ts'
import type { ThreadView } from './threadView.ts'

const at = (seq: number, body: EventBody): ThreadFrame => ({ type: 'event', event: { ...body, seq, at: seq } as Event })
const live = (kind: LiveFrame['kind'], itemId: string): ThreadFrame => ({
  type: 'live',
  kind,
  itemId,
  offset: 0,
  text: 'x',
})
const play = (frames: ThreadFrame[], view: ThreadView = EMPTY_VIEW) => frames.reduce(takeFrame, view)
const opened = play([
  { type: 'reset', thread: { ...emptyThread('t'), seq: 0 } },
  at(1, { type: 'turn.started', turnId: 'a' }),
])

const said = (seq: number, id?: string): ThreadFrame =>
  at(seq, {
    type: 'message.received',
    turnId: 'a',
    item: { type: 'message', role: 'assistant', id, content: [{ type: 'output_text', text: 'done' }] },
  })

test('live text becomes the recorded item, and nothing else that is live does', () => {
  const view = play([live('output', 'call'), live('text', 'm1'), live('text', 'm1'), said(2, 'm1')], opened)
  expect(view.live).toEqual([{ id: 'call', kind: 'output', name: undefined }])
  expect(view.thread?.turns[0]?.items).toHaveLength(1)
})

test('plans in progress are recorded with their message', () => {
  const view = play([live('text', 'm1'), live('plan', 'a-plan'), live('plan', 'a-plan-2'), said(2, 'm1')], opened)
  expect(view.live).toEqual([])
})

test('a summary in progress ends with the compaction, however that ends', () => {
  const begun = play([live('summary', 'a')], opened)
  const done: EventBody = { type: 'history.compacted', turnId: 'a', message: '', replacement: [], windowNumber: 1 }
  const failed = {
    type: 'compaction.failed',
    turnId: 'a',
    trigger: 'auto',
    failure: { code: 'c', message: 'm' },
  } as const
  expect(begun.live).toHaveLength(1)
  expect(play([at(2, done)], begun).live).toEqual([])
  expect(play([at(2, failed)], begun).live).toEqual([])
})

test('an answer recorded without its id ends the oldest live text', () => {
  expect(play([live('text', 'm1'), said(2)], opened).live).toEqual([])
})

test('a stream that is tried again voids what it wrote, not what a command prints', () => {
  const retry: ThreadFrame = { type: 'retrying', attempt: 1, of: 5, delayMs: 200, message: 'cut' }
  const view = play([live('output', 'call'), live('text', 'm1'), retry], opened)
  expect(view.live.map(item => item.kind)).toEqual(['output'])
  expect(view.retrying).toEqual({ attempt: 1, of: 5, message: 'cut' })
  expect(play([live('text', 'm2')], view).retrying).toBeNull()
})

test('the end of a turn ends all that was live', () => {
  const end = at(3, { type: 'turn.finished', turnId: 'a', status: 'interrupted', startedAt: 1 })
  expect(play([live('output', 'call'), live('text', 'm1'), end], opened).live).toEqual([])
})

test('events that are known already change nothing', () => {
  const view = play([said(2, 'm1')], opened)
  expect(takeFrame(view, said(2, 'm1'))).toBe(view)
})

test('a sent message is pending until the thread holds it, as queued or as said', () => {
  const pending = (id: string) => ({ id, content: [], delivery: 'queue' as const, at: 0, refused: null })
  const view = { ...opened, pending: [pending('input-1'), pending('input-2')] }
  const queued = at(2, { type: 'input.queued', inputId: 'input-1', content: [], delivery: 'queue' })
  const sent = at(3, {
    type: 'message.sent',
    turnId: 'a',
    item: { type: 'message', role: 'user', id: 'msg_input-2', content: [] },
  })
  expect(play([queued], view).pending.map(input => input.id)).toEqual(['input-2'])
  expect(play([queued, sent], view).pending).toEqual([])
})

test('facts of a newer engine are kept for the log and change nothing else', () => {
  const unknown = { type: 'event', event: { type: 'moon.rose', seq: 9, at: 9 } } as unknown as ThreadFrame
  const view = takeFrame(opened, unknown)
  expect(view.thread).toEqual({ ...opened.thread, seq: 9, updatedAt: 9 })
  expect(view.events.at(-1)?.type).toBe('moon.rose')
})
