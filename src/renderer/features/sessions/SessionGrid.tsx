import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useMemo, useRef } from 'react'
import type { MouseEvent, RefObject } from 'react'
import type { SessionEntry } from '../../state/sessionList.ts'
import { useRowScale } from '../../state/useRowScale.ts'
import { t } from '../../ui/i18n/t.ts'
import { lineStyle, SessionLine } from './SessionLine.tsx'
import type { Selection } from './useSelection.ts'

interface Acts {
  onReach(index: number): void
  onPoint(index: number, event: MouseEvent): void
  onOpen(index: number): void
  onRenamed(name: string | null): void
}

interface SessionGridProps extends Acts {
  ref: RefObject<HTMLDivElement | null>
  entries: readonly SessionEntry[]
  /** How many there are, loaded or not. */
  count: number
  selection: Selection
  isSearch: boolean
  renaming: string | null
  now: number
}

/** Lines have one height, so that ten thousand of them have a scrollbar that tells the truth. */
const LINE_PX = 48
const HIT_LINE_PX = 68
const HEAD_PX = 30
/** Pages are asked for this many lines before they come into view. */
const AHEAD = 60

/** Past threads. The grid itself has the focus; the thread that is looked at is its active line. */
export function SessionGrid(props: SessionGridProps) {
  const { ref, entries, count, selection, isSearch, renaming, now } = props
  const id = useId()
  const { index, marked } = selection
  const scale = useRowScale()
  const linePx = Math.round((isSearch ? HIT_LINE_PX : LINE_PX) * scale)
  const headPx = Math.round(HEAD_PX * scale)
  // oxlint-disable-next-line react/incompatible-library -- the list is used in this component only
  const rows = useVirtualizer({
    count,
    getScrollElement: () => ref.current,
    estimateSize: () => linePx,
    overscan: 6,
    paddingStart: headPx,
    scrollPaddingStart: headPx,
    // The active line stays in the page: what has the focus refers to it.
    rangeExtractor: range => {
      const shown = defaultRangeExtractor(range)
      return index < 0 || index >= range.count || shown.includes(index) ? shown : [...shown, index]
    },
  })
  useEffect(() => rows.measure(), [rows, linePx, headPx])

  const shown = rows.getVirtualItems()
  const last = shown.reduce((most, item) => (item.index === index ? most : Math.max(most, item.index)), index)
  const acts = useActs(props)
  const { onReach } = acts
  useEffect(() => onReach(last + AHEAD), [onReach, last, entries.length])

  const activeId = entries[index]?.session.id ?? index
  useEffect(() => {
    if (index >= 0) rows.scrollToIndex(index)
    // A line keeps its place on screen when others come before it; only another line is scrolled to.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [rows, activeId])

  return (
    <div
      ref={ref}
      className={isSearch ? 'sessions-grid search' : 'sessions-grid'}
      role="grid"
      aria-label={t('Past threads')}
      aria-rowcount={count + 1}
      aria-colcount={6}
      aria-multiselectable
      aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
      tabIndex={0}
    >
      <Head />
      <div role="rowgroup" className="sessions-lines" style={{ height: rows.getTotalSize() - headPx }}>
        {shown.map(({ index: at, start, size }) => {
          const entry = entries[at]
          const top = start - headPx
          const session = entry?.session
          return entry && session ? (
            <SessionLine
              key={session.id}
              id={`${id}-${at}`}
              entry={entry}
              index={at}
              top={top}
              height={size}
              isActive={at === index}
              isMarked={marked.has(session.id)}
              isMarking={marked.size > 0}
              isRenaming={renaming === session.id}
              now={now}
              onPoint={acts.onPoint}
              onOpen={acts.onOpen}
              onRenamed={acts.onRenamed}
            />
          ) : (
            <div
              key={at}
              id={`${id}-${at}`}
              role="row"
              aria-rowindex={at + 2}
              className="sessions-line"
              style={lineStyle(top, size)}
            >
              <div role="gridcell" className="sessions-cell loading" aria-colspan={6}>
                <span className="srOnly">{t('Loading')}</span>
                <span className="skeletonLine" />
              </div>
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** The same functions through all renders, so that a line is drawn again only when it changed itself. */
function useActs(acts: Acts): Acts {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  return useMemo(
    () => ({
      onReach: index => latest.current.onReach(index),
      onPoint: (index, event) => latest.current.onPoint(index, event),
      onOpen: index => latest.current.onOpen(index),
      onRenamed: name => latest.current.onRenamed(name),
    }),
    [],
  )
}

const Head = () => (
  <div role="rowgroup" className="sessions-head">
    <div role="row" aria-rowindex={1} className="sessions-headRow">
      <span role="columnheader" className="sessions-cell sign">
        <span className="srOnly">{t('State')}</span>
      </span>
      <span role="columnheader" className="sessions-cell thread">
        {t('Thread')}
      </span>
      <span role="columnheader" className="sessions-cell workspace">
        {t('Workspace')}
      </span>
      <span role="columnheader" className="sessions-cell model">
        {t('Model')}
      </span>
      <span role="columnheader" className="sessions-cell turns">
        {t('Turns')}
      </span>
      <span role="columnheader" className="sessions-cell last">
        {t('Last')}
      </span>
    </div>
  </div>
)
