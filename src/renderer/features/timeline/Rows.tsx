import { ArrowDown } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { FoundItem } from '../../../contract/history.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { useApp, useAppParts, useSummary } from '../../state/app.ts'
import { useLineage, variantsIn } from '../../state/lineage.ts'
import { goTo } from '../../state/places.ts'
import type { Place } from '../../state/places.ts'
import type { AppState } from '../../state/store.ts'
import { shownOf } from '../../state/stretch.ts'
import type { ThreadView } from '../../state/threadView.ts'
import { Icon } from '../../ui/Icon.tsx'
import { WaitingBand } from '../approvals/index.ts'
import { Edge } from './Edge.tsx'
import { FindBar } from './FindBar.tsx'
import { TimelineRow } from './TimelineRow.tsx'
import { TurnRail } from './TurnRail.tsx'
import { Revisiting } from './revisiting.ts'
import { holds, rowsOf, rowsOfEnd, turnIdOf } from './rows.ts'
import type { Row } from './rows.ts'
import { useList } from './useList.ts'
import { usePaging } from './usePaging.ts'
import { usePlace } from './usePlace.ts'
import { useReading } from './useReading.ts'
import { useResize } from './useResize.ts'
import { useUnread } from './useUnread.ts'

interface RowsProps {
  threadId: string
  view: ThreadView
  thread: Thread
}

const isWaiting = (row: Row): boolean => row.type === 'item' && row.item.type === 'call' && row.item.phase === 'waiting'

/** Where to begin: where somebody wants to go, or else where they left. */
const placeFor = ({ place, left }: AppState, threadId: string): Place | null =>
  place?.threadId === threadId ? place : (left[threadId] ?? null)

const isHit = (row: Row, { turnId, itemId }: FoundItem): boolean =>
  itemId !== null && turnIdOf(row) === turnId && holds(row, itemId)

const classOf = (marked: boolean, found: boolean): string =>
  `timeline-row${marked ? ' marked' : ''}${found ? ' found' : ''}`

const seqOf = (turns: readonly Turn[], turnId: string | null): number =>
  turns.find(turn => turn.id === turnId)?.firstSeq ?? 0

/** The rows of what is shown of a thread, and the ways to what is not. */
export function Rows({ threadId, view, thread }: RowsProps) {
  const { store, pages } = useAppParts()
  const { stretch, paging } = view
  const { joined } = stretch
  const scroller = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(() => placeFor(store.getState(), threadId) === null)
  const cutShort = useSummary(threadId)?.status === 'interrupted'
  const rows = useMemo(() => rowsOf(view, cutShort), [view, cutShort])
  const shown = useMemo(() => shownOf(thread, stretch), [thread, stretch])
  const waiting = useMemo(() => rows.flatMap((row, index) => (isWaiting(row) ? [index] : [])), [rows])
  const edges = { start: shown.earlier !== null || stretch.turns.length > 0, end: !joined }
  const list = useList({ scroller, rows, always: waiting, follows: joined && atEnd, edges })
  const unread = useUnread(
    useMemo(() => rowsOfEnd(view).length, [view]),
    atEnd,
  )
  const marked = usePlace({ threadId, rows, list, scroller, atEnd })
  const lookAround = usePaging({ threadId, scroller, atEnd })
  const { reading, look } = useReading({ scroller, rows, list, joined, setAtEnd })

  const nodes = useLineage(threadId)
  const variants = useMemo(() => variantsIn(nodes, threadId, shown), [nodes, threadId, shown])
  const hit = useApp(({ find }) => (find?.threadId === threadId ? find.hit : null))

  const total = list.getTotalSize()
  const sent = rows.findLast(row => row.type === 'pending')?.id

  useLayoutEffect(() => {
    const place = placeFor(store.getState(), threadId)
    if (place) store.setState({ place })
    else list.scrollToEnd()
  }, [list, store, threadId])

  // A card that is asked for stands at the live end.
  const sought = useApp(({ jumpTo }) => jumpTo !== null)
  useLayoutEffect(() => {
    if (sought) pages.toEnd(threadId)
  }, [pages, threadId, sought])

  // Whoever says something wants to see it, and the answer.
  const pending = view.pending.at(-1)?.id
  useLayoutEffect(() => {
    if (pending !== undefined) pages.toEnd(threadId)
  }, [pages, threadId, pending])
  useLayoutEffect(() => {
    if (sent !== undefined) list.scrollToEnd()
  }, [list, sent])

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
            look()
            lookAround()
          }}
        >
          <div className="timeline-rows" style={{ height: total }}>
            {edges.start && (
              <Edge side="earlier" turns={shown.earlier?.turns ?? 0} paging={paging} threadId={threadId} />
            )}
            <Revisiting value={variants}>
              {list.getVirtualItems().map(({ index, key, start }) => {
                const row = rows[index]
                return (
                  row && (
                    <div
                      key={key}
                      ref={list.measureElement}
                      data-index={index}
                      className={classOf(row.id === marked, hit !== null && isHit(row, hit))}
                      style={{ transform: `translateY(${start}px)` }}
                    >
                      <TimelineRow row={row} threadId={threadId} cwd={thread.cwd} />
                    </div>
                  )
                )
              })}
            </Revisiting>
            {edges.end && <Edge side="later" turns={shown.later} paging={paging} threadId={threadId} />}
          </div>
        </div>
        <TurnRail thread={thread} reading={reading} />
        <FindBar threadId={threadId} scroller={scroller} seq={seqOf(shown.turns, reading)} />
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
