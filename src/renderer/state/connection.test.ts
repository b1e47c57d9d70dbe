import { expect, test } from 'vitest'
import { Failure } from '../../contract/procedure.ts'
import type { ThreadFrame } from '../../contract/schemas.ts'
import type { Event, EventBody } from '../../core/thread/events.ts'
import { emptyThread } from '../../core/thread/thread.ts'
import type { Client } from '../../rpc/client.ts'
import { createActions, textContent } from './actions.ts'
import { createConnection } from './connection.ts'
import { createDrafts } from './drafts.ts'
import { closePane, FIRST_LAYOUT, openBeside, openTab } from './layout.ts'
import { createLiveText } from './liveText.ts'
import { createAppStore, updateLayout, viewOf } from './store.ts'

type Answers = Record<string, (params: Record<string, unknown>) => unknown>

const ANSWERS: Answers = {
  'engine/status': () => ({ version: '0.1.0' }),
  'model/list': () => ({ models: [] }),
  'workspace/list': () => ({ workspaces: [] }),
  'interface/read': () => ({ values: { 'draft:t': 'kept', layout: { tabs: ['t'], active: 't' } } }),
  'interface/write': () => ({}),
}

interface Watch {
  method: string
  params: Record<string, unknown>
  push(frame: unknown): void
  end(failure: Error | null): void
}

/** One connection: answers calls from a table, hands out its subscriptions, can be cut. */
function wire(answers: Answers) {
  const calls: [string, Record<string, unknown>][] = []
  const watches: Watch[] = []
  let onClose: (() => void)[] = []
  const client = {
    call: async (method: string, params: Record<string, unknown>) => {
      calls.push([method, params])
      return answers[method]?.(params)
    },
    subscribe(method: string, params: Record<string, unknown>, push: (frame: never) => void, end?: Watch['end']) {
      const watch: Watch = { method, params, push: push as Watch['push'], end: failure => end?.(failure) }
      watches.push(watch)
      return { close: () => void watches.splice(watches.indexOf(watch), 1) }
    },
    onClose: (handler: () => void) => {
      onClose.push(handler)
      return () => {}
    },
    close: () => {},
  } as unknown as Client
  const watchOf = (threadId: string) => watches.find(watch => watch.params.threadId === threadId)
  const cut = () => {
    const handlers = onClose
    onClose = []
    handlers.forEach(handler => handler())
  }
  return { client, calls, watches, watchOf, cut }
}

/** A window whose frames are drawn when the test says so, and whose retries happen at once. */
function rig(over: Answers = {}) {
  const wires = [wire({ ...ANSWERS, ...over }), wire({ ...ANSWERS, ...over })]
  const store = createAppStore()
  const live = createLiveText()
  let opened = 0
  let draw: (() => void)[] = []
  const drafts = createDrafts(() => true)
  const connection = createConnection({
    store,
    live,
    drafts,
    open: async () => wires[opened++]?.client ?? new Promise<never>(() => {}),
    schedule: run => void draw.push(run),
    wait: async () => {},
    now: () => 7,
    window: { id: 'w', isEmpty: false },
  })
  const actions = createActions({ store, drafts, client: connection.client, now: () => 0 })
  const frame = () => {
    const runs = draw
    draw = []
    runs.forEach(run => run())
  }
  connection.start()
  return { first: wires[0]!, second: wires[1]!, store, live, drafts, connection, actions, frame }
}

const settled = () => new Promise(resolve => setImmediate(resolve))
const event = (seq: number, body: EventBody): ThreadFrame => ({
  type: 'event',
  event: { ...body, seq, at: seq } as Event,
})
const reset = (seq: number): ThreadFrame => ({ type: 'reset', thread: { ...emptyThread('t'), seq } })

test('a window comes back with its tabs and drafts, and watches the thread in front', async () => {
  const { first, store, drafts } = rig()
  await settled()
  expect(store.getState()).toMatchObject({ connection: 'open', restored: true, layout: { active: 't' } })
  expect(drafts.read('t')).toBe('kept')
  expect(first.watches.map(watch => [watch.method, watch.params.threadId])).toEqual([
    ['threads/watch', undefined],
    ['inbox/watch', undefined],
    ['elicitations/watch', undefined],
    ['thread/watch', 't'],
  ])
})

