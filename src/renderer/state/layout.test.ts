import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  closePane,
  closeTab,
  FIRST_LAYOUT,
  frontTab,
  isThreadTab,
  neighbourPane,
  neighbourTab,
  NEW_TAB,
  openAlone,
  openAt,
  openBeside,
  openTab,
  openTabAt,
  openThreads,
  placeTab,
  reopen,
  replaceTab,
  roomOf,
  roomTab,
  shiftFocused,
  shiftTab,
  threadsInFront,
  updateFront,
} from './layout.ts'
import type { Layout } from './layout.ts'
import { layoutFrom } from './layoutFrom.ts'
import { arrange, EDGES, moveDivider, panesOf, toggleMaximised } from './tab.ts'

const open = (...ids: string[]) => ids.reduce(openTab, FIRST_LAYOUT)
const layout = openTab(open('a', 'b', 'c'), 'b')
const split = openBeside(layout, 'x')
const shape = ({ tabs }: Layout) => tabs.map(tab => panesOf(tab).join('+'))

test('closing a tab brings its right neighbour to the front, else its left one, else a new thread', () => {
  expect([shape(closeTab(layout, 'b')), closeTab(layout, 'b').active]).toEqual([['a', 'c'], 'c'])
  expect(closeTab(openTab(layout, 'c'), 'c').active).toBe('b')
  expect(closeTab(open('a'), 'a').active).toBe(NEW_TAB)
  expect(closeTab(layout, 'a').active).toBe('b')
  expect(closeTab(layout, 'gone')).toBe(layout)
})

test('what was closed last comes back where it was', () => {
  const reopened = reopen(closeTab(closeTab(layout, 'a'), 'b'))
  expect([shape(reopened), reopened.active]).toEqual([['b', 'c'], 'b'])
  expect(shape(reopen(reopened))).toEqual(['a', 'b', 'c'])
  expect(reopen(FIRST_LAYOUT)).toBe(FIRST_LAYOUT)
})

test('a closed pane comes back to its place and size, a closed tab with all its panes', () => {
  const wide = updateFront(split, tab => moveDivider(tab, { axis: 'columns', column: 0 }, 0.3))
  expect(reopen(closePane(wide, 'b'))).toMatchObject({ tabs: [{}, { ...frontTab(wide), focus: 'b' }, {}], active: 'b' })
  expect(shape(reopen(closePane(openTab(wide, 'a'), 'x')))).toEqual(['a', 'b+x', 'c'])
  expect(reopen(closeTab(wide, 'b')).tabs).toEqual(wide.tabs)
  // Meanwhile one of them is open elsewhere: it stays there.
  expect(shape(reopen(openTab(closeTab(wide, 'b'), 'x')))).toEqual(['a', 'b', 'c', 'x'])
  // Meanwhile another stands in its place: it gets a place beside it.
  expect(shape(reopen(openBeside(closePane(wide, 'x'), 'y')))).toEqual(['a', 'b+x+y', 'c'])
})

test('opening what is open moves nothing', () => {
  expect([shape(openTab(layout, 'a')), openTab(layout, 'a').active]).toEqual([['a', 'b', 'c'], 'a'])
  expect([shape(openTab(openTab(split, 'a'), 'b')), openTab(openTab(split, 'a'), 'b').active]).toEqual([
    ['a', 'b+x', 'c'],
    'b',
  ])
})

test('stepping goes around the ends', () => {
  expect(neighbourTab(openTab(layout, 'c'), 1).active).toBe('a')
  expect(neighbourTab(openTab(layout, 'a'), -1).active).toBe('c')
  expect(neighbourTab(openTab(layout, NEW_TAB), 1).active).toBe('a')
  expect(neighbourTab(openTab(layout, NEW_TAB), -1).active).toBe('c')
  expect(neighbourTab(FIRST_LAYOUT, 1)).toBe(FIRST_LAYOUT)
  expect(openTabAt(layout, 2).active).toBe('c')
  expect(openTabAt(layout, 7)).toBe(layout)
  expect([split.active, neighbourPane(split, 1).active, neighbourPane(split, -1).active]).toEqual(['x', 'b', 'b'])
  expect(neighbourPane(layout, 1)).toBe(layout)
})

