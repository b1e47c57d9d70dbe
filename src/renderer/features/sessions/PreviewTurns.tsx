import { useVirtualizer } from '@tanstack/react-virtual'
import type { Virtualizer } from '@tanstack/react-virtual'
import { GitFork } from 'lucide-react'
import { memo, useEffect, useMemo, useRef } from 'react'
import type { RefObject } from 'react'
import type { FoundItem, TurnPage } from '../../../contract/history.ts'
import { useAppParts } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { keepMarked, rangesIn } from '../../ui/wordMarks.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import { TimelineRow } from '../timeline/index.ts'
import { previewEstimate, previewRowOf, previewRows } from './previewRows.ts'
import type { PreviewRow } from './previewRows.ts'

interface PreviewTurnsProps {
  /** What the turns scroll in. */
  scroller: RefObject<HTMLDivElement | null>
  threadId: string
  cwd: string
  page: TurnPage
  /** Where to begin: at a hit, or at the last turn. */
  hit: FoundItem | null
  words: readonly string[]
  onMore(side: 'earlier' | 'later'): void
  onFork(turnId: string): void
}

/** The room above and below, where it is said what is not shown. */
const EDGE_PX = 40

/** Some turns of a thread, as the timeline draws them, with the words that were looked for marked. */
export function PreviewTurns({ scroller, threadId, cwd, page, hit, words, onMore, onFork }: PreviewTurnsProps) {
  const rows = useMemo(() => previewRows(page), [page])
  // oxlint-disable-next-line react/incompatible-library -- the list is used in this component only
  const list = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => previewEstimate(rows[index]),
    getItemKey: index => rows[index]?.id ?? index,
    overscan: 6,
    paddingStart: page.earlier ? EDGE_PX : 4,
    paddingEnd: page.later ? EDGE_PX : 12,
    scrollPaddingStart: 4,
    // Earlier turns that come in leave what is read where it is.
    anchorTo: 'end',
    scrollEndThreshold: 0,
  })
  useHit({ scroller, threadId, rows, list, hit, words })

  const marks = words.join(' ')
  useEffect(() => {
    if (scroller.current) return keepMarked(scroller.current, marks.split(' ').filter(Boolean), 'sessions-hit')
  }, [scroller, marks])

  return (
    <div className="preview-rows" style={{ height: list.getTotalSize() }}>
      {page.earlier && <Edge side="earlier" turns={page.earlier.turns} onMore={onMore} />}
      {list.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index]
        return (
          row && (
            <div
              key={key}
              ref={list.measureElement}
              data-index={index}
              className="preview-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              <PreviewLine row={row} threadId={threadId} cwd={cwd} onFork={onFork} />
            </div>
          )
        )
      })}
      {page.later && <Edge side="later" turns={page.later.turns} onMore={onMore} />}
    </div>
  )
}

const Edge = ({
  side,
  turns,
  onMore,
}: {
  side: 'earlier' | 'later'
  turns: number
  onMore: PreviewTurnsProps['onMore']
}) => (
  <div className={`preview-edge ${side}`}>
    <Button look="quiet" onClick={() => onMore(side)}>
      {side === 'earlier'
        ? tn(turns, '{n} earlier turn', '{n} earlier turns')
        : tn(turns, '{n} later turn', '{n} later turns')}
    </Button>
  </div>
)

interface LineProps {
  row: PreviewRow
  threadId: string
  cwd: string
  onFork(turnId: string): void
}

const PreviewLine = memo(function PreviewLine({ row, threadId, cwd, onFork }: LineProps) {
  if (row.type === 'heading') {
    return (
      <div className="preview-heading" data-turn={row.turn.id}>
        <h3>{t('Turn {n} of {of}', { n: row.number, of: row.of })}</h3>
        <Button
          look="quiet"
          icon={GitFork}
          aria-label={t('Fork after turn {n}', { n: row.number })}
          disabled={row.turn.status === 'running'}
          onClick={() => onFork(row.turn.id)}
        >
          {t('Fork here')}
        </Button>
      </div>
    )
  }
  const { row: shown } = row
  // Answered where it belongs: in its thread, or in the inbox.
  if (shown.type === 'item' && shown.item.type === 'call' && shown.item.phase === 'waiting') {
    return <p className="preview-waits">{t('It waits for your answer: open the thread to see what it asks.')}</p>
  }
  return <TimelineRow row={shown} threadId={threadId} cwd={cwd} />
})

interface HitParts {
  scroller: RefObject<HTMLDivElement | null>
  threadId: string
  rows: readonly PreviewRow[]
  list: Virtualizer<HTMLDivElement, HTMLDivElement>
  hit: FoundItem | null
  words: readonly string[]
}

/** Goes to the hit, once for each: opens what it is folded in and brings its first word into view. */
function useHit(parts: HitParts): void {
  const { store } = useAppParts()
  const latest = useRef(parts)
  useEffect(() => {
    latest.current = parts
  })
  const { threadId, rows, hit } = parts
  const target = hit?.turnId ?? rows.findLast(row => row.type === 'heading')?.id ?? null
  const place = target === null ? null : JSON.stringify([threadId, target, hit?.itemId ?? null, hit?.seq ?? 0])
  const isThere = target !== null && previewRowOf(rows, target, null) >= 0
  const gone = useRef<string | null>(null)
  useEffect(() => {
    if (place === null || !isThere || gone.current === place) return
    const [, turnId, itemId] = JSON.parse(place) as [string, string, string | null]
    const { rows, words } = latest.current
    const row = rows[previewRowOf(rows, turnId, itemId, words)]
    if (itemId !== null && row) store.setState(({ folds }) => ({ folds: { ...folds, [row.id]: true } }))
    let frame = 0
    let left = 30
    let still = 0
    const settle = () => {
      still = bringIntoView(latest.current, turnId, itemId) ? still + 1 : 0
      if (still >= 3 || --left === 0) gone.current = place
      else frame = requestAnimationFrame(settle)
    }
    settle()
    return () => cancelAnimationFrame(frame)
  }, [store, place, isThere])
}

/** One step towards the hit. Whether it already stands where it belongs. */
function bringIntoView({ scroller, rows, list, words }: HitParts, turnId: string, itemId: string | null): boolean {
  const index = previewRowOf(rows, turnId, itemId, words)
  const element = scroller.current
  if (!element || index < 0) return true
  const row = element.querySelector(`[data-index="${index}"]`)
  if (!row) {
    list.scrollToIndex(index, { align: 'start' })
    return false
  }
  const view = element.getBoundingClientRect()
  const word = itemId === null ? null : (rangesIn(row, words)[0] ?? null)
  const at = (word ?? row).getBoundingClientRect()
  // A hit stands in the upper third with its surroundings; a turn begins at the upper edge.
  const wanted = view.top + (itemId === null ? 4 : view.height / 3)
  const before = element.scrollTop
  element.scrollTop += at.top - wanted
  return Math.abs(element.scrollTop - before) < 2
}
