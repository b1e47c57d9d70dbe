import { expect, test } from 'vitest'
import type { LineageNode } from '../../../contract/history.ts'
import { lineageLines } from './lineage.ts'

const node = (threadId: string, from?: [string, number], editOf: string | null = null): LineageNode => ({
  threadId,
  title: threadId,
  preview: '',
  updatedAt: 0,
  archived: false,
  forkedFrom: from ? { threadId: from[0], beforeSeq: from[1] } : null,
  editOf,
})

const drawn = (nodes: LineageNode[]) =>
  lineageLines(nodes).map(({ node, level, passing, isLast, edit }) => {
    const guides = passing.map(goesOn => (goesOn ? '│' : ' ')).join('')
    const mark = edit ? ` ${edit.number}/${edit.of}` : ''
    return `${level === 1 ? '' : guides + (isLast ? '└' : '├')}${node.threadId}${mark}`
  })

test('forks stand below what they were forked from', () => {
  expect(drawn([node('a'), node('b', ['a', 9]), node('c', ['a', 4]), node('d', ['b', 12])])).toEqual([
    'a',
    '├b',
    '│└d',
    '└c',
  ])
})

test('edits of one message count from the original', () => {
  expect(
    drawn([
      node('a'),
      node('b', ['a', 9], 't'),
      node('c', ['a', 9], 't'),
      node('d', ['a', 9]),
      node('e', ['a', 3], 's'),
    ]),
  ).toEqual(['a', '├b 2/3', '├c 3/3', '├d', '└e 2/2'])
})

test('a thread whose origin is gone begins a tree; a circle of origins draws nothing twice', () => {
  expect(drawn([node('b', ['gone', 9]), node('c', ['b', 4])])).toEqual(['b', '└c'])
  expect(drawn([node('a', ['b', 1]), node('b', ['a', 1])])).toEqual([])
})