test('a tab goes where it is dropped, with all its panes', () => {
  expect(shape(placeTab(layout, 'a', 'c'))).toEqual(['b', 'a', 'c'])
  expect(shape(placeTab(layout, 'a', null))).toEqual(['b', 'c', 'a'])
  expect(shape(placeTab(layout, 'c', 'a'))).toEqual(['c', 'a', 'b'])
  expect(shape(placeTab(split, 'x', 'a'))).toEqual(['b+x', 'a', 'c'])
  expect([shape(placeTab(layout, 'y', 'b')), placeTab(layout, 'y', 'b').active]).toEqual([['a', 'y', 'b', 'c'], 'y'])
  expect(placeTab(layout, 'a', 'gone')).toBe(layout)
  expect(placeTab(split, 'x', 'b')).toBe(split)
  expect(shape(shiftTab(layout, 1))).toEqual(['a', 'c', 'b'])
  expect(shiftTab(openTab(layout, 'c'), 1).tabs).toEqual(layout.tabs)
})

test('rooms are tabs like threads', () => {
  expect(openTab(layout, roomTab('rules')).active).toBe('room:rules')
  expect([roomOf('room:mcp'), roomOf('room:later'), roomOf('a')]).toEqual(['mcp', null, null])
  expect(['a', 'room:mcp', 'room:later', NEW_TAB].filter(isThreadTab)).toEqual(['a'])
})

test('a thread stands beside the one in front, and is nowhere else', () => {
  expect([shape(split), split.active, threadsInFront(split)]).toEqual([['a', 'b+x', 'c'], 'x', ['b', 'x']])
  expect(threadsInFront(openTab(split, 'a'))).toEqual(['a'])
  expect(openThreads(split)).toEqual(['a', 'b', 'x', 'c'])
  expect(shape(openBeside(split, 'a'))).toEqual(['b+x+a', 'c'])
  expect(openBeside(split, 'b')).toMatchObject({ tabs: [{}, { focus: 'b' }, {}], active: 'b' })
  expect(shape(openBeside(split, 'y', 'b'))).toEqual(['a', 'y+x', 'c'])
  const full = ['y', 'z', 'w'].reduce((state, id) => openBeside(state, id), split)
  expect(threadsInFront(full)).toHaveLength(4)
  expect(threadsInFront(full)).toContain('w')
  expect(reopen(full).closed).toEqual([])
})

test('beside a page that is no thread, a thread opens in a tab', () => {
  expect(shape(openBeside(openTab(layout, roomTab('inbox')), 'x'))).toEqual(['a', 'b', 'c', 'room:inbox', 'x'])
})

test('a thread goes to an edge or into the place of a pane, and alone into a tab of its own', () => {
  expect(shape(openAt(split, 'a', { pane: 'x', edge: 'left' }))).toEqual(['b+a+x', 'c'])
  expect(shape(openAt(split, 'x', { pane: 'b', edge: 'left' }))).toEqual(['a', 'x+b', 'c'])
  expect(shape(openAt(split, 'x', { pane: 'b', edge: 'centre' }))).toEqual(['a', 'x+b', 'c'])
  expect(shape(openAt(split, 'y', { pane: 'b', edge: 'centre' }))).toEqual(['a', 'y+x', 'c'])
  expect(openAt(split, roomTab('rules'), { pane: 'b', edge: 'left' })).toBe(split)
  expect([shape(openAlone(split, 'b')), openAlone(split, 'b').active]).toEqual([['a', 'x', 'b', 'c'], 'b'])
  expect([shape(replaceTab(split, 'b', 'y')), replaceTab(split, 'b', 'y').active]).toEqual([['a', 'y+x', 'c'], 'y'])
  expect(shape(replaceTab(split, 'b', 'c'))).toEqual(['a', 'x', 'c'])
})

