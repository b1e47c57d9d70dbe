import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { apply } from '../../../core/thread/apply.ts'
import { createHomes, header, id, linesOf, NOW, save, turn, written } from './storeFixture.ts'

let homes: ReturnType<typeof createHomes>
const openStore = (...args: Parameters<typeof homes.open>) => homes.open(...args)
let root: string

beforeEach(() => {
  homes = createHomes()
  root = homes.root
})
afterEach(() => homes.remove())

describe('a thread', () => {
  test('leaves nothing on disk before its first append, then its header and facts at once', async () => {
    const store = openStore()
    const log = store.create(header(1))
    expect(log.thread).toMatchObject({ id: id(1), seq: 0 })
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
    const events = [...(await save(log, turn('t1'))), ...(await save(log, turn('t2')))]
    await log.close()
    const again = await openStore().open(id(1))
    expect(again.thread).toEqual(events.reduce(apply, log.thread))
    expect((await homes.events(1)).slice(1)).toEqual(events)
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
    expect(await save(log, turn('t1'))).not.toEqual([])
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
    const added = await save(third, turn('t3'))
    expect(added.reduce(apply, third.thread).turns.map(({ id }) => id)).toEqual(['t1', 't2', 't3'])
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
    expect((await store.open(id(1))).thread.archived).toBe(true)
    await store.sweep()
    expect(store.row(id(1))).toMatchObject({ archived: true })
  })
})

describe('a fork', () => {
  test('refers to its base and reads through it', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1'), ...turn('t2')])
    const base = await store.open(id(1))
    const cut = base.thread.turns[1]!.firstSeq
    const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: cut } })
    const events = await save(fork, turn('own'))
    await fork.close()
    const again = await openStore().open(id(2))
    expect(again.thread).toEqual(events.reduce(apply, fork.thread))
    expect(again.thread.turns.map(({ id }) => id)).toEqual(['t1', 'own'])
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
    const end = (await store.open(id(1))).thread.seq + 1
    const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: end } })
    const events = await save(fork, turn('t2'))
    const second = await store.fork({
      ...header(3),
      forkedFrom: { threadId: id(2), beforeSeq: events.at(-1)!.seq + 1 },
    })
    await save(second, turn('t3'))
    expect((await store.open(id(3))).thread.turns.map(({ id }) => id)).toEqual(['t1', 't2', 't3'])
    await Promise.all([fork.close(), second.close()])
  })

  test('of an archived thread is not archived', async () => {
    const store = openStore()
    await written(store, 1, [...turn('t1'), { type: 'thread.archived' }])
    const end = (await store.open(id(1))).thread.seq + 1
    const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: end } })
    await save(fork, turn('t2'))
    await fork.close()
    expect(fork.thread.archived).toBe(false)
    expect((await store.open(id(2))).thread.archived).toBe(false)
  })

  test('of a thread in another home is a copy; the other home stays untouched', async () => {
    const path = await written(openStore('theirs'), 1)
    const before = fs.readFileSync(path)
    const store = openStore('ours', [join(root, 'theirs')])
    const log = await store.open(id(1))
    await expect(save(log, turn('t2'))).rejects.toMatchObject({ code: 'thread.readOnly' })
    const fork = await store.fork({
      ...header(2),
      forkedFrom: { threadId: id(1), beforeSeq: log.thread.seq + 1 },
    })
    const events = await save(fork, turn('t2'))
    await fork.close()
    const again = await openStore('ours').open(id(2))
    expect(again.thread).toEqual(events.reduce(apply, fork.thread))
    expect(again.thread).toMatchObject({
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
