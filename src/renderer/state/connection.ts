import { Failure } from '../../contract/procedure.ts'
import type { ThreadFrame } from '../../contract/schemas.ts'
import type { ThreadsFrame } from '../../contract/schemas.ts'
import type { Client, SubscriptionHandle } from '../../rpc/client.ts'
import { DRAFT_PREFIX } from './drafts.ts'
import type { Drafts } from './drafts.ts'
import { createFrameQueue } from './frameQueue.ts'
import { dismissedFrom, takeInboxFrame } from './inbox.ts'
import { openThreads, threadsInFront } from './layout.ts'
import type { Layout } from './layout.ts'
import { liveKey } from './liveText.ts'
import type { LiveText } from './liveText.ts'
import { firstLayout, layoutKey, staleLayouts } from './ownWindow.ts'
import type { KeptLayout, OwnWindow } from './ownWindow.ts'
import { preferencesFrom } from './preferences.ts'
import { addNotice, updateView, viewOf } from './store.ts'
import type { AppStore } from './store.ts'
import { takeFrame } from './threadView.ts'

export interface ConnectionDeps {
  store: AppStore
  live: LiveText
  drafts: Drafts
  /** Opens a connection to the engine. Rejects when there is none. */
  open(): Promise<Client>
  /** Runs once, at the next animation frame. */
  schedule(run: () => void): void
  wait(milliseconds: number): Promise<void>
  now(): number
  window: OwnWindow
}

export interface EngineConnection {
  /** The client while connected, else null. */
  client(): Client | null
  start(): void
  stop(): void
}

/** Parts of what the window knows that the interface remembers under their names. */
const KEPT = ['preferences', 'dismissed', 'recent'] as const
const RETRY_MS = [250, 500, 1000, 2000, 4000]

/** Keeps the store in step with the engine: reads what is needed once, watches what is open, comes back by itself. */
export function createConnection(deps: ConnectionDeps): EngineConnection {
  const { store, live, drafts } = deps
  const watched = new Map<string, SubscriptionHandle>()
  let client: Client | null = null
  let stopped = false

  const frames = createFrameQueue<{ threadId: string; frame: ThreadFrame }>(batch => {
    for (const { threadId, frame } of batch) {
      if (frame.type === 'live') {
        const { kind, itemId, offset, text } = frame
        live.append(liveKey(threadId, kind, itemId), offset, text, kind === 'text' ? 'all' : 'end')
      }
      const before = viewOf(store.getState(), threadId).live
      updateView(store, threadId, view => takeFrame(view, frame))
      const after = viewOf(store.getState(), threadId).live
      for (const item of before) if (!after.includes(item)) live.drop(liveKey(threadId, item.kind, item.id))
    }
    tell()
  }, deps.schedule)

  let isTelling = false
  /** Rows that are not told in this frame are told in later ones; every other frame is left to whoever types meanwhile. */
  const tell = () => {
    if (isTelling) return
    const goOn = () => {
      isTelling = live.flush()
      if (isTelling) deps.schedule(() => deps.schedule(goOn))
    }
    goOn()
  }

  const watchOpenTabs = () => {
    if (!client) return
    const { layout } = store.getState()
    const open = openThreads(layout)
    for (const [threadId, handle] of watched) {
      if (open.includes(threadId)) continue
      handle.close()
      watched.delete(threadId)
    }
    // Threads are watched from the first time they are looked at.
    for (const threadId of threadsInFront(layout)) if (!watched.has(threadId)) watch(client, threadId)
  }

  const watch = (from: Client, threadId: string) => {
    const { thread, live: writing } = viewOf(store.getState(), threadId)
    // What was being written is told again from where it stands now, or is not written any more.
    for (const item of writing) live.drop(liveKey(threadId, item.kind, item.id))
    if (writing.length > 0) updateView(store, threadId, view => ({ ...view, live: [] }))
    const params = thread ? { threadId, after: thread.seq } : { threadId }
    const handle = from.subscribe(
      'thread/watch',
      params,
      frame => frames.add({ threadId, frame }),
      failure => {
        watched.delete(threadId)
        // A lost connection hides nothing: the thread is watched again from where it stopped.
        if (failure && from === client && !isLoss(failure))
          updateView(store, threadId, view => ({ ...view, refused: failure.message }))
      },
    )
    watched.set(threadId, handle)
  }

  const meet = async (from: Client) => {
    client = from
    from.subscribe('threads/watch', { limit: 500 }, frame => takeThreads(store, frame))
    watchInbox(from, store)
    store.setState({ connection: 'open' })
    const { views, layout } = store.getState()
    for (const threadId of openThreads(layout)) if (Object.hasOwn(views, threadId)) watch(from, threadId)
    const [engine, { models }, { workspaces }, kept] = await Promise.all([
      from.call('engine/status', {}),
      from.call('model/list', {}),
      from.call('workspace/list', {}),
      store.getState().restored ? null : from.call('interface/read', {}),
    ])
    store.setState({ engine, models, workspaces })
    if (kept) {
      const isUsed = store.getState().layout.tabs.length > 0
      restore(deps, kept.values)
      staleLayouts(kept.values).forEach(key => save(key, null))
      // Loaded anew, it is no longer the window that begins empty; and what was opened before this is there again.
      if (deps.window.isEmpty || isUsed) saveLayout(store.getState().layout)
    }
    drafts.flush()
    watchOpenTabs()
  }

  const lost = () => {
    client = null
    watched.clear()
    store.setState(state => ({ connection: stopped ? state.connection : 'lost' }))
  }

  const run = async () => {
    for (let attempt = 0; !stopped; attempt++) {
      const opened = await deps.open().catch(() => null) // no engine there yet: try again below
      if (opened) {
        attempt = 0
        const closed = new Promise<void>(resolve => opened.onClose(resolve))
        await meet(opened).catch((error: unknown) => addNotice(store, 'error', messageOf(error)))
        await closed
      }
      lost()
      await deps.wait(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 4000)
    }
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.layout !== before.layout) watchOpenTabs()
    if (!state.restored || !before.restored) return
    if (state.layout !== before.layout) saveLayout(state.layout)
    for (const key of KEPT) if (state[key] !== before[key]) save(key, state[key])
  })

  const saveLayout = (layout: Layout) =>
    save(layoutKey(deps.window), { ...layout, at: deps.now() } satisfies KeptLayout)

  const save = (key: string, value: unknown) => {
    client
      ?.call('interface/write', { key, value })
      .catch((error: unknown) => addNotice(store, 'error', messageOf(error)))
  }

  return {
    client: () => client,
    start: () => void run(),
    stop() {
      stopped = true
      unsubscribe()
      drafts.flush()
      client?.close()
    },
  }
}

