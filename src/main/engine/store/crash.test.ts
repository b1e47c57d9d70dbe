import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHomes, header, id, linesOf, NOW, save, turn } from './storeFixture.ts'

let homes: ReturnType<typeof createHomes>
beforeEach(() => {
  homes = createHomes()
})
afterEach(() => homes.remove())

test('a running turn is open in the list, however far each part of the index has read', async () => {
  const store = homes.open()
  const log = store.create(header(1))
  const bodies = turn('t1')
  await save(log, bodies.slice(0, 4))
  await store.sweep()
  await save(log, bodies.slice(4, 6))
  expect(store.list({ limit: 9 }).threads).toMatchObject([{ status: 'running' }]) // what happened is in, its words are not
  await save(log, bodies.slice(6, 8))
  store.close() // as a killed process: what was not projected is only in the file
  const again = homes.open()
  await again.sweep()
  expect(again.list({ limit: 9 }).threads).toMatchObject([{ status: 'running', turns: 1 }])
  await log.close()
})

const YEAR_MS = 365 * 24 * 3600 * 1000

test.each([
  ['a year back', -YEAR_MS],
  ['a year ahead', YEAR_MS],
  ['to 1970', -NOW],
  ['an hour back, as in autumn', -3_600_000],
])('a clock that is put %s loses nothing and changes no order', async (_what, jumpMs) => {
  let now = NOW
  const store = homes.open('home', [], () => now++)
  const log = store.create(header(1))
  await log.append(turn('t1'), { durable: true, at: now })
  await log.append(turn('t2'), { durable: true, at: now })
  now += jumpMs
  await log.append(turn('t3'), { durable: true, at: now })
  await log.close()

  const back = await store.open(id(1))
  const third = back.thread.turns[2]?.firstSeq ?? expect.fail()
  await back.close()
  const reverted = await store.revert(id(1), third)
  await reverted.append(turn('t4'), { durable: true, at: now })
  await reverted.close()
  now -= jumpMs / 2
  const again = await store.open(id(1))
  await again.append(turn('t5'), { durable: true, at: now })
  await again.close()

  store.close()
  for (const index of ['index.sqlite', 'outlines.sqlite']) fs.rmSync(`${homes.root}/home/${index}`, { force: true })
  const other = homes.open('home', [], () => now++)
  const found = await other.open(id(1))
  expect(found.thread.turns.map(({ id: turnId, status }) => [turnId, status])).toEqual(
    ['t1', 't2', 't4', 't5'].map(turnId => [turnId, 'completed']),
  )
  await other.sweep()
  expect(other.list({ limit: 9 }).threads).toMatchObject([{ id: id(1), turns: 4 }])
  const path = other.pathOf(id(1)) ?? expect.fail()
  const ordinals = linesOf(path).map(line => line.ordinal)
  expect(ordinals).toEqual(ordinals.map((_, index) => ordinals[0] + index))
})
