import { expect, test } from 'vitest'
import type { AgentPlace } from '../../state/agents.ts'
import { lineAbove, lineNamed, linesOf, waitingBelow } from './lines.ts'
import type { Folds, TreeLine } from './lines.ts'

const place = (threadId: string, parentId: string | null, over: Partial<AgentPlace> = {}): AgentPlace => ({
  threadId,
  parentId,
  finished: false,
  waits: false,
  ...over,
})

const folds = (open: Record<string, boolean> = {}, kept: string | null = null): Folds => ({
  isOpen: (id, byDefault) => open[id] ?? byDefault,
  kept,
})

const drawn = (lines: readonly TreeLine[]) =>
  lines.map(line => `${'  '.repeat(line.level - 1)}${line.type === 'agent' ? line.id : `${line.count} finished`}`)

const DONE = { finished: true }

test('agents stand below their parents in the order in which they came', () => {
  const lines = linesOf([place('root', null), place('a', 'root'), place('b', 'root'), place('deep', 'a')], folds())
  expect(drawn(lines)).toEqual(['root', '  a', '    deep', '  b'])
  expect(lines.map(({ position, siblings, expanded }) => [position, siblings, expanded])).toEqual([
    [1, 1, true],
    [1, 2, true],
    [1, 1, null],
    [2, 2, null],
  ])
  expect(drawn(linesOf([place('root', null), place('a', 'root'), place('deep', 'a')], folds({ a: false })))).toEqual([
    'root',
    '  a',
  ])
})

test('three finished ones fold away to the end; two stay where they are', () => {
  const two = [place('root', null), place('a', 'root', DONE), place('b', 'root', DONE), place('c', 'root')]
  expect(drawn(linesOf(two, folds()))).toEqual(['root', '  a', '  b', '  c'])
  const three = [...two, place('d', 'root', DONE)]
  expect(drawn(linesOf(three, folds()))).toEqual(['root', '  c', '  3 finished'])
  expect(drawn(linesOf(three, folds({ 'finished root': true })))).toEqual([
    'root',
    '  c',
    '  3 finished',
    '    a',
    '    b',
    '    d',
  ])
})

test('one that is looked at, or has somebody at work below, does not fold away', () => {
  const places = [
    place('root', null),
    ...['a', 'b', 'c', 'd', 'e'].map(id => place(id, 'root', DONE)),
    place('busy', 'b'),
  ]
  expect(drawn(linesOf(places, folds({}, 'e')))).toEqual(['root', '  b', '    busy', '  e', '  3 finished'])
})

test('who waits makes all above it wait', () => {
  const places = [
    place('root', null),
    place('a', 'root', { waits: true }),
    place('b', 'root'),
    place('deep', 'b', { waits: true }),
  ]
  expect(waitingBelow(places)).toEqual(
    new Map([
      ['root', 2],
      ['b', 1],
    ]),
  )
  // Nobody's fault but a damaged log's.
  const circle = [place('a', 'b', { waits: true }), place('b', 'a')]
  expect(waitingBelow(circle)).toEqual(new Map([['b', 1]]))
})

test('the keyboard finds the parent of a line, and lines by name', () => {
  const lines = linesOf(
    [place('root', null), place('ada', 'root'), place('deep', 'ada'), place('alan', 'root')],
    folds(),
  )
  expect(lineAbove(lines, 3)).toBe(0)
  expect(lineAbove(lines, 2)).toBe(1)
  expect(lineAbove(lines, 0)).toBe(-1)
  const named = (from: number, typed: string) => lineNamed(lines, from, typed, line => line.id)
  expect([named(0, 'a'), named(1, 'a'), named(3, 'a'), named(1, 'AL'), named(1, 'ad'), named(0, 'x')]).toEqual([
    1, 3, 1, 3, 1, -1,
  ])
})
