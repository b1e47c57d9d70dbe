import { useEffect } from 'react'
import { useApp, useAppParts } from '../state/app.ts'
import { openLink } from '../state/places.ts'

/** Opens the thread that the page's address names after its `#`, at first and whenever it changes. */
export function useHashLinks(): void {
  const { store } = useAppParts()
  const restored = useApp(state => state.restored)
  useEffect(() => {
    if (!restored) return
    const open = () => {
      // Taken once: a reload is not a wish to go there again.
      if (openLink(store, location.hash)) history.replaceState(null, '', location.pathname + location.search)
    }
    open()
    window.addEventListener('hashchange', open)
    return () => window.removeEventListener('hashchange', open)
  }, [store, restored])
}
