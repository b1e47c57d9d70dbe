import { ArrowDown } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { useApp, useAppParts, useSummary } from '../../state/app.ts'
import { useLineage, variantsIn } from '../../state/lineage.ts'
import { goTo } from '../../state/places.ts'
import { shownOf } from '../../state/stretch.ts'
import type { ThreadView } from '../../state/threadView.ts'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { WaitingBand } from '../approvals/index.ts'
import { DrawnRows } from './DrawnRows.tsx'
import { Edge } from './Edge.tsx'
import { FindBar } from './FindBar.tsx'
import { FoldedAlike, foldKey } from './folding.ts'
import { QuoteButton } from './QuoteButton.tsx'
import { TurnRail } from './TurnRail.tsx'
import { Revisiting } from './revisiting.ts'
import { rowsOf, rowsOfEnd } from './rows.ts'
import type { Row } from './rows.ts'
import { placeFor, useEnd } from './useEnd.ts'
import { useList } from './useList.ts'
import { useLiveParts } from './useLiveParts.ts'
import { usePaging } from './usePaging.ts'
import { usePlace } from './usePlace.ts'
import { useReading } from './useReading.ts'
import { useUnread } from './useUnread.ts'

interface RowsProps {
  threadId: string
  view: ThreadView
  thread: Thread
}

const isWaiting = (row: Row): boolean => row.type === 'item' && row.item.type === 'call' && row.item.phase === 'waiting'

/** What is in parts counts as one. */
const isWhole = (row: Row): boolean => row.type !== 'text' || row.part === 0

const seqOf = (turns: readonly Turn[], turnId: string | null): number =>
  turns.find(turn => turn.id === turnId)?.firstSeq ?? 0

/** What is shown of a thread, and the ways to what is not. */
export function Rows({ threadId, view, thread }: RowsProps) {
  const { store } = useAppParts()
  const { stretch, paging } = view
  const { joined } = stretch
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(() => placeFor(store.getState(), threadId) === null)
  const cutShort = useSummary(threadId)?.status === 'interrupted'
  const parts = useLiveParts(threadId, view.live)
  const rows = useMemo(() => rowsOf(view, cutShort, parts), [view, cutShort, parts])
  const shown = useMemo(() => shownOf(thread, stretch), [thread, stretch])
  const waiting = useMemo(() => rows.flatMap((row, index) => (isWaiting(row) ? [index] : [])), [rows])
  const edges = { start: shown.earlier !== null || stretch.turns.length > 0, end: !joined }

  const list = useList({ scroller, rows, always: waiting, follows: joined && atEnd, edges })
  const { reading, look, isLeftBehind } = useReading({ scroller, rows, list, joined, atEnd, setAtEnd })
  const toEnd = useEnd({ threadId, scroller, content, view, rows, list, isLeftBehind })
  const marked = usePlace({ threadId, rows, list, scroller, atEnd })
  const lookAround = usePaging({ threadId, scroller, atEnd, edges })
  const newest = useMemo(() => rowsOfEnd(view).filter(isWhole).length, [view])
  const unread = useUnread(newest, atEnd)

  const nodes = useLineage(threadId)
  const variants = useMemo(() => variantsIn(nodes, threadId, shown), [nodes, threadId, shown])
  const alike = useApp(({ folds }) => folds[foldKey(threadId)] ?? null)
  const hit = useApp(({ find }) => (find?.threadId === threadId ? find.hit : null))

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.altKey || event.shiftKey) return
    if (event.key === 'End') toEnd()
    else if (event.key === 'Home') goTo(store, { threadId, at: 'start' })
    else return
    event.preventDefault()
  }

  const jumpToWaiting = () => {
    const first = waiting[0]
    if (first === undefined) return toEnd()
    list.scrollToIndex(first, { align: 'center' })
    const card = scroller.current?.querySelector<HTMLElement>(`[data-index="${first}"] [data-call]`)
    card?.focus({ preventScroll: true })
  }

  return (
    <section className="timeline" aria-label={t('Timeline')}>
      <div className="timeline-view">
        <div
          ref={scroller}
          className="timeline-scroll"
          role="group"
          aria-label={t('What happened')}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onScroll={() => {
            look()
            lookAround()
          }}
        >
          <div ref={content} className="timeline-rows" style={{ height: list.getTotalSize() }}>
            {edges.start && (
              <Edge side="earlier" turns={shown.earlier?.turns ?? 0} paging={paging} threadId={threadId} />
            )}
            <Revisiting value={variants}>
              <FoldedAlike value={alike}>
                <DrawnRows list={list} rows={rows} marked={marked} hit={hit} threadId={threadId} cwd={thread.cwd} />
              </FoldedAlike>
            </Revisiting>
            {edges.end && <Edge side="later" turns={shown.later} paging={paging} threadId={threadId} />}
          </div>
        </div>
        <QuoteButton threadId={threadId} scroller={scroller} />
        <TurnRail thread={thread} reading={reading} />
        <FindBar threadId={threadId} scroller={scroller} seq={seqOf(shown.turns, reading)} />
        {!atEnd && (
          <button type="button" className="timeline-pill" onClick={toEnd}>
            <Icon of={ArrowDown} size={13} />
            {unread > 0 ? t('{n} new', { n: unread }) : t('To the end')}
          </button>
        )}
      </div>
      <WaitingBand threadId={threadId} onJump={jumpToWaiting} />
    </section>
  )
}
