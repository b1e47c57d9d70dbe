import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SessionFilter } from '../../../../contract/sessions.ts'
import type { EventBody } from '../../../../core/thread/events.ts'
import type { Store } from '../store.ts'
import { createHomes, found, header, id, NOW, save, turn, written } from '../storeFixture.ts'

let homes: ReturnType<typeof createHomes>
let store: Store
beforeEach(() => {
  homes = createHomes()
  store = homes.open()
})
afterEach(() => homes.remove())

/** A thread whose last word was said `n` minutes after the beginning of time. */
async function write(n: number, cwd: string, bodies: EventBody[]): Promise<void> {
  const log = store.create(header(n, { cwd }))
  await log.append(bodies, { durable: false, at: NOW + n * 60_000 })
  await log.close()
}

const listed = (filter: Partial<SessionFilter>, running: string[] = []) =>
  store.sessions({ filter: SessionFilter.parse(filter), limit: 50, running }).rows.map(({ id }) => Number(id.at(-1)))

const patched = (path: string): EventBody[] => [
  {
    type: 'call.received',
    turnId: 't1',
    item: { type: 'custom_tool_call', call_id: 'p', name: 'apply_patch', input: '*** Begin Patch' },
  },
  {
    type: 'call.completed',
    turnId: 't1',
    callId: 'p',
    status: 'completed',
    result: { kind: 'patch', durationMs: 1, changes: [{ path, kind: 'add', content: 'x' }] },
  },
]

describe('past threads', () => {
  beforeEach(async () => {
    await write(1, '/work/a', turn('t1'))
    await write(2, '/work/a/deep', turn('t1').slice(0, -1))
    await write(3, '/work/ab', [...turn('t1').slice(0, 3), ...patched('/work/ab/src/main.ts'), ...turn('t1').slice(3)])
    await write(4, '/elsewhere', [...turn('t1').slice(0, -1), failed])
  })
  const failed: EventBody = {
    type: 'turn.finished',
    turnId: 't1',
    status: 'failed',
    failure: { code: 'x', message: 'y' },
    startedAt: NOW,
  }

  test('are filtered by what they are', () => {
    expect(listed({})).toEqual([4, 3, 2, 1])
    expect(listed({ workspace: '/work/a' })).toEqual([2, 1])
    expect(listed({ from: NOW + 2 * 60_000, to: NOW + 4 * 60_000 })).toEqual([3, 2])
    expect(listed({ model: 'm1' })).toEqual([4, 3, 2, 1])
    expect(listed({ model: 'm2' })).toEqual([])
    expect(listed({ source: 'exec', home: 'heddle' })).toEqual([4, 3, 2, 1])
    expect(listed({ home: 'codex' })).toEqual([])
    expect(listed({ status: 'done' })).toEqual([3, 1])
    expect(listed({ status: 'failed' })).toEqual([4])
    expect(listed({ status: 'interrupted' })).toEqual([2])
    expect(listed({ status: 'running' }, [id(2)])).toEqual([2])
    expect(listed({ status: 'interrupted' }, [id(2)])).toEqual([])
    expect(listed({ file: 'src/main' })).toEqual([3])
    expect(listed({ file: "'; drop table threads; --" })).toEqual([])
  })

  test('lie on the shelf of what was archived, with pinned ones before the others', async () => {
    const log = await store.open(id(4))
    await save(log, [{ type: 'thread.archived' }])
    await log.close()
    await store.pin([id(1)], true)
    expect(listed({})).toEqual([1, 3, 2])
    expect(listed({ shelf: 'archived' })).toEqual([4])
    expect(listed({ shelf: 'all', pinned: true })).toEqual([1])
    await store.rebuild()
    expect(listed({})).toEqual([1, 3, 2])
    await store.pin([id(1)], false)
    expect(listed({ shelf: 'all' })).toEqual([4, 3, 2, 1])
  })

  test('come page by page, each once, while others are added', async () => {
    await store.pin([id(2)], true)
    const first = store.sessions({ filter: SessionFilter.parse({}), limit: 2, running: [] })
    await write(5, '/work/a', turn('t1'))
    const second = store.sessions({ filter: SessionFilter.parse({}), limit: 2, cursor: first.next!, running: [] })
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual([id(2), id(4), id(3), id(1)])
    expect(first.total).toBe(4)
    expect(second.next).toBeNull()
  })

  test('tell what there is to filter by', () => {
    expect(store.facets()).toEqual({
      workspaces: ['/elsewhere', '/work/a', '/work/a/deep', '/work/ab'].map(value => ({ value, count: 1 })),
      models: [{ value: 'm1', count: 4 }],
      sources: [{ value: 'exec', count: 4 }],
    })
  })

  test('are known by the words of their origin until they have their own', async () => {
    const fork = await store.fork({ ...header(6), forkedFrom: { threadId: id(1), beforeSeq: 1000 } })
    await save(fork, [{ type: 'thread.renamed', title: 'A fork' }])
    const previewOf = () => store.list({ limit: 9 }).threads.find(row => row.id === id(6))!.preview
    expect(previewOf()).toBe('hello')
    await save(fork, turn('t2', 'something else'))
    expect(previewOf()).toBe('something else')
    await fork.close()
  })
})

