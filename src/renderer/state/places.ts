import type { Spot } from './pages.ts'
import { isThreadTab, openTab, replaceTab } from './layout.ts'
import { updateLayout } from './store.ts'
import type { AppStore } from './store.ts'

/** A place in a thread that a timeline is to show. */
export interface Place {
  threadId: string
  /** A step goes to the turn before or after the one that is read. */
  at: Spot | { step: 1 | -1 }
  itemId?: string
  /** How far below the upper edge it comes to stand. */
  topPx?: number
  /** Marks it briefly, so that the eye finds it. */
  flash?: boolean
  /** Opens what is folded there. */
  opens?: boolean
}

const SCHEME = 'heddle://thread/'

/** A link to a thread, or to a turn or an item in it. */
export function linkTo({ threadId, turnId, itemId }: { threadId: string; turnId?: string; itemId?: string }): string {
  const at = [turnId, itemId].flatMap(id => (id === undefined ? [] : [encodeURIComponent(id)])).join('/')
  return `${SCHEME}${encodeURIComponent(threadId)}${at === '' ? '' : `#${at}`}`
}

/** The place that a link names: `heddle://thread/<id>#<turn>/<item>`, or the page's own `#/thread/<id>/<turn>/<item>`,
 * which a window that begins with it has behind `#/window`. */
export function placeOf(link: string): { threadId: string; place: Place | null } | null {
  const path = link.startsWith(SCHEME) ? link.slice(SCHEME.length) : /^#?\/?(?:window\/)?thread\/(.+)$/.exec(link)?.[1]
  const parts = path?.split(/[#/]/).map(decoded)
  if (!parts || parts.length > 3 || !parts[0] || parts.some(part => part === null)) return null
  const [threadId, turnId, itemId] = parts as [string, string?, string?]
  const place: Place | null = turnId ? { threadId, at: { turnId }, itemId: itemId || undefined, flash: true } : null
  return { threadId, place }
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null // no link of ours
  }
}

/** Opens a thread at a place: in a tab of its own, or in that of `instead`. */
export function goTo(store: AppStore, place: Place, instead?: string): void {
  store.setState({ place })
  updateLayout(store, layout =>
    instead === undefined ? openTab(layout, place.threadId) : replaceTab(layout, instead, place.threadId),
  )
}

/** Goes to the turn before or after the one that is read in the thread in front. */
export const stepTurn = (store: AppStore, step: 1 | -1): void =>
  store.setState(({ layout: { active } }) => (isThreadTab(active) ? { place: { threadId: active, at: { step } } } : {}))

/** Opens what a link names; false if it is no link of ours. */
export function openLink(store: AppStore, link: string): boolean {
  const found = placeOf(link.trim())
  if (!found) return false
  if (found.place) goTo(store, found.place)
  else updateLayout(store, layout => openTab(layout, found.threadId))
  return true
}
