import { utimesSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EventBody } from '../../../core/thread/events.ts'
import { createHomes, header, id, save, turn } from './storeFixture.ts'

let homes: ReturnType<typeof createHomes>
beforeEach(() => void (homes = createHomes()))
afterEach(() => homes.remove())

const agent = { nickname: 'Ada', role: 'worker', depth: 1 }
const spawned: EventBody = {
  type: 'agent.spawned',
  turnId: 't1',
  callId: 'c',
  agentId: id(2),
  nickname: 'Ada',
  role: 'worker',
}

/** A thread with an agent, which was at work last. */
async function family() {
  const store = homes.open()
  const [parent, child] = [store.create(header(1)), store.create(header(2, { parentId: id(1), agent }))]
  await save(parent, [...turn('t1'), spawned])
  await save(child, turn('t2'))
  await parent.close()
  utimesSync(store.pathOf(id(1)) ?? '', 1, 1)
  return { store, child }
}

test('an agent is listed below its parent only, and is never what somebody was at last', async () => {
  const { store } = await family()
  expect(store.list({ limit: 10 }).threads.map(row => row.id)).toEqual([id(1)])
  expect(store.agents(id(1))).toMatchObject([{ id: id(2), parentId: id(1), agent }])
  expect(await store.find('last')).toBe(id(1))
  expect(await store.find('last', { cwd: '/ws' })).toBe(id(1))
  await store.rebuild()
  expect(store.agents(id(1))).toMatchObject([{ id: id(2), agent }])
})

test('one that became a thread of its own is listed as one, also by an index that is built anew', async () => {
  const { store, child } = await family()
  await save(child, [{ type: 'thread.promoted' }])
  await child.close()
  const isListed = () =>
    store
      .list({ limit: 10 })
      .threads.map(row => row.id)
      .sort()
  expect([isListed(), store.agents(id(1))]).toEqual([[id(1), id(2)], []])
  await store.rebuild()
  expect([isListed(), store.agents(id(1))]).toEqual([[id(1), id(2)], []])
  expect((await store.open(id(2))).thread).toMatchObject({ id: id(2), parentId: undefined, agent: undefined })
})

test('a fork has the history in which agents were spawned, and none of them', async () => {
  const { store } = await family()
  const { thread } = await store.open(id(1))
  expect(thread.agents).toMatchObject([{ id: id(2), state: 'open' }])
  const fork = await store.fork({ ...header(3), forkedFrom: { threadId: id(1), beforeSeq: thread.seq + 1 } })
  expect(fork.thread).toMatchObject({ id: id(3), agents: undefined })
  await save(fork, turn('t3'))
  await fork.close()
  expect((await homes.open().open(id(3))).thread).toMatchObject({ id: id(3), agents: undefined })
})

test('an agent from which turns were taken out stays one', async () => {
  const { store, child } = await family()
  const [started] = await save(child, turn('t4'))
  await child.close()
  const reverted = await store.revert(id(2), started?.seq ?? 0)
  await save(reverted, [{ type: 'thread.reverted', turns: 1 }])
  await reverted.close()
  expect((await store.open(id(2))).thread).toMatchObject({ parentId: id(1), agent })
  expect(store.agents(id(1))).toMatchObject([{ id: id(2), agent }])
})
