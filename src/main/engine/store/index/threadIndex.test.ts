import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHomes, found, header, id, NOW, save, turn, written } from '../storeFixture.ts'

let homes: ReturnType<typeof createHomes>
const openStore = (...args: Parameters<typeof homes.open>) => homes.open(...args)
let root: string

beforeEach(() => {
  homes = createHomes()
  root = homes.root
})
afterEach(() => homes.remove())

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
      expect(await found(store, typed!), typed).toMatchObject([{ kind, turnId: 't1', threadId: id(1) }])
    }
    const [{ excerpt, marks } = { excerpt: '', marks: [] }] = await found(store, 'gooseberry')
    expect(marks.map(([from, to]) => excerpt.slice(from, to))).toEqual(['gooseberry'])
    expect(excerpt).toContain('the gooseberry bush')
    expect(await found(store, '"; drop')).toEqual([])
    expect(await found(store, '  ')).toEqual([])
  })

  test('is the same whether it followed the appends or was rebuilt', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1'), { type: 'thread.renamed', title: 'A' }])
    const log = await store.open(id(1))
    await save(log, turn('t2', 'more'))
    await log.close()
    const followed = { threads: store.list({ limit: 9 }), turns: store.turns(id(1)) }
    const phases: string[] = []
    store.onProgress(({ phase }) => phases.push(phase))
    expect(await store.rebuild()).toBe(1)
    expect({ threads: store.list({ limit: 9 }), turns: store.turns(id(1)) }).toEqual({
      threads: {
        ...followed.threads,
        threads: followed.threads.threads.map(row => ({
          ...row,
          mtime: expect.anything(),
          key: expect.anything(),
          resumeLine: expect.anything(),
        })),
      },
      turns: followed.turns,
    })
    expect(new Set(phases)).toEqual(new Set(['ready', 'looking', 'reading']))
    expect(await found(store, 'hello')).toHaveLength(1)
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
    expect(await found(store, 'gooseberry')).toHaveLength(1)
    expect(await found(store, 'elderberry')).toHaveLength(2)
    expect(store.row(id(1))).toMatchObject({ turns: 2 })
  })

  test('lists what others wrote, and takes back what they removed', async () => {
    const store = openStore()
    const path = await written(openStore('other'), 1, turn('t1', 'from elsewhere'))
    const to = join(root, 'home', 'sessions', '2026', '11', '21', basename(path))
    fs.mkdirSync(dirname(to), { recursive: true })
    fs.copyFileSync(path, to)
    await store.sweep()
    expect(store.list({ limit: 9 }).threads).toMatchObject([{ id: id(1), preview: 'from elsewhere', model: 'm1' }])
    expect(await found(store, 'elsewhere')).toHaveLength(1)
    fs.rmSync(to)
    await store.sweep()
    expect(store.list({ limit: 9 }).threads).toEqual([])
  })

  test('follows a thread into the file that a revert began, and back', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1', 'plum'), ...turn('t2', 'cherry')])
    const [, second] = store.turns(id(1))
    const log = await store.revert(id(1), second!.firstSeq)
    await save(log, [{ type: 'thread.reverted', turns: 1 }])
    await log.close()
    expect(await found(store, 'cherry')).toEqual([])
    expect(await found(store, 'plum')).toMatchObject([{ turnId: 't1' }])
    expect(store.row(id(1))).toMatchObject({ turns: 1, preview: 'plum' })

    await store.unrevert(id(1))
    expect(await found(store, 'cherry')).toMatchObject([{ turnId: 't2' }])
    expect(store.row(id(1))).toMatchObject({ turns: 2 })
    expect(await store.check()).toMatchObject({ threads: 1, differences: [] })
  })

  test('takes over a legacy file that others go on with, without reading it anew', async () => {
    const store = openStore()
    const folder = join(root, 'home', 'sessions', '2026', '11', '21')
    const path = join(folder, `rollout-2026-11-21T12-00-00-${id(1)}.jsonl`)
    fs.mkdirSync(folder, { recursive: true })
    const lines = (n: number, said: string) =>
      [
        { type: 'event_msg', payload: { type: 'task_started', turn_id: `turn-${n}` } },
        {
          type: 'response_item',
          payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text: said }] },
        },
        { type: 'event_msg', payload: { type: 'task_complete', turn_id: `turn-${n}`, last_agent_message: null } },
      ]
        .map(line => `${JSON.stringify({ timestamp: '2026-11-21T12:00:00.000Z', ...line })}\n`)
        .join('')
    const meta = { id: id(1), timestamp: '2026-11-21T12:00:00.000Z', cwd: '/ws', originator: 'x', cli_version: '1' }
    fs.writeFileSync(path, `${JSON.stringify({ type: 'session_meta', payload: meta })}\n${lines(1, 'plum')}`)
    await store.sweep()
    expect(store.row(id(1))).toMatchObject({ style: 'legacy', turns: 1, status: 'completed' })
    // What was read is not looked at again: nobody would damage it in earnest.
    const bytes = fs.readFileSync(path, 'utf8').replace('plum', 'pear')
    fs.writeFileSync(path, bytes + lines(2, 'cherry'))
    await store.sweep()
    expect(store.row(id(1))).toMatchObject({ turns: 2, preview: 'plum' })
    expect(await found(store, 'cherry')).toMatchObject([{ turnId: 'turn-2', seq: 5 }])
  })

  test.each(['index', 'words'])('is built again when the %s turns out to be damaged while in use', async name => {
    const store = openStore()
    for (let n = 1; n <= 9; n++) await written(store, n, turn('t1', `plum ${'x'.repeat(n * 100)}`))
    await store.sweep()
    await store.close()
    const path = join(root, 'home', `${name}.sqlite`)
    const again = openStore()
    const told: string[] = []
    again.onProgress(({ damaged }) => void (damaged !== null && told.push(damaged)))
    const size = fs.statSync(path).size
    const file = fs.openSync(path, 'r+')
    // All but the first page, which says that it is a database.
    fs.writeSync(file, Buffer.alloc(size - 4096, 0x5a), 0, size - 4096, 4096)
    fs.closeSync(file)
    again.list({ limit: 9 })
    await found(again, 'plum')
    await again.sweep()
    expect(again.list({ limit: 20 }).threads).toHaveLength(9)
    expect(await found(again, 'plum')).toHaveLength(9)
    expect(told).toHaveLength(1)
    expect(fs.statSync(told[0]!).size).toBe(size)
  })

  test('of a long run from a shell is made from its file, when somebody looks', async () => {
    const store = openStore()
    const log = store.create(header(1))
    const notice = { type: 'notice.added', level: 'info', text: 'x' } as const
    await save(log, turn('t1', 'plum'))
    await save(
      log,
      Array.from({ length: 1500 }, () => notice),
    )
    await save(log, turn('t2', 'cherry'))
    expect(fs.existsSync(store.home.index)).toBe(false)
    expect(await found(store, 'cherry')).toMatchObject([{ turnId: 't2' }])
    expect(store.row(id(1))).toMatchObject({ turns: 2, preview: 'plum' })
    await log.close()
  })
})
