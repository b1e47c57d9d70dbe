import { useVirtualizer } from '@tanstack/react-virtual'
import type { Virtualizer } from '@tanstack/react-virtual'
import { useMemo } from 'react'
import type { RefObject } from 'react'
import { rangeWith } from './rangeWith.ts'
import { estimate } from './rows.ts'
import type { Row } from './rows.ts'

export type RowList = Virtualizer<HTMLDivElement, HTMLDivElement>

/** How near the end counts as being there. */
export const END_PX = 40
/** The room that the line about turns before or after takes. */
export const EDGE_PX = 48

interface ListParts {
  scroller: RefObject<HTMLDivElement | null>
  rows: readonly Row[]
  /** Rows that stay in the page wherever the reader is. */
  always: readonly number[]
  /** The end follows what is added. */
  follows: boolean
  edges: { start: boolean; end: boolean }
}

/** The rows in view, measured and kept in their place while others come, go and grow around them. */
export function useList({ scroller, rows, always, follows, edges }: ListParts): RowList {
  const rangeExtractor = useMemo(() => rangeWith(always, index => estimate(rows[index])), [always, rows])
  // oxlint-disable-next-line react/incompatible-library -- what it returns changes with each of its states
  return useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => estimate(rows[index]),
    getItemKey: index => rows[index]?.id ?? index,
    rangeExtractor,
    paddingStart: edges.start ? EDGE_PX : 16,
    paddingEnd: edges.end ? EDGE_PX : 20,
    anchorTo: 'end',
    followOnAppend: follows,
    scrollEndThreshold: END_PX,
  })
}
