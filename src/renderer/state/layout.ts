import { addPane, hasPane, isFull, panesOf, removePane, replacePane, shiftPane, tabOf } from './tab.ts'
import type { Edge, Tab, TabId } from './tab.ts'

export type { TabId }
export const NEW_TAB: TabId = 'new'

export const ROOMS = ['inbox', 'sessions', 'skills', 'profiles', 'mcp', 'rules', 'settings'] as const
export type RoomId = (typeof ROOMS)[number]

const ROOM_PREFIX = 'room:'
export const roomTab = (room: RoomId): TabId => `${ROOM_PREFIX}${room}`
export const roomOf = (tab: TabId): RoomId | null => ROOMS.find(room => roomTab(room) === tab) ?? null
export const isThreadTab = (tab: TabId): boolean => tab !== NEW_TAB && !tab.startsWith(ROOM_PREFIX)

export const PANELS = ['plan', 'agents', 'changes', 'terminal', 'context', 'log'] as const
export type PanelName = (typeof PANELS)[number]

/** Panes that were closed together, and how their tab was before. */
export interface Closed {
  panes: readonly TabId[]
  tab: Tab
  /** Which tab it was, from the left. */
  index: number
}

/**
 * What the window shows where. Survives a restart. Every thread and room stands in one pane at most; `active` is the pane
 * in focus of the tab in front, or the page for a new thread.
 */
export interface Layout {
  tabs: readonly Tab[]
  active: TabId
  /** What was closed lately, newest last. */
  closed: readonly Closed[]
  sidebar: boolean
  panel: boolean
  panelTab: PanelName
}

export const FIRST_LAYOUT: Layout = {
  tabs: [],
  active: NEW_TAB,
  closed: [],
  sidebar: true,
  panel: true,
  panelTab: 'plan',
}

export const MOST_CLOSED = 20

/** Which tab holds a pane; -1 for none. */
const indexOf = ({ tabs }: Pick<Layout, 'tabs'>, id: TabId): number => tabs.findIndex(tab => hasPane(tab, id))

export const isOpen = (layout: Layout, id: TabId): boolean => indexOf(layout, id) >= 0

/** The tab in front; null where that is the page for a new thread. */
export const frontTab = (layout: Layout): Tab | null => layout.tabs[indexOf(layout, layout.active)] ?? null

/** Threads that stand open somewhere in the window. */
export const openThreads = ({ tabs }: Pick<Layout, 'tabs'>): string[] => tabs.flatMap(panesOf).filter(isThreadTab)

/** Threads in front: those of all panes of the tab in front. */
export const threadsInFront = (layout: Layout): string[] => {
  const tab = frontTab(layout)
  return tab ? panesOf(tab).filter(isThreadTab) : []
}

/** Changes the tab in front. What has the focus there is what is active. */
export function updateFront(layout: Layout, update: (tab: Tab) => Tab): Layout {
  const index = indexOf(layout, layout.active)
  const tab = layout.tabs[index]
  if (!tab) return layout
  const next = update(tab)
  return next === tab ? layout : { ...layout, tabs: layout.tabs.with(index, next), active: next.focus }
}

/** Brings a thread, a room or the page for a new thread to the front; in a tab of its own unless it is open. */
export function openTab(layout: Layout, id: TabId): Layout {
  if (id === layout.active) return layout
  if (id === NEW_TAB) return { ...layout, active: id }
  if (!isOpen(layout, id)) return { ...layout, tabs: [...layout.tabs, tabOf(id)], active: id }
  return updateFront({ ...layout, active: id }, tab => ({ ...tab, focus: id }))
}

/** Brings the tab with this number to the front, counted from 0. */
export const openTabAt = (layout: Layout, index: number): Layout =>
  openTab(layout, layout.tabs[index]?.focus ?? layout.active)

/** Shows a thread in the pane of another. One that is open already comes to the front instead. */
export function replaceTab(layout: Layout, id: TabId, by: TabId): Layout {
  if (id === by || !isOpen(layout, id)) return openTab(layout, by)
  if (isOpen(layout, by)) return openTab(takenOut(layout, id), by)
  return updateFront({ ...layout, active: id }, tab => replacePane(tab, id, by))
}

/** Without a pane, which is not remembered as closed. Where it was active, its neighbour is. */
function takenOut(layout: Layout, id: TabId): Layout {
  const index = indexOf(layout, id)
  const tab = layout.tabs[index]
  if (!tab) return layout
  const rest = removePane(tab, id)
  const tabs = rest ? layout.tabs.with(index, rest) : layout.tabs.toSpliced(index, 1)
  const next = rest ?? tabs[index] ?? tabs[index - 1]
  return { ...layout, tabs, active: layout.active === id ? (next?.focus ?? NEW_TAB) : layout.active }
}

/** Where a thread goes when it is put among panes: to an edge of one, or in its place. */
export interface Target {
  pane: TabId
  edge: Edge | 'centre'
}

/**
 * Shows a thread beside that of the pane in focus, wherever it was before; `instead` names a pane that it may take the
 * place of. Where there are four already, the last of the others gives way. Without a thread in front it gets a tab.
 */
export function openBeside(layout: Layout, id: TabId, instead?: TabId): Layout {
  const front = frontTab(layout)
  if (!front || !isThreadTab(layout.active) || hasPane(front, id)) return openTab(layout, id)
  const panes = panesOf(front)
  const last = panes.findLast(pane => pane !== front.focus)
  const away = instead !== undefined && panes.length > 1 && panes.includes(instead) ? instead : isFull(front) && last
  return !away
    ? updateFront(takenOut(layout, id), tab => addPane(tab, id))
    : openAt(layout, id, { pane: away, edge: 'centre' })
}

