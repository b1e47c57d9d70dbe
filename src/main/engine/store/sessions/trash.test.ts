import fs from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../store.ts'
import { createHomes, found, header, id, save, turn, written } from '../storeFixture.ts'

let homes: ReturnType<typeof createHomes>
let store: Store

beforeEach(() => {
  homes = createHomes()
  store = homes.open()
})
afterEach(() => homes.remove())

const listed = () => store.list({ limit: 9 }).threads.map(({ id }) => id)

async function writeFork(): Promise<void> {
  const fork = await store.fork({ ...header(2), forkedFrom: { threadId: id(1), beforeSeq: 1000 } })
  await save(fork, turn('t2', 'the fork'))
  await fork.close()
}

describe('the trash', () => {
  test('takes a thread out of lists and search and gives it back as it was', async () => {
    const path = await written(store, 1, turn('t1', 'medlar'))
    const before = fs.readFileSync(path)
    const row = store.row(id(1))
    expect(await store.trash.put([id(1)])).toEqual({ changed: [id(1)], refused: [] })
    expect(listed()).toEqual([])
    expect(await found(store, 'medlar')).toEqual([])
    expect(fs.existsSync(path)).toBe(false)
    expect(store.trash.list()).toMatchObject([{ row: { id: id(1), preview: 'medlar' } }])

    expect(await store.trash.restore([id(1)])).toEqual({ changed: [id(1)], refused: [] })
    expect(fs.readFileSync(path)).toEqual(before)
    expect(store.row(id(1))).toMatchObject({ preview: row!.preview, turns: 1, updatedAt: row!.updatedAt })
    expect(await found(store, 'medlar')).toHaveLength(1)
    expect(store.trash.list()).toEqual([])
  })

  test('refuses a thread whose history a fork reads, unless the fork goes as well', async () => {
    await written(store, 1)
    await writeFork()
    const { changed, refused } = await store.trash.put([id(1)])
    expect(changed).toEqual([])
    expect(refused[0]!.message).toContain('"the fork"')
    expect((await store.trash.put([id(1), id(2)])).changed.sort()).toEqual([id(1), id(2)])
    expect(listed()).toEqual([])
  })

  test('refuses a thread that a fork reads even where the fork went on in a further file', async () => {
    await written(store, 1)
    await writeFork()
    const { thread } = await store.open(id(2))
    const further = await store.revert(id(2), thread.turns.at(-1)!.firstSeq)
    await save(further, turn('t3', 'another way'))
    await further.close()
    expect((await store.trash.put([id(1)])).refused).toHaveLength(1)
  })

  test('refuses what somebody writes, what is not ours, and what is not there', async () => {
    await written(store, 1)
    const log = await store.open(id(1))
    await save(log, turn('t2'))
    const rival = homes.open()
    await rival.sweep()
    const [first] = (await rival.trash.put([id(1)])).refused
    expect(first!.message).toContain('is being written')
    await log.close()

    await written(homes.open('foreign'), 3)
    const attached = homes.open('home', [`${homes.root}/foreign`])
    await attached.sweep()
    expect((await attached.trash.put([id(3)])).refused[0]!.message).toContain('belongs to another program')
    expect((await attached.trash.put([id(9)])).refused[0]!.message).toContain('no such thread')
    expect((await attached.trash.restore([id(1)])).refused[0]!.message).toContain('not in the trash')
    expect((await attached.trash.restore(['../../etc'])).refused[0]!.message).toContain('not in the trash')
  })

  test('does not put a thread over one that came in the meantime', async () => {
    const path = await written(store, 1)
    await store.trash.put([id(1)])
    fs.writeFileSync(path, 'x\n')
    expect((await store.trash.restore([id(1)])).refused[0]!.message).toContain('exists again')
    expect(fs.readFileSync(path, 'utf8')).toBe('x\n')
  })

  test('is emptied for good, in part or whole', async () => {
    await written(store, 1)
    await written(store, 2)
    await store.trash.put([id(1), id(2)])
    const { deleted, bytes } = store.trash.empty([id(1), id(7)])
    expect(deleted).toBe(1)
    expect(bytes).toBeGreaterThan(1000)
    expect(store.trash.list()).toMatchObject([{ row: { id: id(2) } }])
    expect(store.trash.empty().deleted).toBe(1)
    expect(fs.readdirSync(store.home.trash)).toEqual([])
  })
})
