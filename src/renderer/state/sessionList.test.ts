import { expect, test } from 'vitest'
import type { SessionRow } from '../../contract/sessions.ts'
import type { Client } from '../../rpc/client.ts'
import { createSessionList } from './sessionList.ts'
import type { SessionRequest } from './sessionQuery.ts'

const row = (index: number): SessionRow => ({
  id: `t${index}`,
  title: `Thread ${index}`,
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
})

interface Asked {
  method: string
  params: { limit: number; cursor?: string; text?: string }
  answer(rows: SessionRow[]): void
  refuse(): void
}

/** An engine whose answers come when the test says so. */
function hand() {
  const asked: Asked[] = []
  const call = ((method: string, params: Asked['params']) =>
    new Promise((resolve, reject) => {
      asked.push({
        method,
        params,
        answer: rows =>
          resolve(
            method === 'session/search'
              ? { results: rows.map(session => ({ session, hits: [], hitCount: 1 })), nextCursor: null }
              : { sessions: rows, nextCursor: null, total: rows.length, threads: rows },
          ),
        refuse: () => reject(new Error('No.')),
      })
    })) as unknown as Client['call']
  return { asked, call }
}

/** An engine with so many threads, which answers at once. */
function shelf(count: number) {
  const cursors: (string | undefined)[] = []
  const call = (async (_method: string, { limit, cursor }: Asked['params']) => {
    cursors.push(cursor)
    const from = Number(cursor ?? 0)
    const to = Math.min(count, from + limit)
    return {
      sessions: Array.from({ length: to - from }, (_, index) => row(from + index)),
      nextCursor: to < count ? String(to) : null,
      total: count,
    }
  }) as unknown as Client['call']
  return { cursors, call }
}

const ALL: SessionRequest = { kind: 'list', filter: { shelf: 'active' } }
const search = (text: string): SessionRequest => ({ kind: 'search', text, filter: { shelf: 'all' } })
const ids = (list: ReturnType<typeof createSessionList>) =>
  list.store.getState().entries.map(({ session }) => session.id)
const now = () => 0

test('an answer that was overtaken is dropped, and what is shown stays until the next is there', async () => {
  const { asked, call } = hand()
  const list = createSessionList({ call, now })
  const first = list.show(ALL)
  asked[0]?.answer([row(1)])
  await first
  const slow = list.show(search('a'))
  const quick = list.show(search('ab'))
  expect(ids(list)).toEqual(['t1'])
  expect(list.store.getState()).toMatchObject({ fresh: false, request: ALL })
  asked[2]?.answer([row(2)])
  await quick
  asked[1]?.answer([row(3)])
  await slow
  expect(ids(list)).toEqual(['t2'])
  expect(list.store.getState()).toMatchObject({ fresh: true, total: 1, request: search('ab') })
})

test('a refusal keeps what is shown and says why', async () => {
  const { asked, call } = hand()
  const list = createSessionList({ call, now })
  const first = list.show(ALL)
  asked[0]?.answer([row(1)])
  await first
  const again = list.reload()
  asked[1]?.refuse()
  await again
  expect(list.store.getState()).toMatchObject({ failure: 'No.', fresh: true })
  expect(ids(list)).toEqual(['t1'])
})

test('pages follow each other by their cursors, each once, as far as is looked', async () => {
  const { cursors, call } = shelf(700)
  const list = createSessionList({ call, now })
  await list.show(ALL)
  expect(list.store.getState()).toMatchObject({ total: 700 })
  expect(ids(list)).toHaveLength(60)
  await Promise.all([list.reach(100), list.reach(300), list.reach(20)])
  expect(ids(list)).toHaveLength(460)
  await list.reach(Infinity)
  expect(ids(list)).toEqual(Array.from({ length: 700 }, (_, index) => `t${index}`))
  expect(cursors).toEqual([undefined, '60', '260', '460', '660'])
})

test('reading again brings the beginning back at once', async () => {
  const { call } = shelf(2000)
  const list = createSessionList({ call, now })
  await list.show(ALL)
  await list.reach(Infinity)
  await list.reload()
  expect(ids(list).length).toBeGreaterThanOrEqual(600)
  expect(ids(list).length).toBeLessThan(2000)
})

test('changes show at once', async () => {
  const { call } = shelf(3)
  const list = createSessionList({ call, now })
  await list.show(ALL)
  list.update(new Set(['t1']), session => ({ ...session, pinned: true }))
  expect(list.store.getState().entries.map(({ session }) => session.pinned)).toEqual([false, true, false])
  list.remove(new Set(['t0', 'gone']))
  expect(ids(list)).toEqual(['t1', 't2'])
  expect(list.store.getState().total).toBe(2)
})

test('the trash is searched by title', async () => {
  const { asked, call } = hand()
  const list = createSessionList({ call, now })
  const shown = list.show({ kind: 'trash', text: 'thread 2' })
  asked[0]?.answer([row(1), row(2)])
  await shown
  expect(ids(list)).toEqual(['t2'])
})
