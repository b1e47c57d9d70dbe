import { expect, test } from 'vitest'
import type { SessionRow } from '../../contract/sessions.ts'
import type { Client } from '../../rpc/client.ts'
import { openTab } from './layout.ts'
import { createSessionActions } from './sessionActions.ts'
import { createSessionList } from './sessionList.ts'
import { createAppStore } from './store.ts'

const row = (id: string, over: Partial<SessionRow> = {}): SessionRow => ({
  id,
  title: `Thread ${id}`,
  preview: '',
  cwd: '/work',
  branch: null,
  source: 'desktop',
  model: null,
  status: 'idle',
  activity: null,
  archived: false,
  createdAt: 0,
  updatedAt: 0,
  pinned: false,
  home: 'heddle',
  readOnly: false,
  turns: 1,
  totalTokens: 0,
  filesTouched: 0,
  forkedFrom: null,
  parentId: null,
  bytes: 1,
  ...over,
})

/** A window over an engine that does as it is told, but for the threads it refuses. */
function workbench({ refuses = [], breaks = false }: { refuses?: string[]; breaks?: boolean } = {}) {
  const asked: [method: string, params: Record<string, unknown>][] = []
  const call = (async (method: string, params: Record<string, unknown>) => {
    if (method === 'session/list') return { sessions: [], nextCursor: null, total: 0 }
    asked.push([method, params])
    if (breaks) throw new Error('The disk is full.')
    if (method === 'trash/empty') return { deleted: 2, bytes: 9 }
    if (method === 'thread/fork') return { threadId: 'fork' }
    if (method === 'session/export') return { path: `/exports/${String(params.threadId)}.md`, bytes: 1 }
    const ids = params.threadIds as string[]
    return {
      changed: ids.filter(id => !refuses.includes(id)),
      refused: ids.filter(id => refuses.includes(id)).map(threadId => ({ threadId, message: `${threadId} runs.` })),
    }
  }) as unknown as Client['call']
  const store = createAppStore()
  const list = createSessionList({ call, now: () => 0 })
  let id = 0
  const copied: string[] = []
  const actions = createSessionActions({
    store,
    list,
    call,
    newId: () => `c${++id}`,
    copy: async text => void copied.push(text),
  })
  const said = () => store.getState().notices.map(({ text }) => text)
  return { store, list, actions, asked, said, copied }
}

test('what was changed can be taken back, and only that', async () => {
  const { actions, asked, said, store } = workbench({ refuses: ['b'] })
  await actions.archive([row('a'), row('b'), row('c', { archived: true })], true)
  expect(asked).toEqual([['session/archive', { threadIds: ['a', 'b'], archived: true }]])
  expect(said()).toEqual(['b runs.', 'Archived “Thread a”.'])
  store.getState().notices[1]?.action?.run()
  await Promise.resolve()
  expect(asked[1]).toEqual(['session/archive', { threadIds: ['a'], archived: false }])
})

test('step by step, the newest first, and never twice', async () => {
  const { actions, asked, said } = workbench()
  await actions.trash([row('a')])
  void actions.pin([row('b')], true)
  await actions.undo()
  await actions.undo()
  expect(asked.slice(2)).toEqual([
    ['session/pin', { threadIds: ['b'], pinned: false }],
    ['trash/restore', { threadIds: ['a'] }],
  ])
  await actions.undo()
  expect(said().at(-1)).toBe('Nothing to undo.')
})

test('changes are sent in the order in which they were made, one at a time', async () => {
  const { actions, asked, said } = workbench()
  const pinned = actions.pin([row('a')], true)
  const trashed = actions.trash([row('a', { pinned: true })])
  await Promise.all([pinned, trashed])
  expect(asked.map(([method]) => method)).toEqual(['session/pin', 'session/trash'])
  expect(said()).toEqual(['In the trash: “Thread a”.'])
})

test('only the newest step offers to be undone', async () => {
  const { actions, store } = workbench()
  await actions.trash([row('a')])
  await actions.trash([row('b'), row('c')])
  const offers = store.getState().notices.filter(({ action }) => action)
  expect(offers.map(({ text }) => text)).toEqual(['In the trash: 2 threads.'])
})

test('thousands go in several commands', async () => {
  const { actions, asked } = workbench()
  await actions.archive(
    Array.from({ length: 2300 }, (_, index) => row(`t${index}`)),
    true,
  )
  expect(asked.map(([, { threadIds }]) => (threadIds as string[]).length)).toEqual([1000, 1000, 300])
})

test('a failure is said, and the list is read again', async () => {
  const { actions, list, said } = workbench({ breaks: true })
  await list.show({ kind: 'list', filter: { shelf: 'active' } })
  await actions.trash([row('a')])
  expect(said()).toEqual(['The disk is full.'])
  expect(list.store.getState().fresh).toBe(true)
})

test('threads that go to the trash lose their tabs; a fork comes to the front', async () => {
  const { actions, store, asked } = workbench()
  store.setState(({ layout }) => ({ layout: openTab(openTab(layout, 'b'), 'a') }))
  await actions.trash([row('a')])
  expect(store.getState().layout).toMatchObject({ tabs: [{ focus: 'b' }], active: 'b' })
  await actions.fork('b', 'turn-3')
  expect(asked.at(-1)).toEqual(['thread/fork', { commandId: 'c1', threadId: 'b', turnId: 'turn-3' }])
  expect(store.getState().layout.active).toBe('fork')
})

test('the path of an export can be copied', async () => {
  const { actions, store, said, copied } = workbench()
  await actions.export([row('a')], 'markdown')
  expect(said()).toEqual(['Exported to /exports/a.md'])
  store.getState().notices[0]?.action?.run()
  expect(copied).toEqual(['/exports/a.md'])
})
