/** What a pane shows: a thread or a room, by its id; or the page that begins a new thread. */
export type TabId = string

/** As many panes as can be read at once. */
export const MOST_PANES = 4
const MOST_ROWS = 2

/** One or two panes below each other. */
export interface Column {
  panes: readonly TabId[]
  /** Its part of the width; those of all columns make 1. */
  share: number
  /** The upper pane's part of the height, where there are two. */
  upper: number
}

/** Up to four panes that are shown together, in columns. */
export interface Tab {
  columns: readonly Column[]
  /** The pane that keys, commands and the panel are for. */
  focus: TabId
  /** Shows only that pane for now; the others keep their places. */
  maximised: boolean
}

export const EDGES = ['left', 'right', 'above', 'below'] as const
export type Edge = (typeof EDGES)[number]

/** The line right of a column, or the one between its two panes. */
export interface DividerPlace {
  axis: 'columns' | 'rows'
  column: number
}

const EVEN = 0.5
const columnOf = (...panes: TabId[]): Column => ({ panes, share: 1, upper: EVEN })

export const tabOf = (id: TabId): Tab => ({ columns: [columnOf(id)], focus: id, maximised: false })

/** In reading order: columns from left to right, each from top to bottom. */
export const panesOf = ({ columns }: Pick<Tab, 'columns'>): TabId[] => columns.flatMap(({ panes }) => panes)

export const hasPane = (tab: Tab, id: TabId): boolean => tab.columns.some(({ panes }) => panes.includes(id))

export const isFull = (tab: Tab): boolean => panesOf(tab).length >= MOST_PANES

const columnWith = ({ columns }: Tab, id: TabId): number => columns.findIndex(({ panes }) => panes.includes(id))

/** Columns whose shares make 1 again. */
function withColumns(tab: Tab, columns: readonly Column[]): Tab {
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  return { ...tab, columns: columns.map(column => ({ ...column, share: column.share / whole })) }
}

/** Whether a pane could be put at an edge of another. */
export const takesAt = (tab: Tab, pane: TabId, edge: Edge): boolean => {
  const column = tab.columns[columnWith(tab, pane)]
  return column !== undefined && (edge === 'left' || edge === 'right' || column.panes.length < MOST_ROWS)
}

/**
 * Adds a pane and brings it into focus: at an edge of another, or where there is room. Panes become two columns first,
 * then these are divided.
 */
export function addPane(tab: Tab, id: TabId, at?: { pane: TabId; edge: Edge }): Tab {
  if (isFull(tab) || hasPane(tab, id)) return tab
  const { pane, edge } = at && takesAt(tab, at.pane, at.edge) ? at : roomIn(tab)
  const index = columnWith(tab, pane)
  const column = tab.columns[index]
  if (!column) return tab
  const placed =
    edge === 'above' || edge === 'below'
      ? [{ ...column, panes: around(column.panes, id, edge === 'above'), upper: EVEN }]
      : around([{ ...column, share: column.share / 2 }], { ...columnOf(id), share: column.share / 2 }, edge === 'left')
  return withColumns({ ...tab, focus: id, maximised: false }, tab.columns.toSpliced(index, 1, ...placed))
}

const around = <T>(list: readonly T[], one: T, before: boolean): T[] => (before ? [one, ...list] : [...list, one])

/** Where the next pane goes that nobody gave a place. */
function roomIn(tab: Tab): { pane: TabId; edge: Edge } {
  const focused = tab.columns[columnWith(tab, tab.focus)]
  const single = [focused, ...tab.columns].find(column => column && column.panes.length < MOST_ROWS)
  if (tab.columns.length < 2 || !single) return { pane: tab.focus, edge: 'right' }
  return { pane: single.panes[0] ?? tab.focus, edge: 'below' }
}

/** Takes a pane out; null where none is left. The focus goes to what follows it. */
export function removePane(tab: Tab, id: TabId): Tab | null {
  const before = panesOf(tab)
  if (!before.includes(id)) return tab
  const columns = tab.columns
    .map(column => ({ ...column, panes: column.panes.filter(pane => pane !== id) }))
    .filter(({ panes }) => panes.length > 0)
  const left = panesOf({ columns })
  const focus = tab.focus === id ? (left[before.indexOf(id)] ?? left.at(-1)) : tab.focus
  return focus === undefined
    ? null
    : withColumns({ ...tab, focus, maximised: tab.maximised && left.length > 1 }, columns)
}

/** Shows something else in a pane; something that has a pane here already changes places with it. */
export function replacePane(tab: Tab, id: TabId, by: TabId): Tab {
  const put = (pane: TabId) => (pane === id ? by : pane === by ? id : pane)
  const columns = tab.columns.map(column => ({ ...column, panes: column.panes.map(put) }))
  return { ...tab, columns, focus: by }
}