describe('search', () => {
  test('finds all words in one text, the last one from its beginning, whatever case and accents', async () => {
    await written(store, 1, turn('t1', 'Grünkohl für den Winter', 'Straße'))
    for (const typed of ['grunk', 'WINTER grün', 'für den', '"winter"', 'winter -grünkohl', 'straße'])
      expect(await found(store, typed), typed).toHaveLength(1)
    for (const typed of ['grünkohl straße', 'kohl', 'sommer']) expect(await found(store, typed), typed).toEqual([])
  })

  test('puts titles and what was said before what was printed, and new before old', async () => {
    await write(1, '/ws', [...turn('t1', 'x'), { type: 'thread.renamed', title: 'About elderberry' }])
    await write(2, '/ws', turn('t1', 'why elderberry'))
    await write(3, '/ws', turn('t1', 'x'))
    const filter = SessionFilter.parse({})
    const first = await store.search({ text: 'elderberry', filter, limit: 2, running: [] })
    const second = await store.search({ text: 'elderberry', filter, limit: 2, cursor: first.next!, running: [] })
    expect([...first.results, ...second.results].map(({ row }) => Number(row.id.at(-1)))).toEqual([1, 2, 3])
    expect(first.results[1]).toMatchObject({ hitCount: 2, hits: [{ kind: 'message' }, { kind: 'output' }] })
    expect(second.next).toBeNull()
  })

  test('finds files by parts of their paths', async () => {
    await write(1, '/ws', [...turn('t1').slice(0, 3), ...patched('/ws/src/orchard/pear.ts')])
    const image = { path: '/ws/dist/orchard.js', before: null, after: 'ab' }
    await write(2, '/ws', [
      ...turn('t1').slice(0, 3),
      { type: 'files.changed', turnId: 't1', images: [image], folders: [], outside: [] },
    ])
    expect(await found(store, 'dist orchard')).toMatchObject([{ kind: 'path', threadId: id(2) }])
    expect(store.row(id(2))).toMatchObject({ filesTouched: 1 })
    expect(await found(store, 'orchard pear')).toMatchObject([{ kind: 'path', excerpt: '/ws/src/orchard/pear.ts' }])
  })

  test('finds places in one thread, oldest first', async () => {
    await written(store, 1, [...turn('t1', 'plum', 'a plum'), ...turn('t2', 'cherry', 'no plum')])
    await written(store, 2, turn('t1', 'plum'))
    const { hits, total } = await store.findIn(id(1), 'plum', 2)
    expect(hits.map(({ turnId, kind }) => [turnId, kind])).toEqual([
      ['t1', 'message'],
      ['t1', 'answer'],
    ])
    expect(total).toBe(3)
    expect(await store.findIn(id(9), 'plum', 2)).toEqual({ hits: [], total: 0 })
  })

  test('never fails, whatever is typed', async () => {
    await written(store, 1, turn('t1', 'plum "AND" NEAR(x) * ^ col: 😀 İ ﬀ \u0000 \uD800'))
    const filter = SessionFilter.parse({})
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '*',
            '^',
            'AND',
            'OR',
            'NOT',
            'NEAR(',
            ')',
            'text:',
            '-',
            '+',
            '\u0000',
            'plum',
            '{',
            "'",
          ),
          {
            maxLength: 8,
          },
        )
        .map(parts => parts.join(' ')),
    )
    await fc.assert(
      fc.asyncProperty(typed, async text => {
        const { results } = await store.search({ text, filter, limit: 5, running: [] })
        for (const { hits } of results)
          for (const { excerpt, marks } of hits)
            for (const [from, to] of marks) expect(from >= 0 && from < to && to <= excerpt.length, text).toBe(true)
        await store.findIn(id(1), text, 5)
      }),
      { numRuns: 300 },
    )
  })
})
