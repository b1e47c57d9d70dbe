import { useEffect, useEffectEvent } from 'react'
import type { RefObject } from 'react'

/** Calls when the element changes its size, which wraps its text anew. */
export function useResize(element: RefObject<HTMLElement | null>, onResize: () => void): void {
  const call = useEffectEvent(onResize)
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(() => call())
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
}
