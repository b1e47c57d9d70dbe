import { useEffect, useState } from 'react'
import { duration } from '../../ui/format.ts'

/** `9 s` for what a person would not time more exactly. */
export const roughly = (milliseconds: number): string => duration(Math.round(milliseconds / 1000) * 1000)

/** Milliseconds since then, counted up every second. */
export function useElapsed(since: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, now - since)
}

/** Time that passes, where only this is drawn again. */
export function Elapsed({ since }: { since: number }) {
  const elapsed = useElapsed(since)
  return elapsed < 1000 ? null : roughly(elapsed)
}
