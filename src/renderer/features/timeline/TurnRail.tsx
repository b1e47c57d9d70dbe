import './turnRail.css'
import { memo, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import type { TurnMark } from '../../../contract/history.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { useOutline } from '../../state/outline.ts'
import { goTo } from '../../state/places.ts'
import { dates } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { pxOfTurn, railMarks, shapeOf, turnAtPx } from './rail.ts'
import type { RailMark } from './rail.ts'
import { useResize } from './useResize.ts'

const WORDS: Readonly<Record<TurnMark['status'], string>> = {
  running: t('running'),
  completed: t('done'),
  interrupted: t('stopped'),
  failed: t('failed'),
  blocked: t('blocked'),
}

interface TurnRailProps {
  thread: Thread
  /** The turn that is read now. */
  reading: string | null
}

/** All turns of the thread along its edge, coloured by how they ended. Each is a way to its turn. */
export function TurnRail({ thread, reading }: TurnRailProps) {
  const { store } = useAppParts()
  const turns = useOutline(thread)
  const rail = useRef<HTMLElement>(null)
  const [height, setHeight] = useState(0)
  const [hovered, setHovered] = useState<number | null>(null)
  const [focused, setFocused] = useState(false)
  const shape = useMemo(() => shapeOf(turns.length, height), [turns.length, height])
  const marks = useMemo(() => (height > 0 ? railMarks(turns, shape) : []), [turns, shape, height])
  const aimed = useApp(({ place }) =>
    place?.threadId === thread.id && typeof place.at === 'object' && 'turnId' in place.at ? place.at.turnId : null,
  )
  const at = turns.findIndex(({ turnId }) => turnId === (aimed ?? reading))
  const current = at < 0 ? turns.length - 1 : at

  useResize(rail, () => setHeight(rail.current?.clientHeight ?? 0))

  const go = (index: number) => {
    const turn = turns[Math.max(0, Math.min(turns.length - 1, index))]
    if (turn) goTo(store, { threadId: thread.id, at: { turnId: turn.turnId }, flash: true })
  }
  const indexAt = ({ clientY }: PointerEvent | MouseEvent) =>
    turnAtPx(shape, clientY - (rail.current?.getBoundingClientRect().top ?? 0))

  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowUp: current - 1,
      ArrowDown: current + 1,
      PageUp: current - 10,
      PageDown: current + 10,
      Home: 0,
      End: turns.length - 1,
    }[event.key]
    if (to === undefined || event.altKey) return
    event.preventDefault()
    go(to)
  }

  const told = hovered ?? (focused ? current : null)
  return (
    <nav ref={rail} className="turnRail" aria-label={t('Turns')}>
      {turns.length > 1 && (
        <>
          <div
            className="turnRail-slider"
            role="slider"
            tabIndex={0}
            aria-label={t('Turn')}
            aria-orientation="vertical"
            aria-valuemin={1}
            aria-valuemax={turns.length}
            aria-valuenow={current + 1}
            aria-valuetext={nameOf(turns, current)}
            onKeyDown={onKeyDown}
            onFocus={event => setFocused(event.currentTarget.matches(':focus-visible'))}
            onBlur={() => setFocused(false)}
            onPointerMove={event => setHovered(indexAt(event))}
            onPointerLeave={() => setHovered(null)}
            onClick={event => go(indexAt(event.nativeEvent))}
          >
            <Marks marks={marks} />
            <span className="turnRail-here" style={{ top: pxOfTurn(shape, current) }} />
          </div>
          {told !== null && <Preview turns={turns} index={told} px={pxOfTurn(shape, told)} height={height} />}
        </>
      )}
    </nav>
  )
}

const nameOf = (turns: readonly TurnMark[], index: number): string => {
  const turn = turns[index]
  if (!turn) return ''
  return t('{at} of {all}, {outcome}: {message}', {
    at: index + 1,
    all: turns.length,
    outcome: WORDS[turn.status],
    message: turn.preview || t('no message'),
  })
}

const Marks = memo(function Marks({ marks }: { marks: readonly RailMark[] }) {
  return marks.map(({ px, status }) => <span key={px} className={`turnRail-mark ${status}`} style={{ top: px }} />)
})

const PREVIEW_PX = 64

function Preview({
  turns,
  index,
  px,
  height,
}: {
  turns: readonly TurnMark[]
  index: number
  px: number
  height: number
}) {
  const turn = turns[index]
  if (!turn) return null
  const top = Math.max(4, Math.min(height - PREVIEW_PX - 4, px - PREVIEW_PX / 2))
  return (
    <div className="turnRail-preview" style={{ top }} aria-hidden>
      <p className="turnRail-words">{turn.preview || t('No message')}</p>
      <p className="turnRail-facts">
        <span>{t('Turn {at} of {all}', { at: index + 1, all: turns.length })}</span>
        <span className={`turnRail-outcome ${turn.status}`}>{WORDS[turn.status]}</span>
        <time>{date(turn.startedAt)}</time>
      </p>
    </div>
  )
}

const date = dates({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
