import { defaultRangeExtractor } from '@tanstack/react-virtual'
import type { Range } from '@tanstack/react-virtual'

/** Rows in view and those that wait for a person: these stay in the page, so that they can be found and reached. */
export const rangeWith =
  (always: readonly number[]) =>
  (range: Range): number[] => {
    const shown = defaultRangeExtractor(range)
    const missing = always.filter(index => index < range.count && !shown.includes(index))
    return missing.length === 0 ? shown : [...shown, ...missing].sort((a, b) => a - b)
  }
