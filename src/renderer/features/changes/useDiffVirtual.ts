import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { RefObject } from 'react'
import type { Item } from './items.ts'

const LINE_PX = 18
const HEAD_PX = 33
/** How high things of the list are before they are measured. */
const estimate = (item: Item | undefined): number => {
  if (item?.kind === 'rows') return item.rows.length * LINE_PX + 2
  if (item?.kind === 'pending') return item.lines * LINE_PX
  return item?.kind === 'box' ? 140 : item?.kind === 'file' ? HEAD_PX : 28
}

/** What of a list is drawn: what is in view, a little around it, and the line of the file that one is in. */
export function useDiffVirtual(scroller: RefObject<HTMLElement | null>, items: readonly Item[]) {
  const stuck = useRef(-1)
  const heads = useMemo(() => items.flatMap((item, index) => (item.kind === 'file' ? [index] : [])), [items])
  // oxlint-disable-next-line react/incompatible-library -- what it returns changes with each of its states
  const list = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => estimate(items[index]),
    getItemKey: index => items[index]?.id ?? index,
    overscan: 4,
    scrollPaddingStart: HEAD_PX,
    rangeExtractor: range => {
      stuck.current = heads.findLast(index => index <= range.startIndex) ?? -1
      const shown = defaultRangeExtractor(range)
      return stuck.current < 0 || shown.includes(stuck.current) ? shown : [stuck.current, ...shown]
    },
  })
  return Object.assign(list, {
    isStuck: (index: number) => index === stuck.current,
    /** Brings the line of a file to the top, where it then stays. */
    toHead(index: number) {
      const [offset] = list.getOffsetForIndex(index, 'start') ?? []
      if (offset !== undefined) list.scrollToOffset(offset + HEAD_PX)
    },
  })
}
