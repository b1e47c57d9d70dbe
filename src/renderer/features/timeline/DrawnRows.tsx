import type { FoundItem } from '../../../contract/history.ts'
import { TimelineRow } from './TimelineRow.tsx'
import { holds, turnIdOf } from './rows.ts'
import type { Row } from './rows.ts'
import type { RowList } from './useList.ts'

interface DrawnRowsProps {
  list: RowList
  rows: readonly Row[]
  /** Id of the row that is marked for a moment. */
  marked: string | null
  /** Where the search is. */
  hit: FoundItem | null
  threadId: string
  cwd: string
}

const isAt = (row: Row, { turnId, itemId }: FoundItem): boolean =>
  itemId !== null && turnIdOf(row) === turnId && holds(row, itemId)

/** The rows in view, each measured and put where the list has it. */
export const DrawnRows = ({ list, rows, marked, hit, threadId, cwd }: DrawnRowsProps) =>
  list.getVirtualItems().map(({ index, key, start }) => {
    const row = rows[index]
    if (!row) return null
    const marks = [row.id === marked && 'marked', hit && isAt(row, hit) && 'found']
    return (
      <div
        key={key}
        ref={list.measureElement}
        data-index={index}
        className={['timeline-row', ...marks].filter(Boolean).join(' ')}
        style={{ transform: `translateY(${start}px)` }}
      >
        <TimelineRow row={row} threadId={threadId} cwd={cwd} />
      </div>
    )
  })
