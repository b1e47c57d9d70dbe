import { expect, test } from 'vitest'
import type { LineageNode } from '../../contract/history.ts'
import { NO_USAGE } from '../../core/thread/thread.ts'
import type { Turn } from '../../core/thread/thread.ts'
import { linesOf, variantsIn } from './lineage.ts'

const turn = (id: string, firstSeq: number): Turn => ({
  id,
  status: 'completed',
  startedAt: 0,
  firstSeq,
  lastSeq: firstSeq + 9,
  items: [],
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
})
const node = (
  threadId: string,
  from?: [threadId: string, beforeSeq: number],
  editOf: string | null = null,
): LineageNode => ({
  threadId,
  title: threadId,
  preview: '',
  updatedAt: 0,
  archived: false,
  forkedFrom: from ? { threadId: from[0], beforeSeq: from[1] } : null,
  editOf,
})

// The second turn of `a` was said differently in `b` and in `c`; `d` goes on from the end of `b`.
const NODES = [node('a'), node('b', ['a', 10], 't2'), node('c', ['a', 10], 't2'), node('d', ['b', 30])]
const shown = (...turns: Turn[]) => ({ turns, earlier: null })

test('the original is the first of its variants', () => {
  const found = variantsIn(NODES, 'a', shown(turn('t1', 0), turn('t2', 10), turn('t3', 20)))
  expect([...found.keys()]).toEqual(['t2'])
  expect(found.get('t2')).toEqual({
    origin: { threadId: 'a', turnId: 't2' },
    all: [
      { threadId: 'a', at: { turnId: 't2' } },
      { threadId: 'b', at: { seq: 10 } },
      { threadId: 'c', at: { seq: 10 } },
    ],
    current: 0,
  })
})

test('the first turn that an edit began is the one with variants', () => {
  const found = variantsIn(NODES, 'c', shown(turn('t1', 0), turn('c1', 12), turn('c2', 22)))
  expect([...found].map(([id, { current }]) => [id, current])).toEqual([['c1', 2]])
})

test('a fork of an edit has the variants of what it inherited', () => {
  const found = variantsIn(NODES, 'd', shown(turn('t1', 0), turn('b1', 12), turn('d1', 32)))
  expect([...found].map(([id, { current }]) => [id, current])).toEqual([['b1', 1]])
})

test('a fork before the message of an edit has none of its variants', () => {
  const nodes = [...NODES, node('e', ['b', 12])]
  expect(variantsIn(nodes, 'e', shown(turn('t1', 0), turn('e1', 14))).size).toBe(0)
})

test('where turns are left out, nothing is taken for what may lie among them', () => {
  const later = { turns: [turn('c2', 22)], earlier: { turns: 2, beforeSeq: 22 } }
  expect(variantsIn(NODES, 'c', later).size).toBe(0)
})

test('the tree has each thread before what was forked from it', () => {
  expect(linesOf(NODES).map(({ node, depth }) => `${depth}${node.threadId}`)).toEqual(['0a', '1b', '2d', '1c'])
})
