import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../store.ts'
import type { Store } from '../store.ts'
import { createHomes, found, id, save, turn, written } from '../storeFixture.ts'

/** The index as the desktop has it: built by a thread of its own, which follows what other programs do. */

let homes: ReturnType<typeof createHomes>
let store: Store
let problems: unknown[]

beforeEach(() => {
  homes = createHomes()
  problems = []
  const onProblem = (error: unknown) => problems.push(error)
  store = createStore({ homePath: join(homes.root, 'home'), inBackground: true, onProblem })
})
afterEach(async () => {
  await store.close()
  homes.remove()
  expect(problems).toEqual([])
})

/** Resolves when the list says so; looks again whenever threads are listed otherwise. */
const listed = (isRight: (threads: { id: string; archived: boolean; preview: string }[]) => boolean) =>
  new Promise<void>(resolve => {
    const check = () => {
      const all = [...store.list({ limit: 9 }).threads, ...store.list({ limit: 9, archived: true }).threads]
      if (!isRight(all)) return
      end()
      resolve()
    }
    const end = store.onChange(check)
    check()
  })

/** Another program writes a thread into our home. */
async function drop(n: number, said: string): Promise<string> {
  const path = await written(homes.open('other'), n, turn('t1', said))
  const to = join(homes.root, 'home', 'sessions', '2026', '11', '21', basename(path))
  fs.mkdirSync(dirname(to), { recursive: true })
  fs.copyFileSync(path, to)
  return to
}

describe('an index built in the background', () => {
  test('has what was there before, and what is recorded here', async () => {
    await drop(1, 'quince')
    await store.sweep()
    expect(store.list({ limit: 9 }).threads).toMatchObject([{ id: id(1), preview: 'quince' }])
    await written(store, 2, turn('t1', 'sloe'))
    expect(await found(store, 'sloe')).toMatchObject([{ threadId: id(2) }])
    expect(await found(store, 'quince')).toMatchObject([{ threadId: id(1) }])
  })

  test('shows what other programs write, continue, archive and remove, without being asked', async () => {
    store.follow()
    await store.sweep()
    const path = await drop(1, 'rowan')
    await listed(threads => threads.some(({ preview }) => preview === 'rowan'))

    const other = homes.open('other')
    const log = await other.open(id(1))
    await save(log, turn('t2', 'damson'))
    await log.close()
    fs.copyFileSync(other.pathOf(id(1))!, path)
    await listed(() => store.turns(id(1)).length === 2)
    expect(await found(store, 'damson')).toHaveLength(1)

    const archived = join(store.home.archived, basename(path))
    fs.renameSync(path, archived)
    await listed(threads => threads.some(thread => thread.id === id(1) && thread.archived))

    fs.rmSync(archived)
    await listed(threads => threads.length === 0)
  })

  test('is built again when it turns out to be damaged, which is told once', async () => {
    await drop(1, 'medlar')
    await store.sweep()
    await store.close()
    for (const name of ['index', 'words']) {
      const path = join(homes.root, 'home', `${name}.sqlite`)
      const bytes = fs.readFileSync(path)
      bytes.fill(0x5a, 0, 4096)
      fs.writeFileSync(path, bytes)
    }
    store = createStore({ homePath: join(homes.root, 'home'), inBackground: true })
    const told: string[] = []
    store.onProgress(({ damaged }) => void (damaged !== null && told.push(damaged)))
    await store.sweep()
    await store.sweep()
    expect(await found(store, 'medlar')).toHaveLength(1)
    expect(told.map(path => basename(path).replace(/\d+$/, '')).sort()).toEqual([
      'index.sqlite.damaged-',
      'words.sqlite.damaged-',
    ])
    for (const path of told) expect(fs.existsSync(path)).toBe(true)
  })

  test('is whole when several programs build it at once', async () => {
    for (let n = 1; n <= 8; n++) await drop(n, `bullace ${n}`)
    const rivals = [1, 2].map(() => createStore({ homePath: store.home.path, inBackground: true }))
    await Promise.all([store, ...rivals].map(each => each.sweep()))
    await Promise.all(rivals.map(each => each.close()))
    await store.sweep()
    expect(await found(store, 'bullace')).toHaveLength(8)
    expect(await store.check()).toMatchObject({ threads: 8, differences: [] })
  })
})
