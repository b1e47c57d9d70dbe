import './lanes.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CSSProperties, KeyboardEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Lane } from './Lane.tsx'
import { LaneTable } from './LaneTable.tsx'
import { SpanNote } from './SpanNote.tsx'
import type { SpanAt } from './SpanNote.tsx'
import { clockOf, marksOf, percentAt, sameScale, scaleOf } from './lanes.ts'
import type { TimeScale } from './lanes.ts'
import { useNow, useTree } from './tree.ts'

interface LanesProps {
  selected: string | null
  onSelect(threadId: string): void
}

/** Who worked and who waited when: a lane an agent, and the same as a table. */
export function Lanes({ selected, onSelect }: LanesProps) {
  const [asTable, setAsTable] = useState(false)
  const [shown, setShown] = useState<SpanAt | null>(null)
  return (
    <div className="lanes">
      {asTable ? <LaneTable /> : <Chart selected={selected} shown={shown} onShow={setShown} onSelect={onSelect} />}
      <div className="lanesFoot">
        <SpanNote at={asTable ? null : shown} />
        <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'As lanes' : 'As a table'}
        </Button>
      </div>
    </div>
  )
}

/** How near the end the view follows it. */
const NEAR_END_PX = 24

function Chart({ selected, shown, onShow, onSelect }: LanesProps & { shown: SpanAt | null; onShow(at: SpanAt): void }) {
  const places = useTree(state => state.places)
  const scale = useScale()
  const scroller = useRef<HTMLDivElement>(null)
  const followed = useRef(true)

  const windows = scale.extentMs / scale.windowMs
  useEffect(() => {
    const view = scroller.current
    if (view && windows > 1 && followed.current) view.scrollLeft = view.scrollWidth
  }, [windows])

  const onScroll = () => {
    const view = scroller.current
    if (view) followed.current = view.scrollLeft + view.clientWidth >= view.scrollWidth - NEAR_END_PX
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const lanes = [...event.currentTarget.querySelectorAll<HTMLElement>('.laneName')]
    const at = lanes.indexOf(event.target as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lanes.length - 1 }[event.key]
    if (at < 0 || to === undefined) return
    event.preventDefault()
    lanes[to]?.focus()
  }
  const tabStop = places.some(({ threadId }) => threadId === selected) ? selected : places[0]?.threadId
  const wide = { '--windows': windows } as CSSProperties
  return (
    <div ref={scroller} className="lanesScroll" onScroll={onScroll} onKeyDown={onKeyDown}>
      <div className="lanesGrid" style={wide} role="group" aria-label="Agents over time">
        <div className="lanesCorner" />
        <Axis scale={scale} />
        {places.map(({ threadId }) => (
          <Lane
            key={threadId}
            threadId={threadId}
            scale={scale}
            isTabStop={threadId === tabStop}
            isSelected={threadId === selected}
            shown={shown?.threadId === threadId ? shown.index : null}
            onShow={onShow}
            onSelect={onSelect}
          />
        ))}
        <NowLine scale={scale} />
      </div>
    </div>
  )
}

/** The scale for all that there is to be seen by now, the same object as long as it stays the same. */
function useScale(): TimeScale {
  const now = useNow()
  const from = useTree(({ agents }) =>
    Math.min(...Object.values(agents).map(agent => agent.spans[0]?.from ?? agent.startedAt)),
  )
  const until = useTree(({ agents }) => Math.max(...Object.values(agents).map(agent => agent.stoppedAt ?? Infinity)))
  const next = scaleOf(from, Math.min(now, until))
  const [scale, setScale] = useState(next)
  if (!sameScale(scale, next)) setScale(next)
  return scale
}

function Axis({ scale }: { scale: TimeScale }) {
  const marks = useMemo(() => marksOf(scale), [scale])
  return (
    <div className="lanesAxis" aria-hidden>
      {marks.map(mark => (
        <span key={mark} className="lanesMark" style={{ left: `${percentAt(scale, scale.from + mark)}%` }}>
          {clockOf(mark)}
        </span>
      ))}
    </div>
  )
}

/** Where time is now, while anybody is at work. */
function NowLine({ scale }: { scale: TimeScale }) {
  const now = useNow()
  const working = useTree(({ agents }) => Object.values(agents).some(agent => agent.stoppedAt === null))
  if (!working) return null
  return (
    <div className="lanesNow" aria-hidden>
      <span style={{ left: `${percentAt(scale, now)}%` }} />
    </div>
  )
}
