import type { CSSProperties } from 'react'
import type { Area } from '../state/tab.ts'

const percent = (part: number): string => `${part * 100}%`

/** Where a part of the panes' field stands in it. */
export const styleOf = ({ left, top, width, height }: Area): CSSProperties => ({
  left: percent(left),
  top: percent(top),
  width: percent(width),
  height: percent(height),
})
