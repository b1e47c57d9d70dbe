import fs from 'node:fs'
import os from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fold } from '../../../core/thread/apply.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import { sandboxOf } from '../../../core/thread/settings.ts'
import type { Header, LogHandle } from './logHandle.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const ID = '01a1fc6c-6ec3-73d3-8a8a-00000000000'
const id = (n: number) => ID + n

let root: string
let stores: Store[]

beforeEach(() => {
  root = fs.mkdtempSync(join(os.tmpdir(), 'heddle-store-'))
  stores = []
})
afterEach(() => {
  for (const store of stores) store.close()
  fs.rmSync(root, { recursive: true, force: true })
})

function openStore(name = 'home', attached: string[] = []): Store {
  let now = NOW
  const store = createStore({ homePath: join(root, name), attached, now: () => now++ })
  stores.push(store)
  return store
}

const header = (n: number, over: Partial<Header> = {}): Header => ({
  type: 'thread.created',
  threadId: id(n),
  cwd: '/ws',
  origin: { source: 'exec', originator: 'heddle_exec' },
  provider: 'mock',
  version: '0.1.0',
  ...over,
})

const settings = {
  provider: 'mock',
  model: 'm1',
  mode: 'code',
  approvalPolicy: 'never',
  sandbox: sandboxOf('read-only'),
} as const

const turn = (turnId: string, said = 'hello', answer = 'hi'): EventBody[] => [
  { type: 'turn.started', turnId, contextWindow: 1000 },
  { type: 'turn.configured', turnId, cwd: '/ws', settings },
  {
    type: 'message.sent',
    turnId,
    item: { type: 'message', id: `msg_${turnId}`, role: 'user', content: [{ type: 'input_text', text: said }] },
  },
  {
    type: 'call.received',
    turnId,
    item: { type: 'function_call', call_id: `c_${turnId}`, name: 'exec_command', arguments: '{"cmd":"ls"}' },
  },
  {
    type: 'approval.requested',
    turnId,
    callId: `c_${turnId}`,
    request: {
      kind: 'command',
      reason: { code: 'x', text: 'y' },
      cwd: '/ws',
      unsandboxed: false,
      network: false,
      dangerous: false,
    },
  },
  { type: 'call.completed', turnId, callId: `c_${turnId}`, status: 'completed' },
  {
    type: 'output.recorded',
    turnId,
    item: { type: 'function_call_output', call_id: `c_${turnId}`, output: 'elderberry' },
  },
  {
    type: 'message.received',
    turnId,
    item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] },
  },
  {
    type: 'sample.completed',
    turnId,
    responseId: 'r',
    usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0, totalTokens: 3 },
  },
  { type: 'turn.finished', turnId, status: 'completed', startedAt: NOW },
]

const save = (log: LogHandle, bodies: EventBody[], durable = false) => log.append(bodies, { durable, at: NOW + 5 })

async function written(store: Store, n: number, bodies = turn('t1')): Promise<string> {
  const log = store.create(header(n))
  await save(log, bodies)
  await log.close()
  return store.pathOf(id(n))!
}

const linesOf = (path: string) =>
  fs
    .readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

