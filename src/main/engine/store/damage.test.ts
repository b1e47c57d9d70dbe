import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStore } from './store.ts'
import { createHomes, found, id, linesOf, save, turn, written } from './storeFixture.ts'

let homes: ReturnType<typeof createHomes>
const openStore = (...args: Parameters<typeof homes.open>) => homes.open(...args)
let root: string

beforeEach(() => {
  homes = createHomes()
  root = homes.root
})
afterEach(() => homes.remove())

describe('damage', () => {
  test.each([
    ['half a line', '{"timestamp":"2026-11-21T12:00:00.000Z","ordinal":99,"type":"heddle","payl'],
    ['zeros of a power cut', '\0'.repeat(4096)],
  ])('%s at the end is put aside before anything is appended', async (_what, torn) => {
    const store = openStore()
    const path = await written(store, 1)
    const whole = fs.readFileSync(path, 'utf8')
    fs.appendFileSync(path, torn)
    const log = await store.open(id(1))
    expect((await homes.events(1)).at(-1)).toMatchObject({ type: 'notice.added', level: 'warning' })
    expect(fs.readFileSync(path, 'utf8')).toBe(whole + torn) // reading changes nothing
    await save(log, turn('t2'))
    await log.close()
    expect(fs.readFileSync(path, 'utf8').startsWith(whole)).toBe(true)
    expect(linesOf(path).map(line => line.ordinal)).toEqual([...linesOf(path).keys()])
    const aside = fs.readdirSync(dirname(path)).find(name => name.includes('.torn-'))!
    expect(fs.readFileSync(join(dirname(path), aside), 'utf8')).toBe(torn)
  })

  test('a file cut at any byte opens to what was whole, and goes on', async () => {
    const store = openStore()
    const path = await written(store, 1, [...turn('t1'), ...turn('t2')])
    const whole = fs.readFileSync(path)
    const all = await homes.events(1)
    for (let cut = whole.indexOf('\n') + 1; cut < whole.length; cut += 97) {
      fs.writeFileSync(path, whole.subarray(0, cut))
      const log = await store.open(id(1))
      const known = (await homes.events(1)).filter(({ seq }) => Number.isInteger(seq))
      expect(known).toEqual(all.slice(0, known.length))
      await save(log, [{ type: 'thread.renamed', title: `cut at ${cut}` }])
      await log.close()
      expect(linesOf(path).map(line => line.ordinal)).toEqual([...linesOf(path).keys()])
    }
  })

  test('a last line without its newline is kept', async () => {
    const store = openStore()
    const path = await written(store, 1)
    fs.truncateSync(path, fs.statSync(path).size - 1)
    const log = await store.open(id(1))
    expect((await homes.events(1)).at(-1)).toMatchObject({ type: 'turn.finished' })
    await save(log, turn('t2'))
    await log.close()
    expect(linesOf(path).map(line => line.ordinal)).toEqual([...linesOf(path).keys()])
  })

  test('lines in the middle are passed over and said', async () => {
    const store = openStore()
    const path = await written(store, 1, [...turn('t1'), ...turn('t2')])
    const lines = fs.readFileSync(path, 'utf8').split('\n')
    lines[5] = `\0\0\0${lines[5]!.slice(3)}`
    lines[6] = '[1,2'
    fs.writeFileSync(path, lines.join('\n'))
    const log = await store.open(id(1))
    const events = await homes.events(1)
    expect(events.filter(event => event.type === 'notice.added')).toHaveLength(1)
    expect(log.thread.turns.map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(events.map(({ seq }) => seq)).toEqual([...new Set(events.map(({ seq }) => seq))].sort((a, b) => a - b))
    await save(log, turn('t3'))
    expect(fs.readFileSync(path, 'utf8').startsWith(lines.join('\n'))).toBe(true)
    await log.close()
  })

  test('a line longer than any is passed over without holding it', async () => {
    const store = openStore()
    const path = await written(store, 1)
    const fd = fs.openSync(path, 'a')
    for (let n = 0; n < 80; n++) fs.writeSync(fd, Buffer.alloc(1024 * 1024, 'x'))
    fs.writeSync(fd, '\n')
    fs.closeSync(fd)
    const log = await store.open(id(1))
    expect((await homes.events(1)).at(-1)).toMatchObject({ type: 'notice.added' })
    await save(log, turn('t2'))
    await log.close()
    expect((await store.open(id(1))).thread.turns).toHaveLength(2)
  })

  test('lines of a newer version stay as they are', async () => {
    const store = openStore()
    const path = await written(store, 1)
    const strange = `{"timestamp":"2026-11-21T12:00:00.000Z","ordinal":${linesOf(path).length},"type":"heddle","payload":{"type":"thread.dreamt","of":[1]},"x":{}}\n`
    fs.appendFileSync(path, strange)
    const log = await store.open(id(1))
    await save(log, turn('t2'))
    await log.close()
    expect(fs.readFileSync(path, 'utf8')).toContain(strange)
  })

  test.each([
    ['missing', (path: string) => fs.rmSync(path)],
    ['not a database', (path: string) => fs.writeFileSync(path, 'x'.repeat(9000))],
    ['of another version', (path: string) => fs.writeFileSync(path, '')],
  ])('an index that is %s is built again', async (_what, spoil) => {
    const first = openStore()
    await written(first, 1)
    await first.sweep()
    const rows = first.list({ limit: 9 }).threads
    first.close()
    const path = join(root, 'home', 'index.sqlite')
    for (const suffix of ['-wal', '-shm']) fs.rmSync(path + suffix, { force: true })
    spoil(path)
    const again = openStore()
    await again.sweep()
    expect(again.list({ limit: 9 }).threads).toMatchObject([
      { id: id(1), preview: 'hello', turns: 1, status: 'completed' },
    ])
    expect(rows).toHaveLength(1)
    expect(await found(again, 'elderberry')).toHaveLength(1)
  })

  test.each([
    ['a file', (path: string) => (fs.writeFileSync(path, ''), path)],
    ['below a file', (path: string) => (fs.writeFileSync(path, ''), join(path, 'deeper'))],
  ])('a home that is %s is refused with what to do', (_what, spoil) => {
    const path = join(root, 'spoilt')
    const home = spoil(path)
    expect(() => createStore({ homePath: home })).toThrow(/cannot be used: it is not a directory. Set HEDDLE_HOME/)
  })
})

describe('files of other programs', () => {
  const place = (text: object[]) => {
    const path = join(root, 'home', 'sessions', '2026', '11', '20', `rollout-2026-11-20T10-00-00-${id(1)}.jsonl`)
    fs.mkdirSync(dirname(path), { recursive: true })
    fs.writeFileSync(
      path,
      text.map(line => `${JSON.stringify({ timestamp: '2026-11-20T10:00:00.000Z', ...line })}\n`).join(''),
    )
    return path
  }
  const meta = {
    id: id(1),
    timestamp: '2026-11-20T10:00:00.000Z',
    cwd: '/ws',
    originator: 'o',
    cli_version: '0.1.0',
    source: 'cli',
  }
  const said = (role: string, type: string, text: string) => ({
    type: 'response_item',
    payload: { type: 'message', role, content: [{ type, text }] },
  })

  test('of the older style are continued in it', async () => {
    const store = openStore()
    const path = place([
      { type: 'session_meta', payload: meta },
      { type: 'event_msg', payload: { type: 'user_message', message: 'hi' } },
      said('user', 'input_text', 'hi'),
      said('assistant', 'output_text', 'yo'),
    ])
    const before = fs.readFileSync(path, 'utf8')
    const log = await store.open(id(1))
    expect(log.thread.turns).toMatchObject([{ status: 'completed', items: [{ type: 'userMessage' }, { text: 'yo' }] }])
    const events = await save(log, turn('t2'))
    await log.close()
    expect(fs.readFileSync(path, 'utf8').startsWith(before)).toBe(true)
    expect(linesOf(path).some(line => 'ordinal' in line)).toBe(false)
    expect(linesOf(path)[events[0]!.seq].payload.type).toBe('task_started')
    expect(linesOf(path).map(line => line.payload.type)).toContain('user_message')
    const again = await store.open(id(1))
    expect((await homes.events(1)).slice(-events.length)).toEqual(events)
    expect(again.thread.turns).toHaveLength(2)
    await store.sweep()
    expect(store.row(id(1))).toMatchObject({ style: 'legacy', turns: 2, preview: 'hi', status: 'completed' })
  })

  test('keep turns open that nobody ended', async () => {
    place([
      { ordinal: 0, type: 'session_meta', payload: { ...meta, history_mode: 'paginated' } },
      { ordinal: 1, type: 'event_msg', payload: { type: 'task_started', turn_id: 't1' } },
      { ordinal: 2, ...said('user', 'input_text', 'hi') },
    ])
    expect((await openStore().open(id(1))).thread.turns).toMatchObject([{ id: 't1', status: 'running' }])
  })
})
