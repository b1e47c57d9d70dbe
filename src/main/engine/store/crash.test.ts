import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHomes, header, id, save, turn } from './storeFixture.ts'

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