describe('a thread', () => {
  test('leaves nothing on disk before its first append, then its header and facts at once', async () => {
    const store = openStore()
    const log = store.create(header(1))
    expect(log.events).toMatchObject([{ type: 'thread.created', seq: 0 }])
    expect(store.pathOf(id(1))).toBeNull()

    const events = await save(log, turn('t1'), true)
    const path = store.pathOf(id(1))!
    expect(basename(path)).toMatch(/^rollout-2026-11-2\dT\d\d-\d\d-\d\d-01a1fc6c-.*\.jsonl$/)
    expect(linesOf(path).map(line => line.ordinal)).toEqual([...linesOf(path).keys()])
    expect(linesOf(path)[0].type).toBe('session_meta')
    expect(events.map(event => linesOf(path)[event.seq].timestamp)).toEqual(
      events.map(({ at }) => new Date(at).toISOString()),
    )
    expect(fs.statSync(path).mode & 0o777).toBe(0o600)
    expect(fs.statSync(join(root, 'home')).mode & 0o777).toBe(0o700)
    await log.close()
  })

  test('reads back what was appended, and continues where it ended', async () => {
    const store = openStore()
    const log = store.create(header(1))
    await save(log, turn('t1'))
    await save(log, turn('t2'))
    await log.close()
    const again = await openStore().open(id(1))
    expect(again.events).toEqual(log.events)
    const [started] = await save(again, turn('t3'))
    const path = store.pathOf(id(1))!
    expect(linesOf(path).map(line => line.ordinal)).toEqual([...linesOf(path).keys()])
    expect(linesOf(path)[started!.seq].payload.turn_id).toBe('t3')
    // The sums go on as well.
    expect(
      linesOf(path).findLast(line => line.type === 'token_usage_record').payload.thread_token_usage.total_tokens,
    ).toBe(9)
    await again.close()
  })

  test('that is ephemeral never touches the disk', async () => {
    const store = openStore()
    const log = store.create(header(1, { ephemeral: true }))
    await save(log, turn('t1'))
    expect(fold(id(1), log.events).turns).toHaveLength(1)
    expect(fs.readdirSync(join(root, 'home'))).toEqual([])
  })

  test('is written by one at a time', async () => {
    const store = openStore()
    const path = await written(store, 1)
    const one = await store.open(id(1))
    const other = await openStore().open(id(1))
    await save(one, turn('t2'))
    await expect(save(other, turn('t3'))).rejects.toMatchObject({ code: 'thread.locked' })
    await one.close()
    // It has not seen what the first one wrote.
    await expect(save(other, turn('t3'))).rejects.toMatchObject({ code: 'thread.changed' })
    const third = await store.open(id(1))
    await save(third, turn('t3'))
    expect(fold(id(1), third.events).turns.map(({ id }) => id)).toEqual(['t1', 't2', 't3'])
    expect(linesOf(path).map(line => line.ordinal)).toEqual([...linesOf(path).keys()])
    await Promise.all([other.close(), third.close()])
    expect(fs.readdirSync(join(root, 'home', 'locks'))).toEqual([])
  })

  test('moves to the archive and back with its facts', async () => {
    const store = openStore()
    await written(store, 1)
    const log = await store.open(id(1))
    await save(log, [{ type: 'thread.archived' }])
    expect(store.pathOf(id(1))).toBe(join(root, 'home', 'archived_sessions', basename(store.pathOf(id(1))!)))
    expect(store.list({ limit: 9 }).threads).toEqual([])
    expect(store.list({ limit: 9, archived: true }).threads).toMatchObject([{ id: id(1), archived: true }])
    await save(log, [{ type: 'thread.unarchived' }, ...turn('t2')])
    expect(dirname(store.pathOf(id(1))!)).toContain(join('sessions', '2026', '11'))
    expect(store.list({ limit: 9 }).threads).toMatchObject([{ id: id(1), archived: false, turns: 2 }])
    await log.close()
  })

  test('that another program archived is archived for us', async () => {
    const store = openStore()
    const path = await written(store, 1)
    fs.mkdirSync(join(root, 'home', 'archived_sessions'))
    fs.renameSync(path, join(root, 'home', 'archived_sessions', basename(path)))
    expect(fold(id(1), (await store.open(id(1))).events).archived).toBe(true)
    await store.look()
    expect(store.row(id(1))).toMatchObject({ archived: true })
  })
})

