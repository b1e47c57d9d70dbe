import { expect, test } from 'vitest'
import { linkTo, openLink, placeOf } from './places.ts'
import { createAppStore } from './store.ts'

test('a link leads back to what it was made of', () => {
  expect(placeOf(linkTo({ threadId: 'a' }))).toEqual({ threadId: 'a', place: null })
  expect(placeOf(linkTo({ threadId: 'a', turnId: 'b/1', itemId: 'c#2' }))).toEqual({
    threadId: 'a',
    place: { threadId: 'a', at: { turnId: 'b/1' }, itemId: 'c#2', flash: true },
  })
})

test('the address of the page names a place the same way', () => {
  expect(placeOf('#/thread/a/b')?.place).toEqual({ threadId: 'a', at: { turnId: 'b' }, itemId: undefined, flash: true })
})

test.each([
  '',
  'heddle://thread/',
  'heddle://other/a',
  'https://example.com/#/thread/a',
  'heddle://thread/a#b/c/d',
  '#/thread/%E0',
])('no link of ours: %s', link => {
  expect(placeOf(link)).toBeNull()
})

test('a pasted link opens its thread in a tab, and says where to go', () => {
  const store = createAppStore()
  expect(openLink(store, ' heddle://thread/a#b \n')).toBe(true)
  const { layout, place } = store.getState()
  expect([layout.active, place?.threadId, place?.at]).toEqual(['a', 'a', { turnId: 'b' }])
})
