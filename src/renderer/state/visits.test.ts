import { expect, test } from 'vitest'
import { closePane, openTab } from './layout.ts'
import { createAppStore, updateLayout } from './store.ts'
import { noteVisits, travel } from './visits.ts'

function walk(...places: string[]) {
  const store = createAppStore()
  noteVisits(store)
  store.setState({ restored: true })
  for (const place of places) updateLayout(store, layout => openTab(layout, place))
  const active = () => store.getState().layout.active
  return { store, active }
}

test('back and forward go through the places that were in front', () => {
  const { store, active } = walk('a', 'b', 'room:rules')
  travel(store, 'back')
  travel(store, 'back')
  expect(active()).toBe('a')
  travel(store, 'forward')
  expect([active(), store.getState().visits.forward]).toEqual(['b', ['room:rules']])
})

test('whoever goes elsewhere has nothing to go forward to', () => {
  const { store } = walk('a', 'b')
  travel(store, 'back')
  updateLayout(store, layout => openTab(layout, 'c'))
  expect(store.getState().visits).toEqual({ back: ['new', 'a'], forward: [] })
})

test('a place that was closed opens again; at the end nothing happens', () => {
  const { store, active } = walk('a', 'b')
  updateLayout(store, layout => closePane(layout, 'a'))
  travel(store, 'back')
  expect([active(), store.getState().layout.tabs.map(tab => tab.focus)]).toEqual(['a', ['b', 'a']])
  travel(store, 'back')
  travel(store, 'back')
  expect(active()).toBe('new')
})

test('what a window begins with is no visit', () => {
  const store = createAppStore()
  noteVisits(store)
  store.setState(({ layout }) => ({ restored: true, layout: openTab(layout, 'a') }))
  expect(store.getState().visits.back).toEqual([])
})
