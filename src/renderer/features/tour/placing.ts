export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export interface Size {
  width: number
  height: number
}

const GAP_PX = 8
const EDGE_PX = 8

const within = (value: number, most: number): number => Math.max(EDGE_PX, Math.min(value, most - EDGE_PX))

/**
 * Where a mark stands that speaks of a part of the page: beside it, else above or below, without covering it. Where there
 * is no such part, or no room beside it, in the lower right corner.
 */
export function placeMark(anchor: Box | null, mark: Size, page: Size): { left: number; top: number } {
  const corner = { left: page.width - mark.width - EDGE_PX, top: page.height - mark.height - EDGE_PX }
  if (anchor === null) return corner
  const right = anchor.left + anchor.width
  const bottom = anchor.top + anchor.height
  const left = within(anchor.left + anchor.width / 2 - mark.width / 2, page.width - mark.width)
  const top = within(anchor.top, page.height - mark.height)
  if (right + GAP_PX + mark.width + EDGE_PX <= page.width) return { left: right + GAP_PX, top }
  if (bottom + GAP_PX + mark.height + EDGE_PX <= page.height) return { left, top: bottom + GAP_PX }
  if (anchor.top - GAP_PX - mark.height >= EDGE_PX) return { left, top: anchor.top - GAP_PX - mark.height }
  if (anchor.left - GAP_PX - mark.width >= EDGE_PX) return { left: anchor.left - GAP_PX - mark.width, top }
  return corner
}
