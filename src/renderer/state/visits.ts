import { openTab } from './layout.ts'
import type { TabId } from './layout.ts'
import type { AppStore } from './store.ts'

/** Places that were in front before the one that is, and those that were left by going back; the nearest last. */
export interface Visits {
  back: readonly TabId[]
  forward: readonly TabId[]
}

export const NO_VISITS: Visits = { back: [], forward: [] }
const MOST = 50

/** Takes note of every place that comes to the front, however it does. */
export function noteVisits(store: AppStore): void {
  store.subscribe(({ layout, visits, restored }, before) => {
    const left = before.layout.active
    if (layout.active === left || visits !== before.visits || !restored || !before.restored) return
    store.setState({ visits: { back: [...visits.back, left].slice(-MOST), forward: [] } })
  })
}

/** Goes to the place that was in front before, or again to the one that was left that way. */
export function travel(store: AppStore, to: keyof Visits): void {
  store.setState(({ layout, visits }) => {
    const from = to === 'back' ? 'forward' : 'back'
    const place = visits[to].at(-1)
    if (place === undefined) return {}
    const next = { [to]: visits[to].slice(0, -1), [from]: [...visits[from], layout.active] } as Record<
      keyof Visits,
      TabId[]
    >
    return { layout: openTab(layout, place), visits: next }
  })
}
