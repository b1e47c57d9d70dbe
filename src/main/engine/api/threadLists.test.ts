import { expect, test } from 'vitest'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { emptyRow } from '../store/index/threadRow.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import { createThreadLists } from './threadLists.ts'

const row = (id: string, parentId: string | null = null): ThreadRow => ({
  ...emptyRow(id, { home: '/home', readOnly: false, path: `${id}.jsonl` }),
  parentId,
})

const listsOf = (rows: ThreadRow[], live: { id: string; summary(): ThreadSummary }[] = []) =>
  createThreadLists({
    store: {
      list: () => ({ threads: rows.filter(({ parentId }) => parentId === null), next: 'later' }),
      agents: threadId => rows.filter(({ parentId }) => parentId === threadId),
    },
    live: () => live,
    counted: summary => ({ ...summary, waitingBelow: 1 }),
  })

const QUERY = { limit: 10, archived: false }

test('a list has no agents; a window is told of them below their threads, at any depth', async () => {
  const lists = listsOf([row('a'), row('b'), row('a1', 'a'), row('deep', 'a1'), row('b1', 'b')])
  const { threads, nextCursor } = await lists.list(QUERY)
  expect([threads.map(({ id }) => id), nextCursor]).toEqual([['a', 'b'], 'later'])
  expect((await lists.trees(QUERY)).map(({ id }) => id)).toEqual(['a', 'b', 'a1', 'b1', 'deep'])
})

test('what is open tells of itself; whatever waits below is counted', async () => {
  const stored = row('a')
  const open = (await listsOf([stored]).list(QUERY)).threads[0]
  const lists = listsOf([stored, row('a1', 'a')], [{ id: 'a', summary: () => ({ ...open!, status: 'running' }) }])
  expect(await lists.trees(QUERY)).toMatchObject([
    { id: 'a', status: 'running', waitingBelow: 1 },
    { id: 'a1', parentId: 'a', waitingBelow: 1 },
  ])
})

test('threads that are said to be agents of each other are told once', async () => {
  const circle = createThreadLists({
    store: { list: () => ({ threads: [row('a')], next: null }), agents: id => [row(id === 'a' ? 'b' : 'a', id)] },
    live: () => [],
    counted: summary => summary,
  })
  expect((await circle.trees(QUERY)).map(({ id }) => id)).toEqual(['a', 'b'])
})
