import { expect, test } from 'vitest'
import {
  addPane,
  areasOf,
  arrange,
  dividerOf,
  moveDivider,
  panesOf,
  removePane,
  replacePane,
  shiftPane,
  tabOf,
} from './tab.ts'
import type { Tab } from './tab.ts'

const shape = (tab: Tab | null) => tab?.columns.map(({ panes }) => panes.join('/')).join(' | ')
const of = (...ids: string[]) => ids.slice(1).reduce((tab, id) => addPane(tab, id), tabOf(ids[0] ?? ''))

test('panes that nobody gave a place become two columns, then four quarters; a fifth finds no room', () => {
  expect([of('a', 'b'), of('a', 'b', 'c'), of('a', 'b', 'c', 'd')].map(shape)).toEqual([
    'a | b',
    'a | b/c',
    'a/d | b/c',
  ])
  expect(of('a', 'b').columns.map(({ share }) => share)).toEqual([0.5, 0.5])
  const full = of('a', 'b', 'c', 'd')
  expect(addPane(full, 'e')).toBe(full)
  expect(addPane(of('a', 'b'), 'a').focus).toBe('b')
})

test('a pane goes to the edge it is put at; a column takes two', () => {
  const two = of('a', 'b')
  expect(shape(addPane(two, 'c', { pane: 'b', edge: 'left' }))).toBe('a | c | b')
  expect(shape(addPane(two, 'c', { pane: 'a', edge: 'above' }))).toBe('c/a | b')
  const divided = addPane(two, 'c', { pane: 'a', edge: 'above' })
  expect(shape(addPane(divided, 'd', { pane: 'a', edge: 'below' }))).toBe('c/a | b/d')
})

test('what is left of a tab fills its width, and the focus goes to what follows', () => {
  const three = arrange(of('a', 'b', 'c'), 'columns')
  const rest = removePane({ ...three, focus: 'b' }, 'b')
  expect([shape(rest), rest?.focus, rest?.columns.map(({ share }) => share)]).toEqual(['a | c', 'c', [0.5, 0.5]])
  expect(removePane({ ...three, focus: 'c' }, 'c')?.focus).toBe('b')
  expect(removePane(three, 'gone')).toBe(three)
  expect(removePane(tabOf('a'), 'a')).toBeNull()
})

test('a pane moves past its neighbour, out of its column and into another', () => {
  const two = of('a', 'b')
  expect(shape(shiftPane(two, 'b', 'left'))).toBe('b | a')
  expect(shiftPane(two, 'b', 'right')).toBe(two)
  const stacked = shiftPane(two, 'b', 'below')
  expect(shape(stacked)).toBe('a/b')
  expect(shape(shiftPane(stacked, 'b', 'above'))).toBe('b/a')
  expect(shape(shiftPane(stacked, 'b', 'left'))).toBe('b | a')
  expect(shape(shiftPane(tabOf('a'), 'a', 'below'))).toBe('a')
})

test('panes change places, or give way to what was in none', () => {
  const two = of('a', 'b')
  expect(shape(replacePane(two, 'a', 'b'))).toBe('b | a')
  expect(shape(replacePane(two, 'a', 'c'))).toBe('c | b')
})

test('dividers move within bounds and leave other columns alone', () => {
  const three = arrange(of('a', 'b', 'c'), 'columns')
  const moved = moveDivider(three, { axis: 'columns', column: 0 }, 0.25)
  expect(moved.columns.map(({ share }) => Number(share.toFixed(3)))).toEqual([0.167, 0.5, 0.333])
  expect(
    dividerOf(moveDivider(three, { axis: 'columns', column: 1 }, 9), { axis: 'columns', column: 1 }).at,
  ).toBeLessThan(0.8)
  const grid = moveDivider(of('a', 'b', 'c'), { axis: 'rows', column: 1 }, 0)
  expect(grid.columns.map(({ upper }) => upper)).toEqual([0.5, 0.2])
})

test('panes cover the whole, and a divider stands between each two', () => {
  const { panes, dividers } = areasOf(moveDivider(of('a', 'b', 'c', 'd'), { axis: 'columns', column: 0 }, 0.3))
  expect(panes.reduce((sum, { area }) => sum + area.width * area.height, 0)).toBeCloseTo(1)
  expect(panes.map(({ id }) => id)).toEqual(['a', 'd', 'b', 'c'])
  expect(dividers.map(({ place }) => `${place.axis} ${place.column}`)).toEqual(['rows 0', 'columns 0', 'rows 1'])
  expect(panesOf(of('a', 'b', 'c', 'd'))).toEqual(['a', 'd', 'b', 'c'])
})
