import { FIRST_LAYOUT, isThreadTab, MOST_CLOSED, NEW_TAB, PANELS, roomOf } from './layout.ts'
import type { Closed, Layout } from './layout.ts'
import { addPane, hasPane, MOST_PANES, moveDivider, panesOf, tabOf } from './tab.ts'
import type { Column, Tab, TabId } from './tab.ts'

type Kept = Readonly<Record<string, unknown>>
const recordOf = (value: unknown): Kept => (typeof value === 'object' && value !== null ? { ...value } : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A remembered layout, as far as it can be used: it may come from an older or a newer version. */
export function layoutFrom(value: unknown): Layout {
  const kept = recordOf(value)
  const taken = new Set<TabId>()
  const tabs = listOf(kept.tabs).flatMap(tab => tabFrom(tab, kept, taken) ?? [])
  return {
    tabs,
    active: tabs.find(({ focus }) => focus === kept.active)?.focus ?? NEW_TAB,
    closed: listOf(kept.closed)
      .flatMap(entry => closedFrom(entry) ?? [])
      .slice(-MOST_CLOSED),
    sidebar: kept.sidebar !== false,
    panel: kept.panel !== false,
    panelTab: PANELS.find(name => name === kept.panelTab) ?? FIRST_LAYOUT.panelTab,
  }
}

const idFrom = (value: unknown): TabId | null =>
  typeof value === 'string' && value !== NEW_TAB && (isThreadTab(value) || roomOf(value) !== null) ? value : null

/** A tab with what no other tab has; null where nothing of it is left. */
function tabFrom(value: unknown, layout: Kept, taken: Set<TabId>): Tab | null {
  const tab = typeof value === 'string' ? earlierTab(value, layout) : recordOf(value)
  let room = MOST_PANES
  const free = (value: unknown): TabId[] => {
    const id = idFrom(value)
    if (id === null || taken.has(id) || room === 0) return []
    taken.add(id)
    room -= 1
    return [id]
  }
  const columns = listOf(tab.columns).flatMap(column => columnFrom(column, free) ?? [])
  const [focus] = [...panesOf({ columns }).filter(id => id === tab.focus), ...panesOf({ columns })]
  if (focus === undefined) return null
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const shares = columns.map(column => ({ ...column, share: column.share / whole }))
  const isSplit = panesOf({ columns }).length > 1
  // A room has its tab for itself.
  if (isSplit && panesOf({ columns }).some(id => !isThreadTab(id))) return tabOf(focus)
  return { columns: shares, focus, maximised: isSplit && tab.maximised === true }
}

function columnFrom(value: unknown, free: (value: unknown) => TabId[]): Column | null {
  const { panes, share, upper } = recordOf(value)
  const ids = listOf(panes).slice(0, 2).flatMap(free)
  if (ids.length === 0) return null
  return { panes: ids, share: partFrom(share, 0.05), upper: partFrom(upper, 0.2) }
}

const partFrom = (value: unknown, least: number): number =>
  typeof value === 'number' && value >= least && value <= 1 ? Math.min(value, 1) : 0.5

/** Tabs were threads once, with one other beside them at most, by the thread of the tab. */
function earlierTab(id: TabId, layout: Kept): Tab {
  const beside = idFrom(recordOf(layout.beside)[id])
  const share = typeof layout.besideShare === 'number' ? layout.besideShare : 0.5
  if (beside === null || !isThreadTab(beside) || !isThreadTab(id)) return tabOf(id)
  return { ...moveDivider(addPane(tabOf(id), beside), { axis: 'columns', column: 0 }, 1 - share), focus: id }
}

function closedFrom(value: unknown): Closed | null {
  const { panes, tab: kept, index } = typeof value === 'string' ? { panes: [value], tab: value } : recordOf(value)
  const tab = tabFrom(kept, {}, new Set())
  const ids = listOf(panes).filter(id => typeof id === 'string' && tab !== null && hasPane(tab, id)) as TabId[]
  if (!tab || ids.length === 0) return null
  return { panes: ids, tab, index: typeof index === 'number' && index >= 0 ? Math.floor(index) : Infinity }
}
