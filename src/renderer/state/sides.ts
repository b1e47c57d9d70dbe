import { useCallback, useSyncExternalStore } from 'react'
import { useApp, useAppParts } from './app.ts'
import { updateLayout } from './store.ts'
import type { AppStore } from './store.ts'

export type Side = 'sidebar' | 'panel'

/** Below these widths a side floats over the thread, and is closed until asked for. */
const FLOATS: Readonly<Record<Side, string>> = { sidebar: '(max-width: 719px)', panel: '(max-width: 1099px)' }
const foldOf = (side: Side): string => `floating ${side}`

/** Opens or closes a side. A floating one is not remembered: it covers what it stands beside. */
export function toggleSide(store: AppStore, side: Side, open?: boolean): void {
  if (!matchMedia(FLOATS[side]).matches) {
    updateLayout(store, layout => ({ ...layout, [side]: open ?? !layout[side] }))
    return
  }
  const id = foldOf(side)
  store.setState(({ folds }) => ({ folds: { ...folds, [id]: open ?? !folds[id] } }))
}

/** Closes a side that lies over what was just opened; one that stands beside it stays. */
export function uncover(store: AppStore, side: Side): void {
  if (matchMedia(FLOATS[side]).matches) toggleSide(store, side, false)
}

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** How a side stands now, and a way to change it. */
export function useSide(side: Side): { shown: boolean; floats: boolean; toggle(open?: boolean): void } {
  const { store } = useAppParts()
  const floats = useMedia(FLOATS[side])
  const shown = useApp(state => (floats ? (state.folds[foldOf(side)] ?? false) : state.layout[side]))
  const toggle = useCallback((open?: boolean) => toggleSide(store, side, open), [store, side])
  return { shown, floats, toggle }
}