/** Puts a thread to the edge of a pane, or in its place: there it changes places with one of the same tab. */
export function openAt(layout: Layout, id: TabId, { pane, edge }: Target): Layout {
  if (id === pane || !isThreadTab(id) || !isThreadTab(pane) || !isOpen(layout, pane)) return layout
  const target = openTab(layout, pane)
  const isHere = threadsInFront(target).includes(id)
  if (edge === 'centre') {
    if (isHere) return updateFront(target, tab => replacePane(tab, pane, id))
    return updateFront(closed(openTab(takenOut(target, id), pane), [pane]), tab => replacePane(tab, pane, id))
  }
  const front = frontTab(target)
  if (!isHere && front && isFull(front)) return layout
  return updateFront(openTab(takenOut(target, id), pane), tab => addPane(tab, id, { pane, edge }))
}

/** Shows a thread in a tab of its own, right of that in which it stood beside others. */
export function openAlone(layout: Layout, id: TabId): Layout {
  const index = indexOf(layout, id)
  const tab = layout.tabs[index]
  if (!tab || panesOf(tab).length === 1) return openTab(layout, id)
  return { ...layout, tabs: takenOut(layout, id).tabs.toSpliced(index + 1, 0, tabOf(id)), active: id }
}

/** Remembers panes of one tab as closed. */
function closed(layout: Layout, panes: readonly TabId[]): Layout {
  const index = indexOf(layout, panes[0] ?? NEW_TAB)
  const tab = layout.tabs[index]
  return tab ? { ...layout, closed: [...layout.closed, { panes, tab, index }].slice(-MOST_CLOSED) } : layout
}

/** Closes what shows a thread or room: its pane, and with the last one the tab. */
export const closePane = (layout: Layout, id: TabId): Layout =>
  isOpen(layout, id) ? takenOut(closed(layout, [id]), id) : layout

/** Closes the tab that holds a pane, with all others in it; its right neighbour, else its left one, comes to the front. */
export function closeTab(layout: Layout, id: TabId): Layout {
  const tab = layout.tabs[indexOf(layout, id)]
  const panes = tab ? panesOf(tab) : []
  return panes.length === 0 ? layout : panes.reduce(takenOut, closed(layout, panes))
}

/** Brings back what was closed last, to where it was as far as that is there. */
export function reopen(layout: Layout): Layout {
  const last = layout.closed.at(-1)
  if (!last) return layout
  const rest: Layout = { ...layout, closed: layout.closed.slice(0, -1) }
  const missing = last.panes.filter(id => !isOpen(rest, id))
  const [first] = missing
  if (first === undefined) return reopen(rest)
  const neighbour = panesOf(last.tab).find(id => !last.panes.includes(id) && isOpen(rest, id))
  if (neighbour !== undefined) {
    const before = openTab(rest, neighbour)
    const isAsBefore = sameSet([...threadsInFront(before), ...missing], panesOf(last.tab))
    const shown = { ...last.tab, focus: first }
    return updateFront(before, tab => (isAsBefore ? shown : missing.reduce((all, id) => addPane(all, id), tab)))
  }
  // What of it is open elsewhere stays there.
  const gone = panesOf(last.tab).filter(id => !missing.includes(id))
  const tab = gone.reduce<Tab | null>((left, id) => left && removePane(left, id), last.tab) ?? tabOf(first)
  return { ...rest, tabs: rest.tabs.toSpliced(last.index, 0, tab), active: tab.focus }
}

const sameSet = (one: readonly TabId[], other: readonly TabId[]): boolean =>
  one.length === other.length && one.every(id => other.includes(id))

/** The tab `step` places on, around the ends. */
export function neighbourTab(layout: Layout, step: 1 | -1): Layout {
  const { length } = layout.tabs
  const index = indexOf(layout, layout.active)
  return openTabAt(layout, index < 0 ? (step > 0 ? 0 : length - 1) : (index + step + length) % length)
}

/** Puts a tab before that which holds another pane, or behind all; a thread that is not open gets its tab there. */
export function placeTab(layout: Layout, id: TabId, before: TabId | null): Layout {
  if (id === NEW_TAB || id === before) return layout
  const from = indexOf(layout, id)
  const to = before === null ? layout.tabs.length : indexOf(layout, before)
  if (to < 0 || to === from) return layout
  if (from < 0) return { ...layout, tabs: layout.tabs.toSpliced(to, 0, tabOf(id)), active: id }
  const tab = layout.tabs[from]
  if (!tab) return layout
  return { ...layout, tabs: layout.tabs.toSpliced(from, 1).toSpliced(from < to ? to - 1 : to, 0, tab) }
}

/** Moves the tab in front one place on. */
export function shiftTab(layout: Layout, step: 1 | -1): Layout {
  const index = indexOf(layout, layout.active)
  if (index < 0 || !layout.tabs[index + step]) return layout
  return placeTab(layout, layout.active, layout.tabs[index + (step > 0 ? 2 : -1)]?.focus ?? null)
}

/** The pane `step` places on in the tab in front, around the ends. */
export const neighbourPane = (layout: Layout, step: 1 | -1): Layout =>
  updateFront(layout, tab => {
    const panes = panesOf(tab)
    const focus = panes[(panes.indexOf(tab.focus) + step + panes.length) % panes.length] ?? tab.focus
    return focus === tab.focus ? tab : { ...tab, focus }
  })

/** Moves the pane in focus to a side. */
export const shiftFocused = (layout: Layout, edge: Edge): Layout =>
  updateFront(layout, tab => shiftPane(tab, tab.focus, edge))
