import type { TurnPage } from '../../../contract/history.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { estimate, holds, rowsOfTurn } from '../timeline/index.ts'
import type { Row } from '../timeline/index.ts'

/** What a preview shows of a thread, line by line: each turn under a heading of its own. */
export type PreviewRow =
  { id: string; type: 'heading'; turn: Turn; number: number; of: number } | { id: string; type: 'row'; row: Row }

export function previewRows({ turns, earlier, later }: TurnPage): PreviewRow[] {
  const before = earlier?.turns ?? 0
  const of = before + turns.length + (later?.turns ?? 0)
  return turns.flatMap((turn, index): PreviewRow[] => [
    { id: turn.id, type: 'heading', turn, number: before + index + 1, of },
    ...rowsOfTurn(turn).map((row): PreviewRow => ({ id: row.id, type: 'row', row })),
  ])
}

const HEADING_PX = 36
export const previewEstimate = (row: PreviewRow | undefined): number =>
  row?.type === 'row' ? estimate(row.row) : HEADING_PX

/**
 * The row that shows an item, else the heading of its turn; -1 where the turn is not shown. Of an item in parts it is the
 * first part with most of the words.
 */
export function previewRowOf(
  rows: readonly PreviewRow[],
  turnId: string,
  itemId: string | null,
  words: readonly string[] = [],
): number {
  const heading = rows.findIndex(row => row.type === 'heading' && row.turn.id === turnId)
  if (heading < 0 || itemId === null) return heading
  let best = heading
  let most = -1
  for (let index = heading + 1; index < rows.length; index++) {
    const row = rows[index]
    if (row?.type !== 'row') break
    const held = holds(row.row, itemId) ? wordsIn(row.row, words) : -1
    if (held > most) [best, most] = [index, held]
  }
  return best
}

/** How many of the words a part of an answer has. */
function wordsIn(row: Row, words: readonly string[]): number {
  const said = row.type === 'text' ? row.text.toLowerCase() : ''
  return words.filter(word => said.includes(word.toLowerCase())).length
}