test('a remembered layout is taken as far as it can be read', () => {
  const kept = closePane(openBeside(split, 'y'), 'y')
  expect(layoutFrom(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  expect(layoutFrom('nonsense')).toEqual(FIRST_LAYOUT)
  const odd = { tabs: [{ columns: [{ panes: ['a', 'a', 7], share: 'wide' }] }, 7, { columns: [] }], active: 'gone' }
  expect(layoutFrom({ ...odd, panelTab: 'later' })).toEqual({ ...open('a'), active: NEW_TAB })
})

test('layouts of earlier versions still load', () => {
  const earlier = { tabs: ['a', 7, 'a', 'new', 'room:rules', 'room:later', 'b'], active: 'b', closed: ['c'] }
  expect(layoutFrom(earlier)).toMatchObject({ active: 'b', closed: [{ panes: ['c'] }] })
  expect(shape(layoutFrom(earlier))).toEqual(['a', 'room:rules', 'b'])
  expect(shape(reopen(layoutFrom(earlier)))).toEqual(['a', 'room:rules', 'b', 'c'])
  const beside = layoutFrom({ tabs: ['a', 'room:rules'], active: 'a', beside: { a: 'x', gone: 'y' }, besideShare: 0.7 })
  expect([shape(beside), beside.active]).toEqual([['a+x', 'room:rules'], 'a'])
  expect(beside.tabs[0]?.columns[0]?.share).toBeCloseTo(0.3)
})

function complaintsOf({ tabs, active }: Layout): string[] {
  const panes = tabs.flatMap(panesOf)
  const complaints: string[] = []
  const claim = (holds: boolean, text: string) => holds || complaints.push(text)
  claim(new Set(panes).size === panes.length, 'a pane stands twice')
  claim(active === NEW_TAB || tabs.some(tab => tab.focus === active), 'what is active is in focus nowhere')
  for (const tab of tabs) {
    const ids = panesOf(tab)
    claim(ids.length >= 1 && ids.length <= 4, `${ids.length} panes`)
    claim(ids.includes(tab.focus), 'the focus is on no pane')
    claim(ids.length === 1 || ids.every(isThreadTab), 'a room beside something')
    claim(!tab.maximised || ids.length > 1, 'one pane alone is maximised')
    claim(
      tab.columns.every(({ panes: { length }, share }) => length >= 1 && length <= 2 && share > 0.01),
      'an odd column',
    )
    const width = tab.columns.reduce((sum, { share }) => sum + share, 0)
    claim(Math.abs(width - 1) < 1e-6, `columns of ${width}`)
  }
  return complaints
}

const aThread = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const anId = fc.oneof(aThread, fc.constantFrom('room:inbox', 'room:rules', NEW_TAB))
const aStep = fc.constantFrom(1, -1) as fc.Arbitrary<1 | -1>
const anEdge = fc.constantFrom(...EDGES)
const aPart = fc.double({ min: -1, max: 2, noNaN: true })
type Operation = (state: Layout) => Layout
const anOperation: fc.Arbitrary<Operation> = fc.oneof(
  anId.map(
    (id): Operation =>
      state =>
        openTab(state, id),
  ),
  aThread.map(
    (id): Operation =>
      state =>
        openBeside(state, id),
  ),
  fc.tuple(aThread, aThread).map(
    ([id, instead]): Operation =>
      state =>
        openBeside(state, id, instead),
  ),
  fc.tuple(anId, anId, fc.constantFrom(...EDGES, 'centre' as const)).map(
    ([id, pane, edge]): Operation =>
      state =>
        openAt(state, id, { pane, edge }),
  ),
  aThread.map(
    (id): Operation =>
      state =>
        openAlone(state, id),
  ),
  fc.tuple(aThread, aThread).map(
    ([id, by]): Operation =>
      state =>
        replaceTab(state, id, by),
  ),
  anId.map(
    (id): Operation =>
      state =>
        closePane(state, id),
  ),
  anId.map(
    (id): Operation =>
      state =>
        closeTab(state, id),
  ),
  fc.constant<Operation>(reopen),
  fc.tuple(anId, anId).map(
    ([id, to]): Operation =>
      state =>
        placeTab(state, id, to),
  ),
  aStep.map(
    (step): Operation =>
      state =>
        shiftTab(state, step),
  ),
  aStep.map(
    (step): Operation =>
      state =>
        neighbourTab(state, step),
  ),
  aStep.map(
    (step): Operation =>
      state =>
        neighbourPane(state, step),
  ),
  anEdge.map(
    (edge): Operation =>
      state =>
        shiftFocused(state, edge),
  ),
  fc.constantFrom('columns' as const, 'grid' as const).map(
    (as): Operation =>
      state =>
        updateFront(state, tab => arrange(tab, as)),
  ),
  fc.constant<Operation>(state => updateFront(state, toggleMaximised)),
  fc.tuple(fc.constantFrom('columns' as const, 'rows' as const), fc.nat(3), aPart).map(
    ([axis, column, to]): Operation =>
      state =>
        updateFront(state, tab => moveDivider(tab, { axis, column }, to)),
  ),
  fc.constant<Operation>(state => layoutFrom(JSON.parse(JSON.stringify(state)))),
)

test('whatever is done, each tab shows one to four panes, none twice, with one in focus', () => {
  fc.assert(
    fc.property(fc.array(anOperation, { maxLength: 60 }), operations => {
      let state = FIRST_LAYOUT
      for (const operation of operations) {
        state = operation(state)
        expect(complaintsOf(state)).toEqual([])
      }
      expect(shape(layoutFrom(JSON.parse(JSON.stringify(state))))).toEqual(shape(state))
    }),
    { numRuns: 300, seed: 7 },
  )
})
