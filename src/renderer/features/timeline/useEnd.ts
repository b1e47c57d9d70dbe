import { useLayoutEffect } from 'react'
import type { RefObject } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import type { Place } from '../../state/places.ts'
import type { AppState } from '../../state/store.ts'
import type { ThreadView } from '../../state/threadView.ts'
import type { Row } from './rows.ts'
import type { RowList } from './useList.ts'
import { useResize } from './useResize.ts'

interface EndParts {
  threadId: string
  scroller: RefObject<HTMLDivElement | null>
  /** What is scrolled, as high as all rows. */
  content: RefObject<HTMLDivElement | null>
  view: ThreadView
  rows: readonly Row[]
  list: RowList
  /** Whether the reader was at the end, and what came there has moved it away from them. */
  isLeftBehind(): boolean
}

/** Where to begin: where somebody wants to go, or else where they left; null for the end. */
export const placeFor = ({ place, left }: AppState, threadId: string): Place | null =>
  place?.threadId === threadId ? place : (left[threadId] ?? null)

/** Goes to the live end whenever that is where the reader wants to be. Returns a way there. */
export function useEnd({ threadId, scroller, content, view, rows, list, isLeftBehind }: EndParts): () => void {
  const { store, pages } = useAppParts()
  const pending = view.pending.at(-1)?.id
  const sent = rows.findLast(row => row.type === 'pending')?.id
  const sought = useApp(({ jumpTo }) => jumpTo !== null)

  useLayoutEffect(() => {
    const place = placeFor(store.getState(), threadId)
    if (place) store.setState({ place })
    else list.scrollToEnd()
  }, [list, store, threadId])

  // Whoever says something wants to see it, and the answer.
  useLayoutEffect(() => {
    if (pending !== undefined) pages.toEnd(threadId)
  }, [pages, threadId, pending])
  useLayoutEffect(() => {
    if (sent !== undefined) list.scrollToEnd()
  }, [list, sent])

  // A card that is asked for stands at the live end.
  useLayoutEffect(() => {
    if (sought) pages.toEnd(threadId)
  }, [pages, threadId, sought])

  // The list follows what is added, but not where the last row becomes another, or where rows come before it has heard
  // of its last scroll.
  const keepEnd = () => {
    if (isLeftBehind()) list.scrollToEnd()
  }
  useResize(scroller, keepEnd)
  useResize(content, keepEnd)

  return () => {
    store.setState({ place: null })
    pages.toEnd(threadId)
    // What is shown then has its rows in the next frame.
    requestAnimationFrame(() => list.scrollToEnd())
  }
}
