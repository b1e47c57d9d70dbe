import { FIRST_LAYOUT } from './layout.ts'
import type { Layout } from './layout.ts'
import { layoutFrom } from './layoutFrom.ts'

/** Which of the windows on one engine this is. Each has a layout of its own. */
export interface OwnWindow {
  id: string
  /** It was opened for something: nothing of another window stands in it. */
  isEmpty: boolean
}

const PREFIX = 'layout:'
/** More than these were not opened for long. */
const MOST_KEPT = 20

/** What the address says after its `#` for a window that begins empty, or with one thread. */
export const emptyWindowHash = (threadId?: string): string =>
  threadId === undefined ? '#/window' : `#/window/thread/${encodeURIComponent(threadId)}`

/**
 * Opens another window on the same engine, with a thread or with nothing in it. A browser opens it as a tab; the desktop
 * takes the address as a wish for a window.
 */
export function openWindow(threadId?: string): void {
  window.open(location.pathname + emptyWindowHash(threadId), '_blank', 'noopener')
}

/**
 * Finds out which window this is: the desktop gives its windows names, which they keep over restarts; in a browser each
 * tab has one for as long as it is open.
 */
export function ownWindow(
  { search, hash }: Pick<Location, 'search' | 'hash'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): OwnWindow {
  const isEmpty = hash === emptyWindowHash() || hash.startsWith(`${emptyWindowHash()}/`)
  const given = new URLSearchParams(search).get('window')
  if (given !== null) return { id: given, isEmpty }
  const id = storage.getItem('window') ?? crypto.randomUUID()
  storage.setItem('window', id)
  return { id, isEmpty }
}

export const layoutKey = ({ id }: OwnWindow): string => PREFIX + id

/** What is remembered of a window: how it is laid out, and since when. */
export type KeptLayout = Layout & { at: number }

/** The layout that a window begins with: its own, else that of the window used last; an empty one keeps its sides only. */
export function firstLayout(own: OwnWindow, values: Readonly<Record<string, unknown>>): Layout {
  const newest = layoutKeys(values)[0] ?? 'layout'
  const kept = layoutFrom(values[layoutKey(own)] ?? values[newest])
  const { sidebar, panel, panelTab } = kept
  return own.isEmpty ? { ...FIRST_LAYOUT, sidebar, panel, panelTab } : kept
}

/** Keys of layouts that no window will ask for again. */
export const staleLayouts = (values: Readonly<Record<string, unknown>>): string[] => layoutKeys(values).slice(MOST_KEPT)

/** Keys of remembered layouts, newest first. */
function layoutKeys(values: Readonly<Record<string, unknown>>): string[] {
  const usedAt = (key: string): number => {
    const value = values[key]
    return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' ? value.at : 0
  }
  return Object.keys(values)
    .filter(key => key.startsWith(PREFIX))
    .toSorted((a, b) => usedAt(b) - usedAt(a))
}
