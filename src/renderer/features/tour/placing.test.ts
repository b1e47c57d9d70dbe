import { expect, test } from 'vitest'
import { placeMark } from './placing.ts'
import type { Box, Size } from './placing.ts'

const MARK: Size = { width: 300, height: 150 }
const PAGE: Size = { width: 1280, height: 800 }

const overlaps = (one: Box, other: Box): boolean =>
  one.left < other.left + other.width &&
  other.left < one.left + one.width &&
  one.top < other.top + other.height &&
  other.top < one.top + one.height

test.each<[string, Box, { left: number; top: number }]>([
  ['beside a card', { left: 274, top: 200, width: 600, height: 270 }, { left: 882, top: 200 }],
  ['below what reaches the edge', { left: 892, top: 40, width: 388, height: 38 }, { left: 936, top: 86 }],
  ['above what stands at the bottom', { left: 20, top: 700, width: 1240, height: 90 }, { left: 490, top: 542 }],
  ['left of what fills the height', { left: 900, top: 40, width: 380, height: 740 }, { left: 592, top: 40 }],
])('stands %s and covers none of it', (_, anchor, place) => {
  expect(placeMark(anchor, MARK, PAGE)).toEqual(place)
  expect(overlaps({ ...place, ...MARK }, anchor)).toBe(false)
})

test('stands in the corner where there is nothing to stand at, or no room', () => {
  const corner = { left: 972, top: 642 }
  expect(placeMark(null, MARK, PAGE)).toEqual(corner)
  expect(placeMark({ left: 0, top: 0, ...PAGE }, MARK, PAGE)).toEqual(corner)
})

test('stays on the page at its upper edge', () => {
  expect(placeMark({ left: 200, top: -90, width: 300, height: 120 }, MARK, PAGE).top).toBeGreaterThan(0)
})
