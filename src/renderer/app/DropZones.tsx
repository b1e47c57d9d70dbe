import { useState } from 'react'
import type { DragEvent } from 'react'
import { useApp, useAppParts } from '../state/app.ts'
import { isThreadTab, openAt } from '../state/layout.ts'
import type { Target } from '../state/layout.ts'
import { updateLayout } from '../state/store.ts'
import { areasOf, hasPane, isFull, takesAt } from '../state/tab.ts'
import type { Area, Tab } from '../state/tab.ts'
import { styleOf } from './area.ts'

/** How far from an edge, in parts of a pane, is at that edge. */
const NEAR = 0.3

/** Lies over the panes while a thread is dragged, and shows where it would go. */
export function DropZones({ tab }: { tab: Tab }) {
  const { store } = useAppParts()
  const dragged = useApp(state => state.dragged)
  const [target, setTarget] = useState<(Target & { area: Area }) | null>(null)
  if (dragged === null || !isThreadTab(dragged) || !isThreadTab(tab.focus)) return null
  const aim = (event: DragEvent) => {
    event.preventDefault()
    setTarget(targetOf(tab, dragged, partsOf(event)))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    const at = targetOf(tab, dragged, partsOf(event))
    store.setState({ dragged: null })
    if (at) updateLayout(store, layout => openAt(layout, dragged, at))
  }
  return (
    <div className="dropZones" onDragOver={aim} onDragLeave={() => setTarget(null)} onDrop={drop}>
      {target && <div className="dropZone" style={styleOf(target.area)} />}
    </div>
  )
}

const partsOf = ({ currentTarget, clientX, clientY }: DragEvent): { x: number; y: number } => {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return { x: (clientX - left) / width, y: (clientY - top) / height }
}

/** Where a thread would go that is let go at a point: half of a pane, or all of it. Null where it is already. */
function targetOf(tab: Tab, dragged: string, { x, y }: { x: number; y: number }): (Target & { area: Area }) | null {
  const pane = areasOf(tab).panes.find(
    ({ area }) => x >= area.left && x < area.left + area.width && y >= area.top && y < area.top + area.height,
  )
  if (!pane || pane.id === dragged) return null
  const { id, area } = pane
  const { left, top, width, height } = area
  const halves = [
    { edge: 'left', far: (x - left) / width, area: { ...area, width: width / 2 } },
    { edge: 'right', far: (left + width - x) / width, area: { ...area, left: left + width / 2, width: width / 2 } },
    { edge: 'above', far: (y - top) / height, area: { ...area, height: height / 2 } },
    { edge: 'below', far: (top + height - y) / height, area: { ...area, top: top + height / 2, height: height / 2 } },
  ] as const
  const hasRoom = hasPane(tab, dragged) || !isFull(tab)
  const nearest = halves
    .filter(({ edge, far }) => far < NEAR && hasRoom && takesAt(tab, id, edge))
    .toSorted((a, b) => a.far - b.far)[0]
  return { pane: id, edge: nearest?.edge ?? 'centre', area: nearest?.area ?? area }
}
