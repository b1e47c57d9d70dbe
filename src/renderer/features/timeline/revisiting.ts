import { createContext } from 'react'
import type { Variants } from '../../state/lineage.ts'

/**
 * Variants of the messages that are shown, by turn. Null where rows are only looked at: then nothing can be forked,
 * edited or taken back from them.
 */
export const Revisiting = createContext<ReadonlyMap<string, Variants> | null>(null)

/** How far below the upper edge of the timeline the row of an element stands. */
export function topOf(element: HTMLElement | null): number {
  const row = element?.closest('.timeline-row')
  const scroller = element?.closest('.timeline-scroll')
  return row && scroller ? row.getBoundingClientRect().top - scroller.getBoundingClientRect().top : 0
}
