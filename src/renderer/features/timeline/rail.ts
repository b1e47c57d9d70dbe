import type { TurnMark } from '../../../contract/history.ts'

/** How turns are spread over the height of the rail: one below the other, in its middle while they need less than all. */
export interface RailShape {
  count: number
  /** From one turn to the next. */
  stepPx: number
  /** Where the first begins. */
  topPx: number
}

const WIDEST_STEP_PX = 12
/** A mark and the gap below it. Turns that come closer share one. */
const MARK_PX = 4

export function shapeOf(count: number, heightPx: number): RailShape {
  const stepPx = count === 0 ? 0 : Math.min(WIDEST_STEP_PX, heightPx / count)
  return { count, stepPx, topPx: (heightPx - stepPx * count) / 2 }
}

/** The turn at a height of the rail, or the nearest. */
export const turnAtPx = ({ count, stepPx, topPx }: RailShape, px: number): number =>
  Math.max(0, Math.min(count - 1, Math.floor((px - topPx) / stepPx)))

/** The middle of a turn's place. */
export const pxOfTurn = ({ stepPx, topPx }: RailShape, index: number): number => topPx + (index + 0.5) * stepPx

export interface RailMark {
  px: number
  status: TurnMark['status']
}

/** The worse, the later: of turns that share a mark the worst gives the colour. */
const BY_WEIGHT: readonly TurnMark['status'][] = ['completed', 'running', 'interrupted', 'blocked', 'failed']
const weight = (status: TurnMark['status']): number => BY_WEIGHT.indexOf(status)

/** What the rail draws: a mark for each turn, or for as many as share its place. */
export function railMarks(turns: readonly TurnMark[], shape: RailShape): RailMark[] {
  const each = Math.max(1, Math.ceil(MARK_PX / shape.stepPx))
  const drawn: RailMark[] = []
  for (let from = 0; from < turns.length; from += each) {
    const group = turns.slice(from, from + each).map(({ status }) => status)
    const worst = group.reduce((a, b) => (weight(b) > weight(a) ? b : a))
    drawn.push({ px: pxOfTurn(shape, from + (each - 1) / 2), status: worst })
  }
  return drawn
}
