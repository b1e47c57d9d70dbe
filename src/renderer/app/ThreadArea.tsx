import './threadArea.css'
import { useEffect, useRef, useState } from 'react'
import type { CSSProperties, KeyboardEvent, PointerEvent, RefObject } from 'react'
import { useApp, useAppParts, useSummary } from '../state/app.ts'
import { closeBeside, FIRST_LAYOUT, shareOf } from '../state/layout.ts'
import type { TabId } from '../state/layout.ts'
import { titleOf } from '../state/selectors.ts'
import { updateLayout } from '../state/store.ts'
import { ThreadPage } from './ThreadPage.tsx'

/** Below this width two threads cannot be read side by side: then the one beside takes the place of the other. */
const SPLIT_PX = 760

/** The thread of a tab, and the one beside it: an agent next to who sent it off. */
export function ThreadArea({ tab }: { tab: TabId }) {
  const { store } = useAppParts()
  const beside = useApp(state => state.layout.beside[tab]) ?? null
  const share = useApp(state => state.layout.besideShare)
  const area = useRef<HTMLDivElement>(null)
  const isWide = useIsWide(area)
  const close = () => updateLayout(store, layout => closeBeside(layout, tab))
  return (
    <div ref={area} className="threadArea" style={{ '--beside': `${share * 100}%` } as CSSProperties}>
      {(beside === null || isWide) && <Side key={tab} threadId={tab} />}
      {beside !== null && isWide && <Divider area={area} share={share} />}
      {beside !== null && <Side key={beside} threadId={beside} isBeside={isWide} onClose={close} />}
    </div>
  )
}

interface SideProps {
  threadId: string
  /** It stands next to another thread. */
  isBeside?: boolean
  onClose?: () => void
}

function Side({ threadId, isBeside = false, onClose }: SideProps) {
  const title = titleOf(useSummary(threadId))
  return (
    <section className={isBeside ? 'threadSide beside' : 'threadSide'} aria-label={title}>
      <ThreadPage threadId={threadId} onClose={onClose} />
    </section>
  )
}

const STEP = 0.02

/** The line between two threads: dragged, moved by arrow keys, put back into the middle by a double click. */
function Divider({ area, share }: { area: RefObject<HTMLDivElement | null>; share: number }) {
  const { store } = useAppParts()
  const [dragged, setDragged] = useState(false)
  const move = (next: number) => updateLayout(store, layout => ({ ...layout, besideShare: shareOf(next) }))
  const onPointerMove = (event: PointerEvent) => {
    const bounds = dragged ? area.current?.getBoundingClientRect() : undefined
    if (bounds) move((bounds.right - event.clientX) / bounds.width)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // The share is that of the right side: the line goes left as it grows.
    const next = { ArrowLeft: share + STEP, ArrowRight: share - STEP, Home: 1, End: 0 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    move(next)
  }
  return (
    <div
      className={dragged ? 'threadDivider dragged' : 'threadDivider'}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the threads"
      aria-valuemin={30}
      aria-valuemax={70}
      aria-valuenow={Math.round((1 - share) * 100)}
      tabIndex={0}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragged(true)
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragged(false)}
      onPointerCancel={() => setDragged(false)}
      onDoubleClick={() => move(FIRST_LAYOUT.besideShare)}
      onKeyDown={onKeyDown}
    />
  )
}

/** Whether an element has room for two threads. */
function useIsWide(area: RefObject<HTMLDivElement | null>): boolean {
  const [isWide, setIsWide] = useState(true)
  useEffect(() => {
    if (!area.current) return
    const observer = new ResizeObserver(([entry]) => setIsWide((entry?.contentRect.width ?? Infinity) >= SPLIT_PX))
    observer.observe(area.current)
    return () => observer.disconnect()
  }, [area])
  return isWide
}
