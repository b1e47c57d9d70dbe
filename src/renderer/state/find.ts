import type { FoundItem } from '../../contract/history.ts'
import { isThreadTab } from './layout.ts'
import { goTo } from './places.ts'
import type { AppStore } from './store.ts'

/** The search in a thread that is open. */
export interface Find {
  threadId: string
  text: string
  /** How often it was asked for: the field takes the focus each time. */
  asked: number
  /** The hit that was gone to last. */
  hit: FoundItem | null
}

/** Opens the search in the thread in front, or takes the focus back to it. */
export const openFind = (store: AppStore): void =>
  store.setState(({ find, layout: { active } }) => {
    if (!isThreadTab(active)) return {}
    const asked = (find?.asked ?? 0) + 1
    return { find: find?.threadId === active ? { ...find, asked } : { threadId: active, text: '', asked, hit: null } }
  })

export const findText = (store: AppStore, text: string): void =>
  store.setState(({ find }) => ({ find: find && { ...find, text, hit: null } }))

export const closeFind = (store: AppStore): void => store.setState({ find: null })

/** Goes to a hit, wherever in the thread it lies, and opens what it is in. */
export function goToHit(store: AppStore, hit: FoundItem): void {
  const { find } = store.getState()
  if (!find) return
  store.setState({ find: { ...find, hit } })
  const { turnId, itemId } = hit
  goTo(store, {
    threadId: find.threadId,
    at: { turnId },
    itemId: itemId ?? undefined,
    topPx: HIT_TOP_PX,
    opens: hit.kind !== 'message' && hit.kind !== 'answer',
  })
}

/** Below the field of the search, with something of what came before. */
const HIT_TOP_PX = 72

/** The first hit from a seq on; where none follows, the last one. */
export const hitFrom = (hits: readonly FoundItem[], seq: number): number => {
  const at = hits.findIndex(hit => hit.seq >= seq)
  return at < 0 ? hits.length - 1 : at
}
