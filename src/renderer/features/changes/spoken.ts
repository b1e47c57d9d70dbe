import { t } from '../../ui/i18n/t.ts'
import { placeOf } from './CommentBox.tsx'
import { isOnFile, itemAt } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import type { Item } from './items.ts'
import { spotOf } from './rows.ts'

/** What is read aloud when the keyboard comes to a place of the list. */
export function wordsAt(items: readonly Item[], cursor: Cursor): string {
  const item = items[itemAt(items, cursor)]
  if (item?.kind === 'file' && isOnFile(cursor)) {
    const { name, words, added, removed } = item.file
    return t('{name} {words}: {added} lines added, {removed} removed', { name, words, added, removed })
  }
  const row = item?.kind === 'rows' ? item.rows[cursor.row - item.at] : undefined
  if (!row) return ''
  const { side, number } = spotOf(row)
  const place = placeOf({ from: number, to: number, side })
  const text = (row.after ?? row.before)?.text ?? ''
  if (row.kind === 'same') return t('{place}: {text}', { place, text })
  return row.after ? t('{place}, added: {text}', { place, text }) : t('{place}, removed: {text}', { place, text })
}
