import { expect, test } from 'vitest'
import {
  closeBeside,
  closeTab,
  FIRST_LAYOUT,
  isThreadTab,
  layoutFrom,
  moveTab,
  neighbourTab,
  NEW_TAB,
  openAlone,
  openBeside,
  openTab,
  openThreads,
  reopenTab,
  roomOf,
  roomTab,
  threadsInFront,
} from './layout.ts'

const layout = { ...FIRST_LAYOUT, tabs: ['a', 'b', 'c'], active: 'b' }

test('closing a tab brings its right neighbour to the front, else its left one, else a new thread', () => {
  expect(closeTab(layout, 'b')).toMatchObject({ tabs: ['a', 'c'], active: 'c', closed: ['b'] })
  expect(closeTab({ ...layout, active: 'c' }, 'c').active).toBe('b')
  expect(closeTab({ ...FIRST_LAYOUT, tabs: ['a'], active: 'a' }, 'a').active).toBe(NEW_TAB)
  expect(closeTab(layout, 'a').active).toBe('b')
})

test('the tab closed last is opened again', () => {
  const reopened = reopenTab(closeTab(closeTab(layout, 'a'), 'b'))
  expect(reopened).toMatchObject({ tabs: ['c', 'b'], active: 'b', closed: ['a'] })
  expect(reopenTab(FIRST_LAYOUT)).toBe(FIRST_LAYOUT)
})

test('opening an open tab moves nothing', () => {
  expect(openTab(layout, 'a')).toMatchObject({ tabs: ['a', 'b', 'c'], active: 'a' })
})

test('stepping goes around the ends', () => {
  expect(neighbourTab({ ...layout, active: 'c' }, 1).active).toBe('a')
  expect(neighbourTab({ ...layout, active: 'a' }, -1).active).toBe('c')
  expect(neighbourTab({ ...layout, active: NEW_TAB }, 1).active).toBe('a')
})

test('a tab takes the place it is dropped on', () => {
  expect(moveTab(layout, 'a', 'c').tabs).toEqual(['b', 'c', 'a'])
  expect(moveTab(layout, 'c', 'a').tabs).toEqual(['c', 'a', 'b'])
  expect(moveTab(layout, 'a', 'gone')).toBe(layout)
})

test('rooms are tabs like threads; a room of a newer version is left out', () => {
  expect(openTab(layout, roomTab('rules'))).toMatchObject({ tabs: ['a', 'b', 'c', 'room:rules'], active: 'room:rules' })
  expect(layoutFrom({ tabs: ['room:rules', 'room:later', 'a'], active: 'room:rules' })).toMatchObject({
    tabs: ['room:rules', 'a'],
    active: 'room:rules',
  })
  expect([roomOf('room:mcp'), roomOf('room:later'), roomOf('a')]).toEqual(['mcp', null, null])
  expect(['a', 'room:mcp', 'room:later', NEW_TAB].filter(isThreadTab)).toEqual(['a'])
})

test('a remembered layout is taken as far as it can be read', () => {
  expect(layoutFrom(JSON.parse(JSON.stringify(layout)))).toEqual(layout)
  expect(layoutFrom({ tabs: ['a', 7, 'a', 'new'], active: 'gone', panelTab: 'later' })).toEqual({
    ...FIRST_LAYOUT,
    tabs: ['a'],
  })
  expect(layoutFrom('nonsense')).toEqual(FIRST_LAYOUT)
})

test('an agent stands beside the tab in front until that is closed; beside itself it does not stand', () => {
  const split = openBeside(layout, 'child')
  expect(split).toMatchObject({ tabs: ['a', 'b', 'c'], active: 'b', beside: { b: 'child' } })
  expect(threadsInFront(split)).toEqual(['b', 'child'])
  expect(threadsInFront({ ...split, active: 'a' })).toEqual(['a'])
  expect(openThreads(split)).toEqual(['a', 'b', 'child', 'c'])
  expect(openBeside(split, 'grandchild').beside).toEqual({ b: 'grandchild' })
  expect(openBeside(split, 'b').beside).toEqual({})
  expect(closeBeside(split, 'b')).toEqual(layout)
  expect(openAlone({ ...split, active: 'a' }, 'b')).toEqual(layout)
  expect(closeTab(split, 'b').beside).toEqual({})
  expect(closeBeside(layout, 'a')).toBe(layout)
})

test('from a page that is no thread an agent opens in a tab', () => {
  expect(openBeside({ ...layout, active: roomTab('inbox') }, 'child')).toMatchObject({ active: 'child', beside: {} })
})

test('a remembered split is kept for tabs that there are, within bounds', () => {
  const kept = { tabs: ['a', 'room:rules'], beside: { a: 'child', gone: 'x', 'room:rules': 'y' }, besideShare: 0.95 }
  expect(layoutFrom(kept)).toMatchObject({ beside: { a: 'child' }, besideShare: 0.7 })
  expect(layoutFrom({ tabs: ['a'], beside: { a: 'a' }, besideShare: 'wide' })).toMatchObject({
    beside: {},
    besideShare: 0.5,
  })
  expect(layoutFrom({ tabs: ['a'], beside: 7 }).beside).toEqual({})
})
