import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Thread } from '../../../core/thread/thread.ts'
import { parseRolloutName, rolloutsOf } from './rolloutPaths.ts'
import type { Store } from './store.ts'
import { createHomes, header, id, linesOf, save, turn, written } from './storeFixture.ts'

let homes: ReturnType<typeof createHomes>
let store: Store
beforeEach(() => {
  homes = createHomes()
  store = homes.open()
})
afterEach(() => homes.remove())

const turnIds = ({ turns }: Thread) => turns.map(turn => turn.id)

async function openThread(threadId: string): Promise<Thread> {
  const log = await store.open(threadId)
  await log.close()
  return log.thread
}

/** Takes a turn out and says something else. */
async function goBackTo(turnId: string, next: string): Promise<void> {
  const { turns } = await openThread(id(1))
  const seq = turns.find(turn => turn.id === turnId)?.firstSeq ?? Number.NaN
  const log = await store.revert(id(1), seq)
  await save(log, turn(next))
  await log.close()
}

test('what goes on from the further file of a thread names that file, not the thread', async () => {
  await written(store, 1, [...turn('t1'), ...turn('t2'), ...turn('t3')])
  await goBackTo('t3', 't4')
  await goBackTo('t4', 't5')
  const files = () => rolloutsOf([store.home], id(1))
  const [first, second] = files()
  expect(turnIds(await openThread(id(1)))).toEqual(['t1', 't2', 't5'])

  const { seq } = await openThread(id(1))
  const log = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: seq + 1 } })
  await save(log, turn('own'))
  await log.close()
  await goBackTo('t5', 't6')
  expect(turnIds(await openThread(id(2)))).toEqual(['t1', 't2', 't5', 'own'])
  expect(turnIds(await openThread(id(1)))).toEqual(['t1', 't2', 't6'])

  const baseOf = (path: string | undefined) => linesOf(path ?? '')[0].payload.history_base.thread_id
  expect(files()).toHaveLength(4)
  expect(baseOf(second?.path)).toBe(id(1))
  expect(baseOf(store.pathOf(id(2)) ?? '')).toBe(files()[2]?.fileId)
  expect(first?.fileId).toBe(id(1))
})

test('a file is referred to by its own id, if its name has one', () => {
  const [thread, segment] = [id(1), id(2)]
  const name = (ids: string) => parseRolloutName(`/s/rollout-2026-11-21T04-45-27-${ids}.jsonl`, false)
  expect(name(thread)).toMatchObject({ threadId: thread, fileId: thread })
  expect(name(`${thread}_${segment}`)).toMatchObject({ threadId: thread, fileId: segment })
})

test('turns that a fork has from its base are taken out of the fork, not of the base', async () => {
  await written(store, 1, [...turn('t1'), ...turn('t2'), ...turn('t3')])
  const { seq, turns } = await openThread(id(1))
  const log = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: seq + 1 } })
  await save(log, turn('own'))
  await log.close()
  const reverted = await store.revert(id(2), turns[1]?.firstSeq ?? Number.NaN)
  expect(reverted.thread.id).toBe(id(2))
  await save(reverted, turn('next'))
  await reverted.close()
  expect(turnIds(await openThread(id(1)))).toEqual(['t1', 't2', 't3'])
  expect(turnIds(await openThread(id(2)))).toEqual(['t1', 'next'])
  expect(rolloutsOf([store.home], id(1))).toHaveLength(1)
})
