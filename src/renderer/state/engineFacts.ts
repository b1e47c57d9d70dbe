import { useEffect } from 'react'
import { useAppParts } from './app.ts'
import type { App } from './app.ts'

/** Reads anew what the window knows of the engine: its models, and what is wrong. */
export async function readFacts({ store, engine }: Pick<App, 'store' | 'engine'>): Promise<void> {
  const [status, { models }] = await Promise.all([engine.call('engine/status', {}), engine.call('model/list', {})])
  store.setState({ engine: status, models })
}

/**
 * Reads them whenever the configuration has another version than the one that the window began with, and says so to
 * whoever shows what its files say.
 */
export function useFreshFacts(version: number | undefined): void {
  const app = useAppParts()
  useEffect(() => {
    if (!version) return
    app.store.setState(({ configVersion }) => ({ configVersion: configVersion + 1 }))
    // A connection that is lost meanwhile reads them when it comes back.
    readFacts(app).catch(() => undefined)
  }, [app, version])
}
