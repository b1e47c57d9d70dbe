import './tracks.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CSSProperties, KeyboardEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Track } from './Track.tsx'
import { SpanTable } from './SpanTable.tsx'
import { SpanNote } from './SpanNote.tsx'
import type { SpanAt } from './SpanNote.tsx'
import { clockOf, marksOf, percentAt, sameScale, scaleOf } from './timeScale.ts'
import type { TimeScale } from './timeScale.ts'
import { useNow, useStart, useTree } from './tree.ts'

interface TracksProps {
  selected: string | null
  onSelect(threadId: string): void
}

/** Who worked and who waited when: a track an agent, and the same as a table. */
export function Tracks({ selected, onSelect }: TracksProps) {
  const [asTable, setAsTable] = useState(false)
  const [shown, setShown] = useState<SpanAt | null>(null)
  return (
    <div className="tracks">
      {asTable ? <SpanTable /> : <Chart selected={selected} shown={shown} onShow={setShown} onSelect={onSelect} />}
      <div className="tracksFoot">
        <SpanNote at={asTable ? null : shown} />
        <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('As tracks') : t('As a table')}
        </Button>
      </div>
    </div>
  )
}

/** How near the end the view follows it. */
const NEAR_END_PX = 24

function Chart({
  selected,
  shown,
  onShow,
  onSelect,
}: TracksProps & { shown: SpanAt | null; onShow(at: SpanAt): void }) {
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
    const tracks = [...event.currentTarget.querySelectorAll<HTMLElement>('.trackName')]
    const at = tracks.indexOf(event.target as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: tracks.length - 1 }[event.key]
    if (at < 0 || to === undefined) return
    event.preventDefault()
    tracks[to]?.focus()
  }
  const tabStop = places.some(({ threadId }) => threadId === selected) ? selected : places[0]?.threadId
  const wide = { '--windows': windows } as CSSProperties
  return (
    <div ref={scroller} className="tracksScroll" onScroll={onScroll} onKeyDown={onKeyDown}>
      <div className="tracksGrid" style={wide} role="group" aria-label={t('Agents over time')}>
        <div className="tracksCorner" />
        <Axis scale={scale} />
        {places.map(({ threadId }) => (
          <Track
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
  const from = useStart()
  const until = useTree(({ agents }) => Math.max(...Object.values(agents).map(agent => agent.stoppedAt ?? Infinity)))
  const next = scaleOf(from, Math.min(now, until))
  const [scale, setScale] = useState(next)
  if (!sameScale(scale, next)) setScale(next)
  return scale
}

function Axis({ scale }: { scale: TimeScale }) {
  const marks = useMemo(() => marksOf(scale), [scale])
  return (
    <div className="tracksAxis" aria-hidden>
      {marks.map(mark => (
        <span key={mark} className="tracksMark" style={{ left: `${percentAt(scale, scale.from + mark)}%` }}>
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
    <div className="tracksNow" aria-hidden>
      <span style={{ left: `${percentAt(scale, now)}%` }} />
    </div>
  )
}
