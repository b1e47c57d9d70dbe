import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from './store.ts'
import { createHomes, header, id, linesOf, NOW, save, turn, written } from './storeFixture.ts'

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

/** A thread of so many turns with an output of 100 KB each; the last one is open, and its last line torn, if it `isCut`. */
async function writeLong(store: Store, n: number, turns: number, isCut: boolean): Promise<void> {
  const path = await written(store, n, turn('t0'))
  const lines = fs.readFileSync(path, 'utf8').trimEnd().split('\n')
  const first = lines.findIndex(line => line.includes('"task_started"'))
  const ofTurn = lines.slice(first)
  const output = 'x'.repeat(100_000)
  const fd = fs.openSync(path, 'a')
  let ordinal = lines.length
  for (let at = 1; at <= turns; at++) {
    const added = ofTurn.map(line =>
      line
        .replace(/"ordinal":\d+/, () => `"ordinal":${ordinal++}`)
        .replaceAll('t0', `t${at}`)
        .replace('elderberry', output),
    )
    const isLast = isCut && at === turns
    const text = `${(isLast ? added.slice(0, -1) : added).join('\n')}\n`
    fs.writeSync(fd, isLast ? text + added.at(-1)?.slice(0, 50) : text)
  }
  fs.closeSync(fd)
}

/** Opens a thread in a process of its own and kills that after a while; resolves with whether it had got through. */
async function openAndKill(n: number, afterMs: number): Promise<boolean> {
  const source = `
    import { createStore } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)}
    const store = createStore({ homePath: ${JSON.stringify(`${homes.root}/home`)} })
    console.log('begins')
    await store.open(${JSON.stringify(id(n))})
    console.log('done')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (words: string) => (said += words))
  await once(child.stdout, 'data')
  await delay(afterMs)
  child.kill('SIGKILL')
  await once(child, 'close')
  return said.includes('done')
}

test('opening 200 MB after a crash costs no more than opening them otherwise, however often it is cut short', async () => {
  const TURNS = 2000
  const store = homes.open()
  await writeLong(store, 1, TURNS, false)
  await writeLong(store, 2, TURNS, true)
  expect(fs.statSync(store.pathOf(id(2)) ?? '').size).toBeGreaterThan(200_000_000)
  store.close()
  /** What it computed: how long it took is also the work of whoever else is at work. */
  const opened = async (n: number): Promise<number> => {
    const other = homes.open()
    const begun = process.cpuUsage()
    const log = await other.open(id(n))
    const { user, system } = process.cpuUsage(begun)
    expect(log.thread.turns.at(-1)?.status).toBe(n === 2 ? 'running' : 'completed')
    await log.close()
    other.close()
    return (user + system) / 1000
  }
  const soundMs = await opened(1)
  const before = fs.readFileSync(homes.open().pathOf(id(2)) ?? '')
  // Four at a time: those who recover may well be several.
  const gotThrough: boolean[] = []
  for (let n = 0; n < 20; n += 4) {
    const ends = [n, n + 1, n + 2, n + 3].map(kill => openAndKill(2, (kill / 40) * soundMs))
    gotThrough.push(...(await Promise.all(ends)))
  }
  expect(gotThrough).toContain(false)
  expect(await opened(2)).toBeLessThan(2 * soundMs + 1000)
  expect(fs.readFileSync(homes.open().pathOf(id(2)) ?? '').equals(before)).toBe(true)
}, 180_000)
