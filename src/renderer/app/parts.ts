import { connect } from '../../rpc/connect.ts'
import type { Client } from '../../rpc/client.ts'
import { bridgePort } from '../../rpc/ports/electron.ts'
import type { Bridge } from '../../rpc/ports/electron.ts'
import { openWebSocketPort } from '../../rpc/ports/webSocket.ts'
import { createActions } from '../state/actions.ts'
import type { App } from '../state/app.ts'
import { createConnection, messageOf } from '../state/connection.ts'
import type { EngineConnection } from '../state/connection.ts'
import { createDrafts } from '../state/drafts.ts'
import { createEngine } from '../state/engine.ts'
import { onNextFrame } from '../state/frameQueue.ts'
import { createLiveText } from '../state/liveText.ts'
import { ownWindow } from '../state/ownWindow.ts'
import { createPages } from '../state/pages.ts'
import { addNotice, createAppStore } from '../state/store.ts'
import { noteVisits } from '../state/visits.ts'
import { shareWithWindows } from './sharing.ts'

/** Puts the parts of one window together: what it knows, what it can do, and its line to the engine. */
export function createAppParts(): { app: App; connection: EngineConnection } {
  const store = createAppStore()
  const live = createLiveText()
  const client = () => connection.client()
  const drafts = createDrafts((key, value) => {
    const engine = client()
    engine
      ?.call('interface/write', { key, value })
      .catch((error: unknown) => addNotice(store, 'error', messageOf(error)))
    return engine !== null
  })
  const connection = createConnection({
    store,
    live,
    drafts,
    open: openClient,
    schedule: onNextFrame,
    wait: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
    now: Date.now,
    window: ownWindow(location, sessionStorage),
  })
  shareWithWindows(store)
  noteVisits(store)
  const actions = createActions({ store, drafts, client, now: Date.now })
  const engine = createEngine({ store, client })
  return { app: { store, live, drafts, actions, engine, pages: createPages({ store, client }) }, connection }
}

/** The desktop shell brings a bridge; in a browser the host that served the page has a socket. */
async function openClient(): Promise<Client> {
  const { heddle } = globalThis as { heddle?: Bridge }
  if (heddle) return connect(bridgePort(heddle))
  const { protocol, host } = location
  return connect(await openWebSocketPort(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/contract`))
}
