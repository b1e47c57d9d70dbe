import { useState } from 'react'
import type { CSSProperties, KeyboardEvent, PointerEvent, RefObject } from 'react'
import { areasOf, dividerOf } from '../state/tab.ts'
import type { DividerPlace, Tab } from '../state/tab.ts'
import { t } from '../ui/i18n/t.ts'

const STEP = 0.02

interface PaneDividerProps {
  tab: Tab
  place: DividerPlace
  style: CSSProperties
  /** What all panes stand in. */
  field: RefObject<HTMLDivElement | null>
  /** Where it is dragged to, between the sides that it divides: 0 to 1. */
  onMove(to: number): void
  /** Where it was left. */
  onDone(to: number): void
}

/** The line between panes: dragged, moved by arrow keys, put back into the middle by a double click. */
export function PaneDivider({ tab, place, style, field, onMove, onDone }: PaneDividerProps) {
  const [dragged, setDragged] = useState<number | null>(null)
  const isUpright = place.axis === 'columns'
  const { at, min, max } = dividerOf(tab, place)
  const onPointerMove = (event: PointerEvent) => {
    const bounds = dragged === null ? undefined : field.current?.getBoundingClientRect()
    if (!bounds) return
    const to = isUpright
      ? betweenColumns(tab, place.column, (event.clientX - bounds.left) / bounds.width)
      : (event.clientY - bounds.top) / bounds.height
    setDragged(to)
    onMove(to)
  }
  const drop = () => {
    if (dragged !== null) onDone(dragged)
    setDragged(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const [back, on] = isUpright ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const to = { [back]: at - STEP, [on]: at + STEP, Home: min, End: max }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onDone(to)
  }
  return (
    <div
      className={`paneDivider ${place.axis}${dragged === null ? '' : ' dragged'}`}
      style={style}
      role="separator"
      aria-orientation={isUpright ? 'vertical' : 'horizontal'}
      aria-label={isUpright ? t('Width of the panes') : t('Height of the panes')}
      aria-valuemin={Math.round(min * 100)}
      aria-valuemax={Math.round(max * 100)}
      aria-valuenow={Math.round(at * 100)}
      tabIndex={0}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragged(at)
      }}
      onPointerMove={onPointerMove}
      onPointerUp={drop}
      onPointerCancel={drop}
      onDoubleClick={() => onDone(0.5)}
      onKeyDown={onKeyDown}
    />
  )
}

/** A place in the whole width as one between the two columns beside a divider. */
function betweenColumns(tab: Tab, column: number, at: number): number {
  const { dividers } = areasOf(tab)
  const leftOf = (index: number) =>
    dividers.find(({ place }) => place.axis === 'columns' && place.column === index)?.area.left
  const left = leftOf(column - 1) ?? 0
  const right = leftOf(column + 1) ?? 1
  return (at - left) / (right - left)
}
