import { ArrowDown } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Thread } from '../../../core/thread/thread.ts'
import { useAppParts } from '../../state/app.ts'
import { goTo } from '../../state/places.ts'
import { shownOf } from '../../state/stretch.ts'
import type { ThreadView } from '../../state/threadView.ts'
import { Icon } from '../../ui/Icon.tsx'
import { WaitingBand } from '../approvals/index.ts'
import { Edge } from './Edge.tsx'
import { TimelineRow } from './TimelineRow.tsx'
import { rowsOf, rowsOfEnd } from './rows.ts'
import type { Row } from './rows.ts'
import { END_PX, useList } from './useList.ts'
import { usePaging } from './usePaging.ts'
import { usePlace } from './usePlace.ts'
import { useResize } from './useResize.ts'
import { useUnread } from './useUnread.ts'

interface RowsProps {
  threadId: string
  view: ThreadView
  thread: Thread
}

const isWaiting = (row: Row): boolean => row.type === 'item' && row.item.type === 'call' && row.item.phase === 'waiting'

/** The rows of what is shown of a thread, and the ways to what is not. */
export function Rows({ threadId, view, thread }: RowsProps) {
  const { store, pages } = useAppParts()
  const { stretch, paging } = view
  const { joined } = stretch
  const scroller = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(() => store.getState().place?.threadId !== threadId)
  const rows = useMemo(() => rowsOf(view), [view])
  const shown = useMemo(() => shownOf(thread, stretch), [thread, stretch])
  const waiting = useMemo(() => rows.flatMap((row, index) => (isWaiting(row) ? [index] : [])), [rows])
  const edges = { start: shown.earlier !== null || stretch.turns.length > 0, end: !joined }
  const list = useList({ scroller, rows, always: waiting, follows: joined && atEnd, edges })
  const unread = useUnread(
    useMemo(() => rowsOfEnd(view).length, [view]),
    atEnd,
  )
  const marked = usePlace({ threadId, rows, list, scroller })
  const onScroll = usePaging({ threadId, scroller, rows, atEnd })

  const total = list.getTotalSize()
  const sent = rows.findLast(row => row.type === 'pending')?.id

  useLayoutEffect(() => {
    if (store.getState().place?.threadId !== threadId) list.scrollToEnd()
  }, [list, store, threadId])

  // Whoever says something wants to see it, and the answer.
  const pending = view.pending.at(-1)?.id
  useLayoutEffect(() => {
    if (pending !== undefined) pages.toEnd(threadId)
  }, [pages, threadId, pending])
  useLayoutEffect(() => {
    if (sent !== undefined) list.scrollToEnd()
  }, [list, sent])

  // Measured on the page: React hears of a scroll before the list does.
  const isAtEnd = () => {
    const element = scroller.current
    return joined && element !== null && element.scrollHeight - element.scrollTop - element.clientHeight <= END_PX
  }

  // Rows that grow or shrink may bring the end into view; only a scroll leaves it.
  useEffect(() => {
    const frame = requestAnimationFrame(() => setAtEnd(before => isAtEnd() || (before && joined)))
    return () => cancelAnimationFrame(frame)
  }, [total, joined])

  useResize(scroller, () => {
    if (atEnd) list.scrollToEnd()
  })

  const toEnd = () => {
    pages.toEnd(threadId)
    // What is shown then has its rows in the next frame.
    requestAnimationFrame(() => list.scrollToEnd())
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.altKey || event.shiftKey) return
    if (event.key !== 'Home' && event.key !== 'End') return
    event.preventDefault()
    if (event.key === 'End') toEnd()
    else goTo(store, { threadId, at: 'start' })
  }

  const jumpToWaiting = () => {
    const first = waiting[0]
    if (first === undefined) return toEnd()
    list.scrollToIndex(first, { align: 'center' })
    const card = scroller.current?.querySelector<HTMLElement>(`[data-index="${first}"] [data-call]`)
    card?.focus({ preventScroll: true })
  }

  return (
    <section className="timeline" aria-label="Timeline">
      <div className="timeline-view">
        <div
          ref={scroller}
          className="timeline-scroll"
          role="group"
          aria-label="What happened"
          tabIndex={0}
          onKeyDown={onKeyDown}
          onScroll={() => {
            setAtEnd(isAtEnd())
            onScroll()
          }}
        >
          <div className="timeline-rows" style={{ height: total }}>
            {edges.start && (
              <Edge side="earlier" turns={shown.earlier?.turns ?? 0} paging={paging} threadId={threadId} />
            )}
            {list.getVirtualItems().map(({ index, key, start }) => {
              const row = rows[index]
              return (
                row && (
                  <div
                    key={key}
                    ref={list.measureElement}
                    data-index={index}
                    className={row.id === marked ? 'timeline-row marked' : 'timeline-row'}
                    style={{ transform: `translateY(${start}px)` }}
                  >
                    <TimelineRow row={row} threadId={threadId} cwd={thread.cwd} />
                  </div>
                )
              )
            })}
            {edges.end && <Edge side="later" turns={shown.later} paging={paging} threadId={threadId} />}
          </div>
        </div>
        {!atEnd && (
          <button type="button" className="timeline-pill" onClick={toEnd}>
            <Icon of={ArrowDown} size={13} />
            {unread > 0 ? `${unread} new` : 'To the end'}
          </button>
        )}
      </div>
      <WaitingBand threadId={threadId} onJump={jumpToWaiting} />
    </section>
  )
}
