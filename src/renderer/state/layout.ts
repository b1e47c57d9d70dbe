/** A tab holds a thread, a room, or the page that begins a new thread. */
export type TabId = string
export const NEW_TAB: TabId = 'new'

export const ROOMS = ['inbox', 'sessions', 'skills', 'profiles', 'mcp', 'rules', 'settings'] as const
export type RoomId = (typeof ROOMS)[number]

const ROOM_PREFIX = 'room:'
export const roomTab = (room: RoomId): TabId => `${ROOM_PREFIX}${room}`
export const roomOf = (tab: TabId): RoomId | null => ROOMS.find(room => roomTab(room) === tab) ?? null
export const isThreadTab = (tab: TabId): boolean => tab !== NEW_TAB && !tab.startsWith(ROOM_PREFIX)

export const PANELS = ['plan', 'agents', 'changes', 'terminal', 'context', 'log'] as const
export type PanelName = (typeof PANELS)[number]

/** What the window shows where. Survives a restart. */
export interface Layout {
  tabs: TabId[]
  active: TabId
  /** Tabs closed lately, newest last. */
  closed: TabId[]
  /** The thread shown beside that of a tab: one of its agents. By tab. */
  beside: Readonly<Record<TabId, string>>
  /** The part of the width that the thread beside takes. */
  besideShare: number
  sidebar: boolean
  panel: boolean
  panelTab: PanelName
}

export const FIRST_LAYOUT: Layout = {
  tabs: [],
  active: NEW_TAB,
  closed: [],
  beside: {},
  besideShare: 0.5,
  sidebar: true,
  panel: true,
  panelTab: 'plan',
}

export const openTab = (layout: Layout, tab: TabId): Layout =>
  tab === NEW_TAB || layout.tabs.includes(tab)
    ? { ...layout, active: tab }
    : { ...layout, tabs: [...layout.tabs, tab], active: tab, closed: layout.closed.filter(id => id !== tab) }

/** Shows a thread in the tab of another. One that is open already comes to the front instead. */
export function replaceTab(layout: Layout, tab: TabId, by: TabId): Layout {
  const index = layout.tabs.indexOf(tab)
  if (index < 0 || tab === by) return openTab(layout, by)
  const tabs = layout.tabs.includes(by) ? layout.tabs.filter(id => id !== tab) : layout.tabs.with(index, by)
  return { ...layout, tabs, active: by }
}

/** Shows a thread beside that of the tab in front; the tab alone where it is its own thread. */
export function openBeside(layout: Layout, threadId: string): Layout {
  const { active, beside } = layout
  if (!isThreadTab(active)) return openTab(layout, threadId)
  return threadId === active ? closeBeside(layout, active) : { ...layout, beside: { ...beside, [active]: threadId } }
}

export function closeBeside(layout: Layout, tab: TabId): Layout {
  if (!Object.hasOwn(layout.beside, tab)) return layout
  const { [tab]: _, ...beside } = layout.beside
  return { ...layout, beside }
}

/** Shows a thread in a tab of its own, with nothing beside it. */
export const openAlone = (layout: Layout, threadId: string): Layout => closeBeside(openTab(layout, threadId), threadId)

/** Neither side of a split becomes too narrow to read. */
export const shareOf = (share: number): number => Math.min(0.7, Math.max(0.3, share))

/** Threads that stand open somewhere in the window. */
export const openThreads = ({ tabs, beside }: Layout): string[] => [
  ...new Set(tabs.filter(isThreadTab).flatMap(tab => [tab, ...(beside[tab] === undefined ? [] : [beside[tab]])])),
]

/** Threads in front: that of the active tab, and the one beside it. */
export const threadsInFront = ({ tabs, active, beside }: Layout): string[] =>
  !tabs.includes(active) || !isThreadTab(active) ? [] : [active, beside[active]].filter(id => id !== undefined)

/** Closes a tab; its right neighbour, else its left one, comes to the front. */
export function closeTab(layout: Layout, tab: TabId): Layout {
  const index = layout.tabs.indexOf(tab)
  if (index < 0) return layout
  const tabs = layout.tabs.filter(id => id !== tab)
  const active = layout.active === tab ? (tabs[index] ?? tabs[index - 1] ?? NEW_TAB) : layout.active
  return { ...closeBeside(layout, tab), tabs, active, closed: [...layout.closed, tab].slice(-20) }
}

export function reopenTab(layout: Layout): Layout {
  const tab = layout.closed.at(-1)
  return tab === undefined ? layout : openTab({ ...layout, closed: layout.closed.slice(0, -1) }, tab)
}

/** The tab `step` places on, around the ends. */
export function neighbourTab(layout: Layout, step: 1 | -1): Layout {
  const { tabs } = layout
  if (tabs.length === 0) return layout
  const index = tabs.indexOf(layout.active)
  const next = index < 0 ? (step > 0 ? 0 : tabs.length - 1) : (index + step + tabs.length) % tabs.length
  return { ...layout, active: tabs[next] ?? NEW_TAB }
}

/** Puts a tab in the place of another. */
export function moveTab(layout: Layout, tab: TabId, to: TabId): Layout {
  const target = layout.tabs.indexOf(to)
  if (tab === to || target < 0 || !layout.tabs.includes(tab)) return layout
  const tabs = layout.tabs.filter(id => id !== tab)
  tabs.splice(target, 0, tab)
  return { ...layout, tabs }
}

/** A remembered layout, as far as it can be used: it may come from an older or a newer version. */
export function layoutFrom(value: unknown): Layout {
  if (typeof value !== 'object' || value === null) return FIRST_LAYOUT
  const kept = value as Partial<Record<keyof Layout, unknown>>
  const isTab = (id: unknown): id is TabId => typeof id === 'string' && (isThreadTab(id) || roomOf(id) !== null)
  const ids = (list: unknown): TabId[] => (Array.isArray(list) ? [...new Set(list.filter(isTab))] : [])
  const tabs = ids(kept.tabs)
  return {
    tabs,
    active: tabs.find(id => id === kept.active) ?? NEW_TAB,
    closed: ids(kept.closed).slice(-20),
    beside: besideFrom(kept.beside, tabs),
    besideShare: typeof kept.besideShare === 'number' ? shareOf(kept.besideShare) : FIRST_LAYOUT.besideShare,
    sidebar: kept.sidebar !== false,
    panel: kept.panel !== false,
    panelTab: PANELS.find(name => name === kept.panelTab) ?? FIRST_LAYOUT.panelTab,
  }
}

function besideFrom(value: unknown, tabs: readonly TabId[]): Layout['beside'] {
  if (typeof value !== 'object' || value === null) return {}
  const isSplit = ([tab, id]: [string, unknown]) =>
    isThreadTab(tab) && tabs.includes(tab) && typeof id === 'string' && isThreadTab(id) && id !== tab
  return Object.fromEntries(Object.entries(value).filter(isSplit)) as Record<TabId, string>
}
