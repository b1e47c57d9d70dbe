import './logPane.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Copy } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Event } from '../../../core/thread/events.ts'
import { useAppParts, useView } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { useRowScale } from '../../state/useRowScale.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { clock, plural } from '../../ui/format.ts'
import { PaneEmpty } from '../../ui/Pane.tsx'

const ROW = 24

/** The facts of a thread as they were recorded, newest last. */
export function LogPane({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const events = useView(threadId, view => view.events)
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const shown = useMemo(() => matching(events, filter), [events, filter])
  const open = shown.find(event => event.seq === chosen)

  const copy = async () => {
    try {
      await copyText(shown.map(event => `${JSON.stringify(event)}\n`).join(''))
      addNotice(store, 'info', `Copied ${plural(shown.length, 'event')}.`)
    } catch {
      addNotice(store, 'error', 'The clipboard did not take it. Try again with the window in front.')
    }
  }

  return (
    <div className="log">
      <div className="logHead">
        <input
          type="search"
          className="logFilter"
          aria-label="Filter events"
          placeholder="Filter by type or content"
          value={filter}
          onChange={event => setFilter(event.target.value)}
        />
        <Button look="quiet" icon={Copy} disabled={shown.length === 0} onClick={() => void copy()}>
          Copy JSONL
        </Button>
      </div>
      {shown.length === 0 ? (
        <PaneEmpty>
          {events.length === 0
            ? 'Events show here as they happen while this window is open.'
            : 'No event matches this filter.'}
        </PaneEmpty>
      ) : (
        <EventList events={shown} chosen={chosen} onChoose={setChosen} />
      )}
      {open && (
        <pre className="logDetail" tabIndex={0} role="region" aria-label={`Event ${open.seq}`}>
          {JSON.stringify(open, null, 2)}
        </pre>
      )}
    </div>
  )
}

function matching(events: readonly Event[], filter: string): readonly Event[] {
  const wanted = filter.trim().toLowerCase()
  return wanted === '' ? events : events.filter(event => JSON.stringify(event).toLowerCase().includes(wanted))
}

interface EventListProps {
  events: readonly Event[]
  chosen: number | null
  onChoose(seq: number | null): void
}

function EventList({ events, chosen, onChoose }: EventListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rowPx = Math.round(ROW * useRowScale())
  // oxlint-disable-next-line react/incompatible-library -- the list is used in this component only
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  })
  useEffect(() => rows.measure(), [rows, rowPx])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = events.findIndex(each => each.seq === chosen)
    const next = at < 0 ? (step > 0 ? 0 : events.length - 1) : Math.min(events.length - 1, Math.max(0, at + step))
    onChoose(events[next]?.seq ?? null)
    rows.scrollToIndex(next)
  }

  return (
    <div
      ref={scroller}
      className="logList"
      role="listbox"
      aria-label="Events"
      aria-activedescendant={chosen === null ? undefined : `event-${chosen}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="logRows" role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(row => {
          const event = events[row.index]
          return (
            event && (
              <div
                key={row.key}
                id={`event-${event.seq}`}
                role="option"
                aria-selected={event.seq === chosen}
                className="logRow"
                style={{ height: rowPx, transform: `translateY(${row.start}px)` }}
                onClick={() => onChoose(event.seq === chosen ? null : event.seq)}
              >
                <span className="logSeq">{event.seq}</span>
                <span className="logType truncate">{event.type}</span>
                <span className="logTime">{clock(event.at)}</span>
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