function takeThreads(store: AppStore, frame: ThreadsFrame): void {
  store.setState(({ summaries }) => {
    switch (frame.type) {
      case 'reset':
        return { summaries: Object.fromEntries(frame.threads.map(thread => [thread.id, thread])) }
      case 'changed':
        return { summaries: { ...summaries, [frame.thread.id]: frame.thread } }
      case 'removed': {
        const { [frame.threadId]: _, ...rest } = summaries ?? {}
        return { summaries: rest }
      }
    }
  })
}

/** What waits for a person. An engine without these subscriptions has nothing to ask this way. */
function watchInbox(from: Client, store: AppStore): void {
  from.subscribe('inbox/watch', {}, frame => store.setState(({ inbox }) => ({ inbox: takeInboxFrame(inbox, frame) })))
  from.subscribe('elicitations/watch', {}, ({ elicitations }) =>
    store.setState(({ inbox }) => ({ inbox: { ...inbox, elicitations } })),
  )
}

function restore({ store, drafts, window }: ConnectionDeps, values: Record<string, unknown>): void {
  drafts.load(Object.fromEntries(Object.entries(values).filter(([key]) => key.startsWith(DRAFT_PREFIX))))
  store.setState(state => ({
    // What was opened in the first moments stays open.
    layout: state.layout.tabs.length > 0 ? state.layout : firstLayout(window, values),
    preferences: preferencesFrom(values.preferences),
    dismissed: dismissedFrom(values.dismissed),
    recent: Array.isArray(values.recent) ? values.recent.filter(id => typeof id === 'string') : [],
    restored: true,
  }))
}

/**
 * The client, after the very first connection was made or missed: who clicks while the page opens need not click again.
 * Throws where there is none.
 */
export async function connected({ store, client }: { store: AppStore; client(): Client | null }): Promise<Client> {
  const isOpening = () => client() === null && store.getState().connection === 'connecting'
  if (isOpening())
    await new Promise<void>(resolve => {
      const unsubscribe = store.subscribe(() => {
        if (isOpening()) return
        unsubscribe()
        resolve()
      })
    })
  const engine = client()
  if (!engine) throw new Error('Not connected to the engine. It is kept here; try again in a moment.')
  return engine
}

/** Whether a request failed because the connection ended, not because it was refused. */
export const isLoss = (failure: Error): boolean => failure instanceof Failure && failure.data.connection === 'lost'

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