/** Moves a pane one place to a side: past its neighbour, out of its column, or into the one beside it. */
export function shiftPane(tab: Tab, id: TabId, edge: Edge): Tab {
  const index = columnWith(tab, id)
  const column = tab.columns[index]
  if (!column) return tab
  const isAcross = edge === 'left' || edge === 'right'
  if (column.panes.length > 1) return isAcross ? outOfColumn(tab, id, edge) : swapRows(tab, index, id, edge === 'above')
  return isAcross ? swapColumns(tab, index, index + (edge === 'left' ? -1 : 1)) : intoColumn(tab, index, id, edge)
}

function outOfColumn(tab: Tab, id: TabId, edge: Edge): Tab {
  const other = tab.columns[columnWith(tab, id)]?.panes.find(pane => pane !== id)
  const rest = removePane(tab, id)
  return rest && other !== undefined ? { ...addPane(rest, id, { pane: other, edge }), maximised: tab.maximised } : tab
}

function swapRows(tab: Tab, index: number, id: TabId, toTop: boolean): Tab {
  const columns = tab.columns.map((column, at) =>
    at === index && (column.panes[0] === id) !== toTop ? { ...column, panes: column.panes.toReversed() } : column,
  )
  return { ...tab, columns }
}

function swapColumns(tab: Tab, index: number, to: number): Tab {
  const [one, other] = [tab.columns[index], tab.columns[to]]
  return one && other ? { ...tab, columns: tab.columns.with(index, other).with(to, one) } : tab
}

function intoColumn(tab: Tab, index: number, id: TabId, edge: Edge): Tab {
  const to = [index - 1, index + 1].find(at => tab.columns[at]?.panes.length === 1)
  const target = to === undefined ? undefined : tab.columns[to]
  const column = tab.columns[index]
  if (to === undefined || !target || !column) return tab
  const panes = around(target.panes, id, edge === 'above')
  const columns = tab.columns.with(to, { panes, share: target.share + column.share, upper: EVEN }).toSpliced(index, 1)
  return { ...tab, columns }
}

/** All panes beside each other, or in two columns; of equal size. */
export function arrange(tab: Tab, as: 'columns' | 'grid'): Tab {
  const panes = panesOf(tab)
  const rows = as === 'columns' || panes.length < 3 ? 1 : MOST_ROWS
  const columns = panes.flatMap((_, at) => (at % rows === 0 ? [columnOf(...panes.slice(at, at + rows))] : []))
  return withColumns({ ...tab, maximised: false }, columns)
}

/** Shows the pane in focus alone, or all of them again. */
export const toggleMaximised = (tab: Tab): Tab => ({
  ...tab,
  maximised: !tab.maximised && panesOf(tab).length > 1,
})

/** No pane becomes too narrow to be found again. */
const LEAST = 0.15

/** How far a divider stands between the two sides that it divides, 0 to 1, and how far it may go. */
export function dividerOf({ columns }: Tab, { axis, column }: DividerPlace): { at: number; min: number; max: number } {
  const [one, other] = [columns[column], columns[column + 1]]
  if (axis === 'rows' || !one || !other) return { at: one?.upper ?? EVEN, min: 0.2, max: 0.8 }
  const both = one.share + other.share
  const min = Math.min(EVEN, LEAST / both)
  return { at: one.share / both, min, max: 1 - min }
}

/** Moves a divider, as far as it may go. */
export function moveDivider(tab: Tab, place: DividerPlace, to: number): Tab {
  const { min, max } = dividerOf(tab, place)
  const at = Math.min(max, Math.max(min, to))
  const [one, other] = [tab.columns[place.column], tab.columns[place.column + 1]]
  if (!one) return tab
  if (place.axis === 'rows') return { ...tab, columns: tab.columns.with(place.column, { ...one, upper: at }) }
  if (!other) return tab
  const both = one.share + other.share
  const columns = tab.columns
    .with(place.column, { ...one, share: both * at })
    .with(place.column + 1, { ...other, share: both * (1 - at) })
  return { ...tab, columns }
}

/** A rectangle in parts of the whole, 0 to 1. */
export interface Area {
  left: number
  top: number
  width: number
  height: number
}

/** Where panes and dividers of a tab stand. */
export function areasOf({ columns }: Tab): {
  panes: { id: TabId; area: Area }[]
  dividers: { place: DividerPlace; area: Area }[]
} {
  const panes: { id: TabId; area: Area }[] = []
  const dividers: { place: DividerPlace; area: Area }[] = []
  let left = 0
  columns.forEach(({ panes: ids, share, upper }, column) => {
    const [one, other] = ids
    const isDivided = other !== undefined
    if (one !== undefined) panes.push({ id: one, area: { left, top: 0, width: share, height: isDivided ? upper : 1 } })
    if (isDivided) {
      panes.push({ id: other, area: { left, top: upper, width: share, height: 1 - upper } })
      dividers.push({ place: { axis: 'rows', column }, area: { left, top: upper, width: share, height: 0 } })
    }
    left += share
    if (column < columns.length - 1)
      dividers.push({ place: { axis: 'columns', column }, area: { left, top: 0, width: 0, height: 1 } })
  })
  return { panes, dividers }
}
