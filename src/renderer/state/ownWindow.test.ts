import { expect, test } from 'vitest'
import { FIRST_LAYOUT, openTab } from './layout.ts'
import { emptyWindowHash, firstLayout, layoutKey, ownWindow, staleLayouts } from './ownWindow.ts'

const storage = () => {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  }
}
const own = { id: 'w', isEmpty: false }
const withTab = (id: string, at: number) => ({ ...openTab(FIRST_LAYOUT, id), at })

test('a window is who the desktop says it is; a tab of a browser gives itself a name and keeps it', () => {
  expect(ownWindow({ search: '?window=3', hash: '' }, storage())).toEqual({ id: '3', isEmpty: false })
  const tab = storage()
  const { id } = ownWindow({ search: '', hash: '' }, tab)
  expect(ownWindow({ search: '', hash: '#/thread/a' }, tab)).toEqual({ id, isEmpty: false })
  expect(ownWindow({ search: '', hash: '' }, storage()).id).not.toBe(id)
})

test.each([
  [emptyWindowHash(), true],
  [emptyWindowHash('a/b'), true],
  ['#/windows', false],
  ['#/thread/a', false],
])('opened with %s it is empty: %s', (hash, isEmpty) => {
  expect(ownWindow({ search: '', hash }, storage()).isEmpty).toBe(isEmpty)
})

test('a window has its own layout, a fresh one that of the window used last, or that of an earlier version', () => {
  const values = {
    layout: withTab('z', 0),
    'layout:u': withTab('a', 1),
    'layout:v': withTab('b', 2),
    'draft:x': 'text',
  }
  expect(firstLayout(own, values).active).toBe('b')
  expect(firstLayout(own, { ...values, [layoutKey(own)]: withTab('c', 0) }).active).toBe('c')
  expect(firstLayout(own, { layout: withTab('z', 0) }).active).toBe('z')
  expect(firstLayout(own, {})).toEqual(FIRST_LAYOUT)
})

test('a window that was opened for something has nothing of another in it but its sides', () => {
  const values = { 'layout:v': { ...withTab('b', 2), panel: false, panelTab: 'log' } }
  expect(firstLayout({ ...own, isEmpty: true }, values)).toEqual({ ...FIRST_LAYOUT, panel: false, panelTab: 'log' })
})

test('layouts of windows that were not opened for long are forgotten', () => {
  const values = Object.fromEntries(Array.from({ length: 22 }, (_, at) => [`layout:${at}`, withTab('a', at)]))
  expect(staleLayouts(values)).toEqual(['layout:1', 'layout:0'])
  expect(staleLayouts({ layout: {} })).toEqual([])
})
