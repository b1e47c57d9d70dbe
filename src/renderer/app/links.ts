import { useEffect } from 'react'
import { useApp, useAppParts } from '../state/app.ts'
import { openLink } from '../state/places.ts'
import { obeyShell } from './shellLink.ts'

/** Opens the thread that the page's address names after its `#`, or does what the desktop shell wishes there. */
export function useHashLinks(): void {
  const app = useAppParts()
  const restored = useApp(state => state.restored)
  useEffect(() => {
    if (!restored) return
    const { store } = app
    const open = () => {
      // Taken once: a reload is not a wish to go there again.
      const isTaken = openLink(store, location.hash) || obeyShell(app, location.hash)
      if (isTaken) history.replaceState(null, '', location.pathname + location.search)
    }
    open()
    window.addEventListener('hashchange', open)
    return () => window.removeEventListener('hashchange', open)
  }, [app, restored])
}