describe('a fork', () => {
  test('refers to its base and reads through it', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1'), ...turn('t2')])
    const base = await store.open(id(1))
    const cut = fold(id(1), base.events).turns[1]!.firstSeq
    const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: cut } })
    await save(fork, turn('own'))
    await fork.close()
    const again = await openStore().open(id(2))
    expect(again.events).toEqual(fork.events)
    expect(fold(id(2), again.events).turns.map(({ id }) => id)).toEqual(['t1', 'own'])
    const [meta] = linesOf(store.pathOf(id(2))!)
    expect(meta.ordinal).toBe(cut)
    expect(meta.payload.history_base).toEqual({
      thread_id: id(1),
      end_ordinal_exclusive: cut,
      end_byte_offset: fs
        .readFileSync(store.pathOf(id(1))!)
        .indexOf(`{"timestamp":"${new Date(NOW + 5).toISOString()}","ordinal":${cut},`),
    })
  })

  test('of a fork reads through both', async () => {
    const store = openStore()
    await written(store, 1)
    const end = (await store.open(id(1))).events.at(-1)!.seq + 1
    const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: end } })
    await save(fork, turn('t2'))
    const second = await store.fork({
      ...header(3),
      forkedFrom: { threadId: id(2), beforeSeq: fork.events.at(-1)!.seq + 1 },
    })
    await save(second, turn('t3'))
    expect(fold(id(3), (await store.open(id(3))).events).turns.map(({ id }) => id)).toEqual(['t1', 't2', 't3'])
    await Promise.all([fork.close(), second.close()])
  })

  test('of an archived thread is not archived', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1'), { type: 'thread.archived' }])
    const end = (await store.open(id(1))).events.at(-1)!.seq + 1
    const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: end } })
    await save(fork, turn('t2'))
    await fork.close()
    expect(fold(id(2), fork.events).archived).toBe(false)
    expect(fold(id(2), (await store.open(id(2))).events).archived).toBe(false)
  })

  test('of a thread in another home is a copy; the other home stays untouched', async () => {
    const path = await written(openStore('theirs'), 1)
    const before = fs.readFileSync(path)
    const store = openStore('ours', [join(root, 'theirs')])
    const log = await store.open(id(1))
    await expect(save(log, turn('t2'))).rejects.toMatchObject({ code: 'thread.readOnly' })
    const fork = await store.fork({
      ...header(2),
      forkedFrom: { threadId: id(1), beforeSeq: log.events.at(-1)!.seq + 1 },
    })
    await save(fork, turn('t2'))
    await fork.close()
    const again = await openStore('ours').open(id(2))
    expect(again.events).toEqual(fork.events)
    expect(fold(id(2), again.events)).toMatchObject({
      forkedFrom: { threadId: id(1) },
      turns: [{ id: 't1' }, { id: 't2' }],
    })
    expect(fs.readFileSync(path)).toEqual(before)
    await store.sweep()
    expect(store.list({ limit: 9 }).threads.map(({ id, readOnly }) => ({ id, readOnly }))).toContainEqual({
      id: id(1),
      readOnly: true,
    })
  })
})

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
    expect(log.events.at(-1)).toMatchObject({ type: 'notice.added', level: 'warning' })
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
    const all = (await store.open(id(1))).events
    for (let cut = whole.indexOf('\n') + 1; cut < whole.length; cut += 97) {
      fs.writeFileSync(path, whole.subarray(0, cut))
      const log = await store.open(id(1))
      const known = log.events.filter(({ seq }) => Number.isInteger(seq))
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
    expect(log.events.at(-1)).toMatchObject({ type: 'turn.finished' })
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
    expect(log.events.filter(event => event.type === 'notice.added')).toHaveLength(1)
    expect(fold(id(1), log.events).turns.map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(log.events.map(({ seq }) => seq)).toEqual(
      [...new Set(log.events.map(({ seq }) => seq))].sort((a, b) => a - b),
    )
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
    expect(log.events.at(-1)).toMatchObject({ type: 'notice.added' })
    await save(log, turn('t2'))
    await log.close()
    expect(fold(id(1), (await store.open(id(1))).events).turns).toHaveLength(2)
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
    expect(await again.search('elderberry', { limit: 9 })).toHaveLength(1)
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
    expect(fold(id(1), log.events).turns).toMatchObject([
      { status: 'completed', items: [{ type: 'userMessage' }, { text: 'yo' }] },
    ])
    const events = await save(log, turn('t2'))
    await log.close()
    expect(fs.readFileSync(path, 'utf8').startsWith(before)).toBe(true)
    expect(linesOf(path).some(line => 'ordinal' in line)).toBe(false)
    expect(linesOf(path)[events[0]!.seq].payload.type).toBe('task_started')
    expect(linesOf(path).map(line => line.payload.type)).toContain('user_message')
    const again = await store.open(id(1))
    expect(again.events.slice(-events.length)).toEqual(events)
    await store.sweep()
    expect(store.row(id(1))).toMatchObject({ style: 'legacy', turns: 2, preview: 'hi', status: 'completed' })
  })

  test('keep turns open that nobody ended', async () => {
    place([
      { ordinal: 0, type: 'session_meta', payload: { ...meta, history_mode: 'paginated' } },
      { ordinal: 1, type: 'event_msg', payload: { type: 'task_started', turn_id: 't1' } },
      { ordinal: 2, ...said('user', 'input_text', 'hi') },
    ])
    expect(fold(id(1), (await openStore().open(id(1))).events).turns).toMatchObject([{ id: 't1', status: 'running' }])
  })
})

