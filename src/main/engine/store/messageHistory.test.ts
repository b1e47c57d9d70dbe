import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HistoryPolicy } from './messageHistory.ts'
import { createMessageHistory } from './messageHistory.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'
import { createHomes, header, id, linesOf, NOW, save, turn, written } from './storeFixture.ts'

let homes: ReturnType<typeof createHomes>
beforeEach(() => void (homes = createHomes()))
afterEach(() => homes.remove())

const open = (policy: HistoryPolicy) =>
  createStore({ homePath: `${homes.root}/home`, now: () => NOW, history: () => policy })

async function say(store: Store, said: string): Promise<void> {
  const log = store.create(header(1))
  const [begun, ...rest] = turn('t1', said)
  await save(log, [begun!, ...rest.slice(0, 2)])
  await save(log, rest.slice(2))
  await log.close()
}

test('what users say is kept, and nothing else', async () => {
  const store = open({ persistence: 'save-all' })
  await say(store, 'plum')
  expect(linesOf(store.home.history)).toEqual([{ session_id: id(1), ts: Math.floor((NOW + 5) / 1000), text: 'plum' }])
  expect(fs.statSync(store.home.history).mode & 0o777).toBe(0o600)
})

test('what an agent is told by another is nothing that a user said', async () => {
  const store = open({ persistence: 'save-all' })
  const log = store.create(header(1, { parentId: id(2) }))
  await save(log, turn('t1').slice(0, 3))
  expect(fs.existsSync(store.home.history)).toBe(false)
})

test('a fork says nothing again', async () => {
  const store = open({ persistence: 'save-all' })
  await written(store, 1, turn('t1', 'plum'))
  const attached = createStore({
    homePath: `${homes.root}/other`,
    attached: [`${homes.root}/home`],
    history: () => ({ persistence: 'save-all' }),
  })
  const fork = await attached.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: 1000 } })
  await save(fork, turn('t2', 'cherry').slice(0, 3))
  expect(linesOf(attached.home.history).map(({ text }) => text)).toEqual(['cherry'])
})

test('it can be switched off', async () => {
  const store = open({ persistence: 'none' })
  await say(store, 'plum')
  expect(fs.existsSync(store.home.history)).toBe(false)
})

test('the oldest messages go when the file grows too large, whole lines at a time', () => {
  const { home } = open({ persistence: 'none' })
  const history = createMessageHistory(home, () => ({ persistence: 'save-all', maxBytes: 1000 }))
  for (let n = 0; n < 100; n++) {
    history.add(id(1), `message ${n}`, NOW)
    expect(fs.statSync(home.history).size).toBeLessThanOrEqual(1000)
    expect(linesOf(home.history).at(-1)).toMatchObject({ text: `message ${n}` })
  }
  const kept = linesOf(home.history).map(({ text }) => Number(text.split(' ')[1]))
  expect(kept.length).toBeGreaterThan(5)
  expect(kept).toEqual(kept.map((_, at) => kept[0]! + at))
  history.add(id(1), 'x'.repeat(5000), NOW)
  expect(linesOf(home.history)).toHaveLength(1)
  expect(fs.readdirSync(home.path).filter(name => name.endsWith('.new'))).toEqual([])
})

test('the newest that was said comes first, each text once, whatever else is in the file', async () => {
  const store = open({ persistence: 'save-all' })
  await expect(store.said(10)).resolves.toEqual([])
  const lines = ['{"session_id":"a","ts":1,"text":"plum"}', '{"half', '[]', '{"session_id":"a","ts":2,"text":" "}']
  const more = ['plum', 'pear', 'plum'].map((text, n) => JSON.stringify({ session_id: 'b', ts: 10 + n, text }))
  fs.mkdirSync(store.home.path, { recursive: true })
  fs.writeFileSync(store.home.history, [...lines, ...more, ''].join('\n'))
  expect(await store.said(10)).toEqual([
    { threadId: 'b', text: 'plum', at: 12_000 },
    { threadId: 'b', text: 'pear', at: 11_000 },
  ])
  expect(await store.said(1)).toHaveLength(1)
})
