import './paneArea.css'
import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useApp, useAppParts, useSummary } from '../state/app.ts'
import { frontTab, openTab, updateFront } from '../state/layout.ts'
import { titleOf } from '../state/selectors.ts'
import { updateLayout } from '../state/store.ts'
import { areasOf, moveDivider } from '../state/tab.ts'
import type { Area, Tab, TabId } from '../state/tab.ts'
import { styleOf } from './area.ts'
import { DropZones } from './DropZones.tsx'
import { PaneDivider } from './PaneDivider.tsx'
import { PaneSwitcher } from './PaneSwitcher.tsx'
import { ThreadPage } from './ThreadPage.tsx'

/** Below this size a pane cannot be worked in: then only the one in focus is shown. */
const LEAST_PX = { width: 380, height: 240 }

/** The panes of the tab in front. They stand side by side in one element, so that a pane that moves is not drawn anew. */
export function PaneArea() {
  const { store } = useAppParts()
  const tab = useApp(({ layout }) => frontTab(layout))
  const area = useRef<HTMLDivElement>(null)
  const [moved, setMoved] = useState<Tab | null>(null)
  const size = useSize(area)
  useFocusIn(area, tab?.focus)
  if (!tab) return null
  const isSplit = tab.columns.length > 1 || (tab.columns[0]?.panes.length ?? 0) > 1
  const isWhole = !isSplit || (!tab.maximised && fits(tab, size))
  const { panes, dividers } = areasOf(moved ?? tab)
  const shown = isWhole ? panes : [{ id: tab.focus, area: WHOLE }]
  return (
    <div className="paneArea">
      {!isWhole && <PaneSwitcher tab={tab} />}
      <div ref={area} className="paneField">
        {shown.map(({ id, area }) => (
          <Pane key={id} threadId={id} area={area} isSplit={isSplit} inFocus={id === tab.focus && shown.length > 1} />
        ))}
        {isWhole &&
          dividers.map(({ place, area: at }) => (
            <PaneDivider
              key={`${place.axis} ${place.column}`}
              tab={moved ?? tab}
              place={place}
              style={styleOf(at)}
              field={area}
              onMove={to => setMoved(moveDivider(tab, place, to))}
              onDone={to => {
                setMoved(null)
                updateLayout(store, layout => updateFront(layout, front => moveDivider(front, place, to)))
              }}
            />
          ))}
        {isWhole && <DropZones tab={tab} />}
      </div>
    </div>
  )
}

const WHOLE: Area = { left: 0, top: 0, width: 1, height: 1 }

interface PaneProps {
  threadId: string
  area: Area
  /** There are others in its tab. */
  isSplit: boolean
  /** It is the one of several that keys and the panel are for. */
  inFocus: boolean
}

function Pane({ threadId, area, isSplit, inFocus }: PaneProps) {
  const { store } = useAppParts()
  const title = titleOf(useSummary(threadId))
  const enter = () => updateLayout(store, layout => openTab(layout, threadId))
  return (
    <section
      className={inFocus ? 'pane inFocus' : 'pane'}
      style={styleOf(area)}
      aria-label={title}
      data-pane={threadId}
      tabIndex={-1}
      onFocusCapture={enter}
      onPointerDownCapture={enter}
    >
      <ThreadPage threadId={threadId} isSplit={isSplit} />
    </section>
  )
}

/** The focus follows to the pane that was brought into focus, unless it is somewhere else than in the panes. */
function useFocusIn(area: RefObject<HTMLDivElement | null>, focus: TabId | undefined): void {
  const before = useRef(focus)
  useEffect(() => {
    if (before.current === focus) return
    before.current = focus
    const { activeElement } = document
    const pane = [...(area.current?.querySelectorAll<HTMLElement>('[data-pane]') ?? [])].find(
      ({ dataset }) => dataset.pane === focus,
    )
    const isFree = activeElement === null || activeElement === document.body || area.current?.contains(activeElement)
    if (!pane || !isFree || pane.contains(activeElement)) return
    ;(pane.querySelector<HTMLElement>('.composer-field') ?? pane).focus()
  }, [area, focus])
}

interface Size {
  width: number
  height: number
}

/** Whether all panes of a tab have room to be worked in. */
const fits = ({ columns }: Tab, { width, height }: Size): boolean =>
  columns.every(({ share }) => share * width >= LEAST_PX.width * 0.6) &&
  width >= columns.length * LEAST_PX.width &&
  height >= Math.max(...columns.map(({ panes }) => panes.length)) * LEAST_PX.height

function useSize(area: RefObject<HTMLDivElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: Infinity, height: Infinity })
  useEffect(() => {
    if (!area.current) return
    const observer = new ResizeObserver(([entry]) => entry && setSize(entry.contentRect))
    observer.observe(area.current)
    return () => observer.disconnect()
  }, [area])
  return size
}
