import { useEffect } from 'react'
import { useApp, useAppParts } from './app.ts'
import { openTab, roomTab } from './layout.ts'
import type { RoomId } from './layout.ts'
import { updateLayout } from './store.ts'
import type { AppStore } from './store.ts'

/** Something in a room that somebody wants to see. */
export interface LookAt {
  room: RoomId
  /** Which kind of thing, where a room has several. */
  kind: 'skill' | 'prompt' | 'server' | 'setting'
  /** By what the room knows it. */
  item: string
}

/** Opens a room at one of its things. */
export function lookAt(store: AppStore, place: LookAt): void {
  store.setState({ lookAt: place })
  updateLayout(store, layout => openTab(layout, roomTab(place.room)))
}

/** Shows what is wanted of a kind; once. */
export function useLookAt(kind: LookAt['kind'], show: (item: string) => void): void {
  const { store } = useAppParts()
  const item = useApp(state => (state.lookAt?.kind === kind ? state.lookAt.item : null))
  useEffect(() => {
    if (item === null) return
    store.setState({ lookAt: null })
    show(item)
  })
}
