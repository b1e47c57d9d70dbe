import { useEffect, useState } from 'react'
import type { RefObject } from 'react'

/** Whether an element is narrower than so many pixels, now and as it changes. */
export function useNarrow(ref: RefObject<HTMLElement | null>, px: number): boolean {
  const [isNarrow, setNarrow] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => setNarrow(element.clientWidth < px))
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref, px])
  return isNarrow
}
