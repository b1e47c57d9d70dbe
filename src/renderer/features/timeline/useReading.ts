import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { turnIdOf } from './rows.ts'
import type { Row } from './rows.ts'
import { END_PX } from './useList.ts'
import type { RowList } from './useList.ts'

interface ReadingParts {
  scroller: RefObject<HTMLDivElement | null>
  rows: readonly Row[]
  list: RowList
  /** Whether the last row is the thread's end. */
  joined: boolean
  atEnd: boolean
  setAtEnd(atEnd: boolean): void
}

/** Where people look: a third down. */
const EYES = 0.35

/** Knows where the reader is: at the end or not, and in which turn. `look` is to be called when they scroll. */
export function useReading({ scroller, rows, list, joined, atEnd, setAtEnd }: ReadingParts) {
  const [reading, setReading] = useState<string | null>(null)
  const lastTop = useRef(0)
  const held = useRef(atEnd)

  // Measured on the page: React hears of a scroll before the list does.
  const isAtEnd = () => {
    const element = scroller.current
    return joined && element !== null && element.scrollHeight - element.scrollTop - element.clientHeight <= END_PX
  }

  const lookAtTurn = (atEnd: boolean) => {
    const element = scroller.current
    if (!element) return
    const eyes = () => list.getVirtualItemForOffset(element.scrollTop + element.clientHeight * EYES)
    const row = atEnd ? rows.findLast(each => turnIdOf(each) !== null) : rows[eyes()?.index ?? 0]
    if (row) setReading(turnIdOf(row))
  }

  const hold = (holds: boolean) => {
    held.current = holds
    setAtEnd(holds)
    lookAtTurn(holds)
  }

  // Rows that grow or shrink may bring the end into view; only a scroll leaves it, or an end that is not shown any more.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      // Who is at the end stays there: nothing has to be measured, which would lay out the page once more.
      hold((held.current && joined) || isAtEnd())
    })
    return () => cancelAnimationFrame(frame)
  })

  const look = () => {
    const top = scroller.current?.scrollTop ?? 0
    const isUp = top < lastTop.current
    lastTop.current = top
    // What grows, or a window that shrinks, takes nobody away from the end: only going up does.
    hold(isAtEnd() || (held.current && joined && !isUp))
  }

  /** Whether the reader was at the end, and what came there has moved it away from them. To be asked when that grows. */
  const isLeftBehind = () => {
    const element = scroller.current
    if (!element || !held.current) return false
    const { scrollTop: top, scrollHeight, clientHeight } = element
    if (scrollHeight - top - clientHeight > 1) return top >= lastTop.current // or else they have just gone up
    lastTop.current = top
    return false
  }
  return { reading, look, isLeftBehind }
}
