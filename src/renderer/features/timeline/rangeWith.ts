import type { Range } from '@tanstack/react-virtual'

/** Drawn above and below what is in view, so that a scroll does not meet nothing. */
const AROUND_PX = 600
/** At most so many rows on each side, however low they are. */
const AROUND_ROWS = 16

/**
 * Rows in view, those around it, and those that wait for a person: these stay in the page, so that they can be found
 * and reached. `heightOf` guesses a row's height in pixels: of rows as high as the window few are around it.
 */
export const rangeWith =
  (always: readonly number[], heightOf: (index: number) => number) =>
  ({ startIndex, endIndex, count }: Range): number[] => {
    const first = edge(startIndex, -1, count, heightOf)
    const last = edge(endIndex, 1, count, heightOf)
    const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)
    const missing = always.filter(index => index < count && (index < first || index > last))
    return missing.length === 0 ? shown : [...shown, ...missing].sort((a, b) => a - b)
  }

/** The outermost row to draw on one side of what is in view. */
function edge(from: number, step: 1 | -1, count: number, heightOf: (index: number) => number): number {
  let index = from
  for (let px = 0, rows = 0; px < AROUND_PX && rows < AROUND_ROWS; rows++) {
    const next = index + step
    if (next < 0 || next >= count) break
    index = next
    px += heightOf(index)
  }
  return index
}
