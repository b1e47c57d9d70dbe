import { duration } from '../../ui/format.ts'
import { useClock } from '../../ui/useClock.ts'

/** `9 s` for what a person would not time more exactly. */
export const roughly = (milliseconds: number): string => duration(Math.round(milliseconds / 1000) * 1000)

/** Milliseconds since then, counted up every second. */
export function useElapsed(since: number): number {
  return Math.max(0, useClock(1000) - since)
}

/** Time that passes, where only this is drawn again. */
export function Elapsed({ since }: { since: number }) {
  const elapsed = useElapsed(since)
  return elapsed < 1000 ? null : roughly(elapsed)
}
