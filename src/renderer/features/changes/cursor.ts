import type { Item, Selection } from './items.ts'

/** Where the keyboard is in the list: on the line of a file, or on a row of one of its changes. */
export interface Cursor {
  file: string
  hunk: number
  row: number
}

export const onFile = (file: string): Cursor => ({ file, hunk: -1, row: -1 })
export const isOnFile = ({ hunk }: Cursor): boolean => hunk < 0

/** The item that a cursor stands in; -1 where it is not shown any more. */
export const itemAt = (items: readonly Item[], { file, hunk, row }: Cursor): number =>
  items.findIndex(item =>
    hunk < 0
      ? item.kind === 'file' && item.file.key === file
      : item.kind === 'rows' &&
        item.file.key === file &&
        item.hunk === hunk &&
        row >= item.at &&
        row < item.at + item.rows.length,
  )

/** Ways through the list. */
export type Move = 'down' | 'up' | 'nextFile' | 'lastFile' | 'nextChange' | 'lastChange'

/** Where a move leads; the same place where there is no further one. The first file where the cursor is nowhere. */
export function moved(items: readonly Item[], cursor: Cursor | null, move: Move): Cursor | null {
  const at = cursor ? itemAt(items, cursor) : -1
  if (!cursor || at < 0) return firstFrom(items, 0, 1, ({ kind }) => kind === 'file')
  switch (move) {
    case 'nextFile':
      return firstFrom(items, at + 1, 1, ({ kind }) => kind === 'file') ?? cursor
    case 'lastFile':
      return firstFrom(items, at - 1, -1, ({ kind }) => kind === 'file') ?? cursor
    case 'nextChange':
      return firstFrom(items, at + 1, 1, item => item.kind === 'rows' && startsChange(item, cursor)) ?? cursor
    case 'lastChange':
      return firstFrom(items, at - 1, -1, item => item.kind === 'rows' && startsChange(item, cursor)) ?? cursor
    case 'down':
    case 'up':
      return byRow(items, { at, cursor, step: move === 'down' ? 1 : -1 })
  }
}

const startsChange = ({ file, hunk, isFirst }: Extract<Item, { kind: 'rows' }>, from: Cursor): boolean =>
  isFirst && !(file.key === from.file && hunk === from.hunk)

function byRow(items: readonly Item[], { at, cursor, step }: { at: number; cursor: Cursor; step: 1 | -1 }): Cursor {
  const item = items[at]
  if (item?.kind === 'rows') {
    const row = cursor.row + step
    if (row >= item.at && row < item.at + item.rows.length) return { ...cursor, row }
  }
  return firstFrom(items, at + step, step, ({ kind }) => kind === 'file' || kind === 'rows') ?? cursor
}

/** The next item of a kind, and the row of it that is met first. */
function firstFrom(
  items: readonly Item[],
  from: number,
  step: 1 | -1,
  isWanted: (item: Item) => boolean,
): Cursor | null {
  for (let at = from; at >= 0 && at < items.length; at += step) {
    const item = items[at]
    if (!item || !isWanted(item)) continue
    if (item.kind === 'file') return onFile(item.file.key)
    if (item.kind === 'rows')
      return { file: item.file.key, hunk: item.hunk, row: step > 0 ? item.at : item.at + item.rows.length - 1 }
  }
  return null
}

/** Rows from an anchor to another of the same change, in their order. */
export function selectionBetween(anchor: Cursor, cursor: Cursor): Selection | null {
  if (isOnFile(cursor)) return null
  const isSame = anchor.file === cursor.file && anchor.hunk === cursor.hunk
  const other = isSame ? anchor.row : cursor.row
  const { file, hunk, row } = cursor
  return { file, hunk, from: Math.min(other, row), to: Math.max(other, row) }
}
