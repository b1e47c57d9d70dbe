import { useEffect, useRef, useState } from 'react'
import type { Box } from './placing.ts'

/** The first of some parts of the page that can be seen, as it moves, comes and goes. Null while there is none. Those of the first call count. */
export function useAnchor(anchors: readonly string[]): Box | null {
  const [box, setBox] = useState<Box | null>(null)
  const wanted = useRef(anchors)
  useEffect(() => {
    let frame = 0
    const look = () => {
      frame = 0
      const next = boxOf(wanted.current)
      setBox(before => (same(before, next) ? before : next))
    }
    const lookSoon = () => {
      frame ||= requestAnimationFrame(look)
    }
    lookSoon()
    const observer = new MutationObserver(lookSoon)
    observer.observe(document.body, { childList: true, subtree: true })
    window.addEventListener('resize', lookSoon)
    // Captured: scrolling does not bubble.
    window.addEventListener('scroll', lookSoon, true)
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      window.removeEventListener('resize', lookSoon)
      window.removeEventListener('scroll', lookSoon, true)
    }
  }, [])
  return box
}

/** What an anchor shows of itself: the newest one, cut to the part of the page that scrolls it. */
function boxOf(anchors: readonly string[]): Box | null {
  for (const anchor of anchors) {
    const element = [...document.querySelectorAll(anchor)].at(-1)
    const box = element && shownOf(element)
    if (box) return box
  }
  return null
}

/** Less than this of something does not count as seen. */
const LEAST_PX = 8

function shownOf(element: Element): Box | null {
  const { left, top, width, bottom } = element.getBoundingClientRect()
  const scroller = element.closest('[role="group"]')?.getBoundingClientRect()
  const from = Math.max(top, scroller?.top ?? 0)
  const to = Math.min(bottom, scroller?.bottom ?? window.innerHeight)
  return width > 0 && to - from >= LEAST_PX ? { left, top: from, width, height: to - from } : null
}

const same = (one: Box | null, other: Box | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.left === other.left &&
    one.top === other.top &&
    one.width === other.width &&
    one.height === other.height)
