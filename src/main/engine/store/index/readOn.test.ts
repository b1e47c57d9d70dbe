import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../store.ts'
import { createHomes, found, id, turn, written } from '../storeFixture.ts'

/** However a file comes to us, in whatever pieces, the index says the same of it in the end. */

let homes: ReturnType<typeof createHomes>
let store: Store
let path: string

beforeEach(() => {
  homes = createHomes()
  store = homes.open()
  const folder = join(homes.root, 'home', 'sessions', '2026', '11', '21')
  fs.mkdirSync(folder, { recursive: true })
  path = join(folder, `rollout-2026-11-21T12-00-00-${id(1)}.jsonl`)
})
afterEach(() => homes.remove())

const line = (type: string, payload: object, ordinal?: number) =>
  `${JSON.stringify({ timestamp: '2026-11-21T12:00:00.000Z', ordinal, type, payload })}\n`

const said = (role: string, text: string) => ({
  type: 'message',
  role,
  content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }],
})

const meta = {
  id: id(1),
  timestamp: '2026-11-21T12:00:00.000Z',
  cwd: '/ws',
  originator: 'x',
  cli_version: '1',
  source: 'cli',
}

/** A thread of ours, as its file is. */
async function ours(): Promise<string> {
  const other = homes.open('other')
  const turns = [...turn('t1', 'plum'), ...turn('t2', 'cherry').slice(0, 5), ...turn('t3', 'quince')]
  return fs.readFileSync(await written(other, 1, turns), 'utf8')
}

/** A file of the real program from before lines had ordinals. */
const legacy = () =>
  [
    line('session_meta', meta),
    ...['plum', 'cherry', 'quince'].flatMap((fruit, n) => [
      line('event_msg', { type: 'task_started', turn_id: `turn-${n}` }),
      line('response_item', said('user', fruit)),
      line('event_msg', { type: 'user_message', message: fruit }),
      line('response_item', {
        type: 'function_call',
        name: 'shell',
        arguments: '{"command":["ls"]}',
        call_id: `c${n}`,
      }),
      line('response_item', { type: 'function_call_output', call_id: `c${n}`, output: 'elderberry' }),
      line('response_item', said('assistant', `A ${fruit}.`)),
      line('event_msg', { type: 'task_complete', turn_id: `turn-${n}`, last_agent_message: `A ${fruit}.` }),
    ]),
  ].join('')

/** One that begins and ends no turns. */
const oldest = () =>
  [
    line('session_meta', meta),
    ...['plum', 'cherry', 'quince'].flatMap(fruit => [
      line('response_item', said('user', fruit)),
      line('response_item', said('assistant', `A ${fruit}.`)),
    ]),
  ].join('')

describe.each([
  ['of ours', ours],
  ['of the older style', legacy],
  ['without turns', oldest],
])('a file %s', (_, write) => {
  test('that grows comes out as if it had been read at once', async () => {
    const whole = Buffer.from(await write())
    // At the end of each line, and in the middle of it.
    const ends = [...whole].flatMap((byte, at) => (byte === 0x0a ? [at + 1] : []))
    const cuts = ends.flatMap((end, n) => [Math.floor(((ends[n - 1] ?? 0) + end) / 2), end])
    for (const cut of cuts) {
      fs.writeFileSync(path, whole.subarray(0, cut))
      await store.sweep()
    }
    expect(store.row(id(1))).toMatchObject({ turns: 3, preview: 'plum' })
    for (const fruit of ['plum', 'cherry', 'quince'])
      expect((await found(store, fruit)).length, fruit).toBeGreaterThan(0)
    expect(await store.check()).toMatchObject({ threads: 1, differences: [] })
  })

  test('that grew while its words were lost comes out whole', async () => {
    const whole = Buffer.from(await write())
    for (const share of [0.3, 0.6, 1]) {
      fs.writeFileSync(path, whole.subarray(0, whole.length * share))
      await store.sweep()
      await store.close()
      for (const suffix of ['', '-wal', '-shm']) fs.rmSync(`${store.home.words}${suffix}`, { force: true })
      store = homes.open()
    }
    await store.sweep()
    expect(await store.check()).toMatchObject({ threads: 1, differences: [] })
    expect((await found(store, 'quince')).length).toBeGreaterThan(0)
  })

  test('that was cut, or is another by the same name, is read anew', async () => {
    const whole = await write()
    fs.writeFileSync(path, whole)
    await store.sweep()
    fs.writeFileSync(path, whole.slice(0, whole.length / 2))
    await store.sweep()
    expect(await store.check()).toMatchObject({ threads: 1, differences: [] })
    expect(await found(store, 'quince')).toEqual([])
  })
})

test('a file that cannot be read keeps no other from being read', async () => {
  fs.mkdirSync(path)
  const other = join(dirname(path), basename(path).replace(id(1), id(2)))
  fs.writeFileSync(other, legacy().replaceAll(id(1), id(2)))
  fs.writeFileSync(join(dirname(path), basename(path).replace(id(1), id(3))), Buffer.alloc(100_000, 0xff))
  await store.sweep()
  expect(store.row(id(2))).toMatchObject({ turns: 3 })
  expect(store.row(id(1))).toBeNull()
})
