import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { RefObject } from 'react'
import { useAppParts } from '../../state/app.ts'
import type { AppStore } from '../../state/store.ts'

interface VisibleCards {
  /** Whether the card was seen to be off screen. One that is new counts as seen until it has been looked for. */
  isAway(callId: string): boolean
  set(callId: string, away: boolean): void
  subscribe(onChange: () => void): () => void
}

// One set a window: the band and the cards sit in different rooms and share nothing but the window's store.
const ofWindow = new WeakMap<AppStore, VisibleCards>()

function visibleCards(store: AppStore): VisibleCards {
  const known = ofWindow.get(store)
  if (known) return known
  const made = createVisibleCards()
  ofWindow.set(store, made)
  return made
}

function createVisibleCards(): VisibleCards {
  const away = new Set<string>()
  const listeners = new Set<() => void>()
  return {
    isAway: callId => away.has(callId),
    set(callId, isAway) {
      if (away.has(callId) === isAway) return
      if (isAway) away.add(callId)
      else away.delete(callId)
      listeners.forEach(listener => listener())
    },
    subscribe(onChange) {
      listeners.add(onChange)
      return () => void listeners.delete(onChange)
    },
  }
}

/** Whether the element, the answers of a call's card, can be seen; tells the band as well. */
export function useCardVisibility(callId: string, ref: RefObject<HTMLElement | null>): boolean {
  const cards = visibleCards(useAppParts().store)
  const [visible, setVisible] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new IntersectionObserver(
      entries => {
        // A busy page hears of several moments at once; the last one is how things are.
        const isVisible = entries.at(-1)?.isIntersecting === true
        setVisible(isVisible)
        cards.set(callId, !isVisible)
      },
      { threshold: 0.9 },
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      cards.set(callId, false)
    }
  }, [callId, cards, ref])
  return visible
}

/** Whether the card of a call is on screen; true for none. */
export function useIsCardVisible(callId: string | null): boolean {
  const cards = visibleCards(useAppParts().store)
  const read = useCallback(() => callId === null || !cards.isAway(callId), [cards, callId])
  return useSyncExternalStore(cards.subscribe, read)
}
