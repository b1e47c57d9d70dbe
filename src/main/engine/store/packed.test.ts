import fs from 'node:fs'
import { join } from 'node:path'
import zlib from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isPacked } from './packed.ts'
import { rolloutsOf } from './rolloutPaths.ts'
import type { Store } from './store.ts'
import { createHomes, header, id, linesOf, save, turn, written } from './storeFixture.ts'

let homes: ReturnType<typeof createHomes>
let store: Store
beforeEach(() => {
  homes = createHomes()
  store = homes.open()
})
afterEach(() => homes.remove())

/** Packs a rollout as the real program does. */
function pack(path: string): string {
  fs.writeFileSync(`${path}.zst`, zlib.zstdCompressSync(fs.readFileSync(path)))
  fs.rmSync(path)
  return `${path}.zst`
}

async function turnsOf(threadId: string, from = store): Promise<string[]> {
  const log = await from.open(threadId)
  await log.close()
  return log.thread.turns.map(turn => turn.id)
}

test('a packed thread is listed, found, shown in pages and stays packed', async () => {
  const packed = pack(await written(store, 1, [...turn('t1', 'a medlar'), ...turn('t2'), ...turn('t3')]))
  const other = homes.open()
  await other.sweep()
  expect(other.list({ limit: 9 }).threads).toMatchObject([{ id: id(1), preview: 'a medlar', turns: 3 }])
  expect(await turnsOf(id(1), other)).toEqual(['t1', 't2', 't3'])
  const page = await other.page(id(1), { limit: 1, before: (await other.open(id(1))).thread.turns[1]!.firstSeq })
  expect(page?.turns.map(turn => turn.id)).toEqual(['t1'])
  expect((await other.outline(id(1))).map(({ preview }) => preview)).toEqual(['a medlar', 'hello', 'hello'])
  expect(other.pathOf(id(1))).toBe(packed)
})

test('going on unpacks it, byte for byte', async () => {
  const path = await written(store, 1)
  const before = fs.readFileSync(path)
  const packed = pack(path)
  const log = await store.open(id(1))
  await save(log, turn('t2'))
  await log.close()
  expect(fs.existsSync(packed)).toBe(false)
  expect(fs.readFileSync(path).subarray(0, before.length)).toEqual(before)
  expect(linesOf(path).map(line => line.ordinal)).toEqual(linesOf(path).map((_, n) => n))
  expect(await turnsOf(id(1))).toEqual(['t1', 't2'])
})

test('what is packed while we have it open is not begun again', async () => {
  const path = await written(store, 1)
  const log = await store.open(id(1))
  pack(path)
  await expect(save(log, turn('t2'))).rejects.toMatchObject({ code: 'thread.changed' })
  await log.close()
  expect(fs.existsSync(path)).toBe(false)
  expect(await turnsOf(id(1))).toEqual(['t1'])
})

test('a fork reads on through a base that was packed, and one of another home is left as it is', async () => {
  const path = await written(store, 1, [...turn('t1'), ...turn('t2')])
  const { seq } = (await store.open(id(1))).thread
  const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: seq + 1 } })
  await save(fork, turn('own'))
  await fork.close()
  const packed = pack(path)
  expect(await turnsOf(id(2))).toEqual(['t1', 't2', 'own'])

  const other = homes.open('other', [join(homes.root, 'home')])
  const copy = await other.fork({ ...header(3), forkedFrom: { threadId: id(1), beforeSeq: seq + 1 } })
  await save(copy, turn('copied'))
  await copy.close()
  expect(await turnsOf(id(3), other)).toEqual(['t1', 't2', 'copied'])
  expect(fs.existsSync(packed)).toBe(true)
})

test('where both are there the packing was cut short: the plain one counts', async () => {
  const path = await written(store, 1)
  fs.writeFileSync(`${path}.zst`, zlib.zstdCompressSync(fs.readFileSync(path)).subarray(0, 40))
  expect(rolloutsOf([store.home], id(1)).map(file => file.path)).toEqual([path])
  expect(await turnsOf(id(1))).toEqual(['t1'])
})

test('one that cannot be unpacked hides no other', async () => {
  const packed = pack(await written(store, 1))
  fs.writeFileSync(packed, fs.readFileSync(packed).subarray(0, 40))
  await written(store, 2)
  const other = homes.open()
  await other.sweep()
  expect(other.list({ limit: 9 }).threads.map(thread => thread.id)).toContain(id(2))
  await expect(other.open(id(1))).rejects.toThrow()
  expect(isPacked(other.pathOf(id(1)) ?? '')).toBe(true)
})