test('an agent beside the thread in front is watched until it is put away, and again after a lost connection', async () => {
  const { first, second, store, frame } = rig()
  await settled()
  updateLayout(store, layout => openBeside(layout, 'agent'))
  expect(first.watchOf('agent')).toBeDefined()
  first.watchOf('agent')?.push(reset(3))
  frame()
  first.cut()
  await settled()
  expect(second.watchOf('agent')?.params).toEqual({ threadId: 'agent', after: 3 })
  updateLayout(store, layout => closePane(layout, 'agent'))
  expect(second.watchOf('agent')).toBeUndefined()
  expect(second.watchOf('t')).toBeDefined()
})

test('what was remembered is not written back; what changes is', async () => {
  const { first, store } = rig()
  await settled()
  const written = () => first.calls.filter(([method]) => method === 'interface/write')
  expect(written()).toEqual([])
  updateLayout(store, layout => openTab(layout, 'u'))
  expect(written()).toEqual([['interface/write', { key: 'layout:w', value: { ...store.getState().layout, at: 7 } }]])
})

test('what is opened before it is known what was remembered stays, and is kept', async () => {
  const { first, store } = rig()
  updateLayout(store, layout => openTab(layout, 'u'))
  await settled()
  expect(store.getState()).toMatchObject({ restored: true, layout: { active: 'u' } })
  const written = first.calls.filter(([method]) => method === 'interface/write')
  expect(written).toEqual([['interface/write', { key: 'layout:w', value: { ...store.getState().layout, at: 7 } }]])
})

test('frames are folded together, once a drawn frame', async () => {
  const { first, store, frame } = rig()
  await settled()
  let renders = 0
  store.subscribe(() => renders++)
  const { push } = first.watchOf('t')!
  push(reset(0))
  push(event(1, { type: 'thread.renamed', title: 'Now' }))
  expect(renders).toBe(0)
  frame()
  expect(viewOf(store.getState(), 't').thread).toMatchObject({ title: 'Now', seq: 1 })
})

test('after a lost connection the thread goes on from what is known, without old live text', async () => {
  const { first, second, store, live, frame } = rig()
  await settled()
  const { push } = first.watchOf('t')!
  push(reset(7))
  push({ type: 'live', kind: 'text', itemId: 'm', offset: 0, text: 'half' })
  frame()
  expect(live.read('t/text/m')).toBe('half')
  first.cut()
  await settled()
  expect(second.watchOf('t')?.params).toEqual({ threadId: 't', after: 7 })
  expect(viewOf(store.getState(), 't')).toMatchObject({ live: [], thread: { seq: 7 }, refused: null })
  second.watchOf('t')!.push(event(8, { type: 'thread.renamed', title: 'Later' }))
  frame()
  expect(live.read('t/text/m')).toBe('')
  expect(viewOf(store.getState(), 't').thread?.title).toBe('Later')
})

test('a thread that may not be watched says why', async () => {
  const { first, store } = rig()
  await settled()
  first.watchOf('t')!.end(new Failure('thread.notFound', 'This thread is gone.'))
  expect(viewOf(store.getState(), 't').refused).toBe('This thread is gone.')
})

test('a closed tab is watched no longer', async () => {
  const { first, store } = rig()
  await settled()
  updateLayout(store, () => FIRST_LAYOUT)
  expect(first.watchOf('t')).toBeUndefined()
})

test('a message shows at once; refused, it says why and can be sent again under the same id', async () => {
  let refuse = true
  const { first, store, actions } = rig({
    'input/send': () => {
      if (refuse) throw new Failure('thread.archived', 'This thread is archived.')
      return { seq: 1, turnId: 'a' }
    },
  })
  await settled()
  const sending = actions.send('t', textContent('hello'), 'queue')
  expect(viewOf(store.getState(), 't').pending).toMatchObject([{ refused: null }])
  await sending
  const [input] = viewOf(store.getState(), 't').pending
  expect(input?.refused).toBe('This thread is archived.')
  refuse = false
  await actions.send('t', textContent('hello'), 'queue', input!.id)
  const ids = first.calls.flatMap(([method, params]) => (method === 'input/send' ? [params.inputId] : []))
  expect(ids).toEqual([input!.id, input!.id])
  expect(viewOf(store.getState(), 't').pending).toMatchObject([{ refused: null }])
})

test('a refused command is a notice, never a throw', async () => {
  const { store, actions } = rig({
    'turn/interrupt': () => {
      throw new Failure('turn.notRunning', 'No turn is running.')
    },
  })
  await settled()
  expect(await actions.interrupt('t', 'a')).toBeNull()
  expect(store.getState().notices).toMatchObject([{ level: 'error', text: 'No turn is running.' }])
})
