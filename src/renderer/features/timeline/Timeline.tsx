import './timeline.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useApp, useView } from '../../state/app.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { WaitingBand } from '../approvals/index.ts'
import { TimelineRow } from './TimelineRow.tsx'
import { estimate, rowsOf } from './rows.ts'
import type { Row } from './rows.ts'
import { rangeWith } from './rangeWith.ts'
import { useResize } from './useResize.ts'
import { useUnread } from './useUnread.ts'

/** All that happened in a thread and what happens now. Follows its end only while the end is in view. */
export function Timeline({ threadId }: { threadId: string }) {
  const view = useView(threadId, each => each)
  const lost = useApp(state => state.connection === 'lost')
  const rows = useMemo(() => rowsOf(view), [view])

  if (view.refused !== null) return <Message title="This thread cannot be shown" text={view.refused} />
  if (!view.thread) {
    return lost ? (
      <Message title="Not connected" text="The thread shows again as soon as the engine answers." />
    ) : (
      <div className="timeline-loading">
        <Skeleton label="Loading the thread" lines={[42, 90, 78, 84, 36, 70]} />
      </div>
    )
  }
  if (rows.length === 0) {
    return (
      <Message
        title="Nothing here yet"
        text="Say below what should be done. Everything the agent does shows up here."
      />
    )
  }
  return <Rows key={threadId} threadId={threadId} cwd={view.thread.cwd} rows={rows} />
}

const Message = ({ title, text }: { title: string; text: string }) => (
  <div className="timeline-empty">
    <p className="timeline-emptyTitle">{title}</p>
    <p>{text}</p>
  </div>
)

const END_PX = 40
const isWaiting = (row: Row): boolean => row.type === 'item' && row.item.type === 'call' && row.item.phase === 'waiting'

function Rows({ threadId, cwd, rows }: { threadId: string; cwd: string; rows: readonly Row[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const waiting = useMemo(() => rows.flatMap((row, index) => (isWaiting(row) ? [index] : [])), [rows])
  const extractRange = useMemo(() => rangeWith(waiting), [waiting])

  // oxlint-disable-next-line react/incompatible-library -- the list is used in this component only
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => estimate(rows[index]),
    getItemKey: index => rows[index]?.id ?? index,
    rangeExtractor: extractRange,
    overscan: 8,
    paddingStart: 16,
    paddingEnd: 20,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_PX,
  })
  const unread = useUnread(rows, atEnd)

  const total = list.getTotalSize()
  const sent = rows.findLast(row => row.type === 'pending')?.id

  useLayoutEffect(() => list.scrollToEnd(), [list])

  // Whoever says something wants to see it, and the answer.
  useLayoutEffect(() => {
    if (sent !== undefined) list.scrollToEnd()
  }, [list, sent])

  // Measured on the page: React hears of a scroll before the list does.
  const isAtEnd = () => {
    const element = scroller.current
    return element !== null && element.scrollHeight - element.scrollTop - element.clientHeight <= END_PX
  }

  // Rows that grow or shrink may bring the end into view; only a scroll leaves it.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (isAtEnd()) setAtEnd(true)
    })
    return () => cancelAnimationFrame(frame)
  }, [total])

  useResize(scroller, () => {
    if (atEnd) list.scrollToEnd()
  })

  const jumpToWaiting = () => {
    const first = waiting[0]
    if (first === undefined) return
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
          onScroll={() => setAtEnd(isAtEnd())}
        >
          <div className="timeline-rows" style={{ height: total }}>
            {list.getVirtualItems().map(({ index, key, start }) => {
              const row = rows[index]
              return (
                row && (
                  <div
                    key={key}
                    ref={list.measureElement}
                    data-index={index}
                    className="timeline-row"
                    style={{ transform: `translateY(${start}px)` }}
                  >
                    <TimelineRow row={row} threadId={threadId} cwd={cwd} />
                  </div>
                )
              )
            })}
          </div>
        </div>
        {!atEnd && (
          <button type="button" className="timeline-pill" onClick={() => list.scrollToEnd()}>
            <Icon of={ArrowDown} size={13} />
            {unread > 0 ? `${unread} new` : 'To the end'}
          </button>
        )}
      </div>
      <WaitingBand threadId={threadId} onJump={jumpToWaiting} />
    </section>
  )
}
