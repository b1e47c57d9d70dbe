import { useEffect } from 'react'
import type { RefObject } from 'react'
import { useAppParts } from '../../state/app.ts'
import { viewOf } from '../../state/store.ts'

interface PagingParts {
  threadId: string
  scroller: RefObject<HTMLDivElement | null>
  atEnd: boolean
  /** On which sides there are more turns. */
  edges: { start: boolean; end: boolean }
}

/** How near an edge the page beyond it is asked for: further than a flick of the wheel goes while it comes. */
const PREFETCH_PX = 2400

/** Keeps turns loaded around the reader, and no more than that. Returns what to call when they scroll. */
export function usePaging({ threadId, scroller, atEnd, edges }: PagingParts): () => void {
  const { store, pages } = useAppParts()
  const look = () => {
    const element = scroller.current
    // Measuring makes the page lay out what has just been drawn: not for nothing.
    if (!edges.start && !edges.end) return
    const { paging } = viewOf(store.getState(), threadId)
    if (!element || paging?.failure === null) return
    const below = element.scrollHeight - element.scrollTop - element.clientHeight
    // A page that did not come is asked for again by the reader.
    if (element.scrollTop < PREFETCH_PX && paging?.side !== 'earlier') void pages.more(threadId, 'earlier')
    if (below < PREFETCH_PX && paging?.side !== 'later') void pages.more(threadId, 'later')
  }

  // After each drawing: rows that came may not fill the space, and where one stands is known once they are placed.
  useEffect(() => {
    const frame = requestAnimationFrame(look)
    return () => cancelAnimationFrame(frame)
  })
  useEffect(() => {
    if (atEnd) pages.trim(threadId)
  })
  return look
}
