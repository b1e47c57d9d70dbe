import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { WrittenLine } from '../../../contract/log.ts'
import { language } from '../../ui/i18n/language.ts'
import { t } from '../../ui/i18n/t.ts'
import { headOf } from './lines.ts'

const ROW = 24
/** Whoever is so near to the end wants to see what comes. */
const NEAR_PX = 40
const clock = new Intl.DateTimeFormat(language === 'de' ? 'de' : 'en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

interface LineListProps {
  lines: readonly WrittenLine[]
  /** Offset of a line. */
  chosen: number | null
  onChoose(offset: number | null): void
}

/** The lines, of which only those in view are drawn. Arrows go through them. */
export function LineList({ lines, chosen, onChoose }: LineListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  // oxlint-disable-next-line react/incompatible-library -- the list is used in this component only
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  useEffect(() => {
    if (atEnd.current) scroller.current?.scrollTo({ top: lines.length * ROW })
  }, [lines.length])

  const drawn = rows.getVirtualItems()
  const isDrawn = drawn.some(({ index }) => lines[index]?.offset === chosen)

  const onKeyDown = (event: KeyboardEvent) => {
    const at = lines.findIndex(({ offset }) => offset === chosen)
    const next = placeFor(event.key, at, lines.length)
    if (next === null) return
    event.preventDefault()
    onChoose(lines[next]?.offset ?? null)
    rows.scrollToIndex(next)
  }

  return (
    <div
      ref={scroller}
      className="logList"
      role="listbox"
      aria-label={t('Events')}
      aria-activedescendant={isDrawn ? `event-${chosen}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX
      }}
    >
      <div className="logRows" role="presentation" style={{ height: rows.getTotalSize() }}>
        {drawn.map(row => {
          const line = lines[row.index]
          return (
            line && (
              <div
                key={row.key}
                id={`event-${line.offset}`}
                role="option"
                aria-selected={line.offset === chosen}
                className="logRow"
                style={{ height: ROW, transform: `translateY(${row.start}px)` }}
                onClick={() => onChoose(line.offset === chosen ? null : line.offset)}
              >
                <Head line={line} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}

function Head({ line }: { line: WrittenLine }) {
  const { type, at } = headOf(line)
  return (
    <>
      <span className="logType truncate">{type}</span>
      <span className="logTime">{at === null ? '' : clock.format(at)}</span>
    </>
  )
}

/** Where a key leads from a row; null for keys that lead nowhere. */
function placeFor(key: string, at: number, length: number): number | null {
  const last = length - 1
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, at + 1)
    case 'ArrowUp':
      return at < 0 ? last : Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
