import { expect, test } from 'vitest'
import type { TurnMark } from '../../../contract/history.ts'
import { pxOfTurn, railMarks, shapeOf, turnAtPx } from './rail.ts'

const turns = (count: number, failed: readonly number[] = []): TurnMark[] =>
  Array.from({ length: count }, (_, index) => ({
    turnId: `t${index}`,
    firstSeq: index,
    status: failed.includes(index) ? 'failed' : 'completed',
    startedAt: index,
    preview: '',
  }))

test('a few turns stand in the middle, each with a mark of its own', () => {
  const shape = shapeOf(5, 600)
  const marks = railMarks(turns(5), shape)
  expect(marks.map(({ px }) => px)).toEqual([276, 288, 300, 312, 324])
})

test('four thousand turns share marks that do not touch, and one that failed is seen', () => {
  const shape = shapeOf(4000, 600)
  const marks = railMarks(turns(4000, [1234]), shape)
  const gaps = marks.slice(1).map((mark, index) => mark.px - (marks[index]?.px ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3.9)
  const failed = marks.filter(({ status }) => status === 'failed')
  expect(failed).toHaveLength(1)
  expect(Math.abs((failed[0]?.px ?? 0) - pxOfTurn(shape, 1234))).toBeLessThan(4)
})

test('a place of the rail leads to the turn that is drawn there', () => {
  const shape = shapeOf(4000, 600)
  for (const index of [0, 1, 777, 3998, 3999]) expect(turnAtPx(shape, pxOfTurn(shape, index))).toBe(index)
  expect(turnAtPx(shape, -20)).toBe(0)
  expect(turnAtPx(shape, 9000)).toBe(3999)
})
