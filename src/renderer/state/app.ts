import { createContext, startTransition, use, useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { ThreadSummary } from '../../contract/schemas.ts'
import type { Thread } from '../../core/thread/thread.ts'
import type { Actions } from './actions.ts'
import type { Drafts } from './drafts.ts'
import type { Engine } from './engine.ts'
import { liveKey } from './liveText.ts'
import type { LiveText } from './liveText.ts'
import type { Pages } from './pages.ts'
import { viewOf } from './store.ts'
import type { AppState, AppStore } from './store.ts'
import type { LiveItem, ThreadView } from './threadView.ts'

/** What one window is made of. */
export interface App {
  store: AppStore
  live: LiveText
  drafts: Drafts
  actions: Actions
  engine: Engine
  pages: Pages
}

export const AppContext = createContext<App | null>(null)

export function useAppParts(): App {
  const app = use(AppContext)
  if (!app) throw new Error('Broken invariant: components live inside AppContext')
  return app
}

/** Selects from the window's state; renders again only when the selected value changes. */
export const useApp = <T>(select: (state: AppState) => T): T => useStore(useAppParts().store, select)

export const useActions = (): Actions => useAppParts().actions

export const useView = <T>(threadId: string, select: (view: ThreadView) => T): T =>
  useApp(state => select(viewOf(state, threadId)))

/** Selects from a thread; null until it is there. */
export const useThread = <T>(threadId: string, select: (thread: Thread) => T): T | null =>
  useView(threadId, view => (view.thread ? select(view.thread) : null))

export const useSummary = (threadId: string): ThreadSummary | null =>
  useApp(state => state.summaries?.[threadId] ?? null)

/** The text written so far of something that is not recorded yet, from one of its characters on. */
export function useLiveText(threadId: string, item: Pick<LiveItem, 'id' | 'kind'>, from = 0): string {
  const { live } = useAppParts()
  const key = liveKey(threadId, item.kind, item.id)
  const subscribe = useCallback((onChange: () => void) => live.subscribe(key, onChange), [live, key])
  return useWritten(
    subscribe,
    useCallback(() => live.read(key, from), [live, key, from]),
  )
}

/**
 * What is read of something that grows. It is drawn in pieces, between which keys and clicks are heard: unlike a store's
 * state it need not be the newest at every moment.
 */
export function useWritten<T>(subscribe: (onChange: () => void) => () => void, read: () => T): T {
  const [{ reads, value }, setState] = useState(() => ({ reads: read, value: read() }))
  useEffect(() => {
    const take = () => {
      const value = read()
      startTransition(() =>
        setState(before => (before.reads === read && Object.is(before.value, value) ? before : { reads: read, value })),
      )
    }
    const unsubscribe = subscribe(take)
    // What came since it was drawn.
    take()
    return unsubscribe
  }, [subscribe, read])
  return reads === read ? value : read()
}

/** The draft of a thread and a way to change it. */
export function useDraft(key: string): [string, (text: string) => void] {
  const { drafts } = useAppParts()
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.read(key))
  return [text, useCallback((next: string) => drafts.write(key, next), [drafts, key])]
}

/** Whether a row is open, and a way to change it that survives scrolling away. */
export function useFold(id: string, byDefault: boolean): [boolean, () => void] {
  const { store } = useAppParts()
  const open = useApp(state => state.folds[id] ?? byDefault)
  const toggle = useCallback(
    () => store.setState(state => ({ folds: { ...state.folds, [id]: !(state.folds[id] ?? byDefault) } })),
    [store, id, byDefault],
  )
  return [open, toggle]
}