describe('the index', () => {
  test('lists newest first, page by page', async () => {
    const store = openStore()
    for (let n = 1; n <= 5; n++) {
      const log = store.create(header(n))
      await log.append(turn('t1', `thread ${n}`), { durable: false, at: NOW + n * 1000 })
      await log.close()
    }
    const first = store.list({ limit: 2 })
    expect(first.threads.map(({ preview }) => preview)).toEqual(['thread 5', 'thread 4'])
    const second = store.list({ limit: 2, cursor: first.next! })
    const third = store.list({ limit: 2, cursor: second.next! })
    expect([...second.threads, ...third.threads].map(({ id }) => id)).toEqual([id(3), id(2), id(1)])
    expect(third.next).toBeNull()
    expect(first.threads[0]).toMatchObject({
      cwd: '/ws',
      model: 'm1',
      source: 'exec',
      status: 'completed',
      readOnly: false,
    })
  })

  test('knows a title and finds a thread by it, by the beginning of its id, and the last one of a folder', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1'), { type: 'thread.renamed', title: 'Spring cleaning' }])
    const other = store.create(header(2, { cwd: '/elsewhere' }))
    await other.append(turn('t1'), { durable: false, at: NOW + 60_000 })
    await other.close()
    expect(await store.find('Spring cleaning')).toBe(id(1))
    expect(await store.find(id(1))).toBe(id(1))
    expect(await store.find('last')).toBe(id(2))
    expect(await store.find('last', { cwd: '/ws' })).toBe(id(1))
    await expect(store.find('01a1fc6c')).rejects.toMatchObject({ code: 'thread.ambiguous' })
    await expect(store.find('nothing')).rejects.toMatchObject({ code: 'thread.notFound' })
    // Codex reads names here.
    expect(fs.readFileSync(join(root, 'home', 'session_index.jsonl'), 'utf8')).toContain(
      '"thread_name":"Spring cleaning"',
    )
  })

  test('finds words in messages, answers, calls and outputs, with their surroundings', async () => {
    const store = openStore()
    await written(store, 1, turn('t1', 'Why is the gooseberry bush dry?', 'It wants water.'))
    for (const [typed, kind] of [
      ['goosebe', 'message'],
      ['wants water', 'answer'],
      ['cmd ls', 'call'],
      ['elderberry', 'output'],
    ]) {
      expect(await store.search(typed!, { limit: 9 }), typed).toMatchObject([
        { kind, turnId: 't1', thread: { id: id(1) } },
      ])
    }
    expect((await store.search('gooseberry', { limit: 9 }))[0]!.excerpt).toContain('the gooseberry bush')
    expect(await store.search('"; drop', { limit: 9 })).toEqual([])
    expect(await store.search('  ', { limit: 9 })).toEqual([])
  })

  test('is the same whether it followed the appends or was rebuilt', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1'), { type: 'thread.renamed', title: 'A' }])
    const log = await store.open(id(1))
    await save(log, turn('t2', 'more'))
    await log.close()
    const followed = { threads: store.list({ limit: 9 }), turns: store.turns(id(1)) }
    const progress: number[] = []
    await store.rebuild(done => progress.push(done))
    expect({ threads: store.list({ limit: 9 }), turns: store.turns(id(1)) }).toEqual({
      threads: {
        ...followed.threads,
        threads: followed.threads.threads.map(row => ({ ...row, mtime: expect.anything() })),
      },
      turns: followed.turns,
    })
    expect(progress).toEqual([1])
    expect(await store.search('hello', { limit: 9 })).toHaveLength(1)
    const [, second] = store.turns(id(1))
    const at = fs
      .readFileSync(store.pathOf(id(1))!)
      .subarray(second!.byteOffset)
      .toString()
    expect(JSON.parse(at.slice(0, at.indexOf('\n'))).payload).toMatchObject({ type: 'task_started', turn_id: 't2' })
  })

  test('follows a thread that it knew only the head of', async () => {
    const path = await written(openStore('other'), 1)
    const store = openStore()
    const to = join(root, 'home', 'sessions', '2026', '11', '21', basename(path))
    fs.mkdirSync(dirname(to), { recursive: true })
    fs.copyFileSync(path, to)
    const log = await store.open(id(1))
    await save(log, turn('t2', 'gooseberry'))
    await log.close()
    expect(store.row(id(1))).toBeNull() // found to be behind
    await store.sweep()
    expect(store.row(id(1))).toMatchObject({ turns: 2 })
    expect(await store.search('gooseberry', { limit: 9 })).toHaveLength(1)
    expect(await store.search('elderberry', { limit: 9 })).toHaveLength(2)
  })

  test('lists what others wrote from its head, and takes back what they removed', async () => {
    const store = openStore()
    const path = await written(openStore('other'), 1, turn('t1', 'from elsewhere'))
    const to = join(root, 'home', 'sessions', '2026', '11', '21', basename(path))
    fs.mkdirSync(dirname(to), { recursive: true })
    fs.copyFileSync(path, to)
    await store.look()
    expect(store.list({ limit: 9 }).threads).toMatchObject([{ id: id(1), preview: 'from elsewhere', model: 'm1' }])
    expect(await store.search('elsewhere', { limit: 9 })).toEqual([])
    await store.sweep()
    expect(await store.search('elsewhere', { limit: 9 })).toHaveLength(1)
    fs.rmSync(to)
    await store.look()
    expect(store.list({ limit: 9 }).threads).toEqual([])
  })
})
