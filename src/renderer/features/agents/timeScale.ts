import type { AgentRow } from '../../../contract/agents.ts'

type Span = AgentRow['spans'][number]

const SECOND = 1000
const MINUTE = 60 * SECOND

const HOUR = 60 * MINUTE

/** So much time fills the width that is in view: little at first, and from five minutes on the rest scrolls. */
const FITTING = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE] as const
/** What takes longer is shown more coarsely, so that it never scrolls further than so many widths. */
const SCROLLING = [5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR] as const
const WIDTHS = 12
const MARKS_IN_WINDOW = 5

/** How time is laid out. It changes in steps, so that nothing glides away under the eye. */
export interface TimeScale {
  from: number
  /** How much time the width in view shows. */
  windowMs: number
  /** How much time there is room for, a whole number of windows' fifths. */
  extentMs: number
}

export function scaleOf(from: number, until: number): TimeScale {
  const lasted = Math.max(0, until - from)
  const windowMs =
    FITTING.find(each => lasted <= each) ??
    SCROLLING.find(each => lasted <= each * WIDTHS) ??
    Math.ceil(lasted / WIDTHS / HOUR) * HOUR
  const step = windowMs / MARKS_IN_WINDOW
  return { from, windowMs, extentMs: Math.max(windowMs, Math.ceil(lasted / step) * step) }
}

export const sameScale = (a: TimeScale, b: TimeScale): boolean =>
  a.from === b.from && a.windowMs === b.windowMs && a.extentMs === b.extentMs

/** Where a moment stands, in per cent of the whole width. */
export const percentAt = ({ from, extentMs }: TimeScale, at: number): number =>
  Math.min(100, Math.max(0, ((at - from) / extentMs) * 100))

/** Moments to be marked, as time since the beginning. */
export function marksOf({ windowMs, extentMs }: TimeScale): number[] {
  const step = windowMs / MARKS_IN_WINDOW
  return Array.from({ length: Math.round(extentMs / step) }, (_, index) => index * step)
}

/** `0:00`, `1:24`, `1:02:00` since the beginning. */
export function clockOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECOND)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = String(seconds % 60).padStart(2, '0')
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`
}

/** How long an agent worked, and how long it waited for a person meanwhile. Spans may overlap: several calls can wait. */
export function spentIn(spans: readonly Span[], now: number): { workedMs: number; waitedMs: number } {
  const waitedMs = covered(
    spans.filter(span => span.kind === 'waiting'),
    now,
  )
  return { workedMs: covered(spans, now) - waitedMs, waitedMs }
}

/** How much time spans cover together. */
function covered(spans: readonly Span[], now: number): number {
  let total = 0
  let until = -Infinity
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const end = to ?? now
    total += Math.max(0, end - Math.max(from, until))
    until = Math.max(until, end)
  }
  return total
}
