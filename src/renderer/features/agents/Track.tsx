import { memo } from 'react'
import type { KeyboardEvent } from 'react'
import type { AgentRow } from '../../../contract/agents.ts'
import { standingOf } from '../../state/agents.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import type { SpanAt } from './SpanNote.tsx'
import { percentAt } from './timeScale.ts'
import type { TimeScale } from './timeScale.ts'
import { useAgent, useBelow, useNow } from './tree.ts'
import { useAgentActions } from './useAgentActions.ts'

type Span = AgentRow['spans'][number]

interface TrackProps {
  threadId: string
  scale: TimeScale
  isTabStop: boolean
  isSelected: boolean
  /** The span that is told about. */
  shown: number | null
  onShow(at: SpanAt): void
  onSelect(threadId: string): void
}

/** One agent's track. Left and right go through its spans, Enter opens it. */
export const Track = memo(function Track(props: TrackProps) {
  const { threadId, scale, shown, onShow, onSelect } = props
  const { open } = useAgentActions()
  const agent = useAgent(threadId)
  const below = useBelow(threadId)
  if (!agent) return null
  const { nickname, spans } = agent
  const { dot, word } = standingOf(agent, below)
  const newest = spans.length - 1
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      open(agent)
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined || newest < 0) return
    event.preventDefault()
    onShow({ threadId, index: Math.min(newest, Math.max(0, (shown ?? newest) + step)) })
  }
  return (
    <div className={props.isSelected ? 'track selected' : 'track'}>
      <button
        type="button"
        className="trackName"
        tabIndex={props.isTabStop ? 0 : -1}
        aria-label={`${nickname}, ${word}`}
        onFocus={() => {
          onSelect(threadId)
          if (newest >= 0) onShow({ threadId, index: shown ?? newest })
        }}
        onClick={() => onSelect(threadId)}
        onDoubleClick={() => open(agent)}
        onKeyDown={onKeyDown}
      >
        <StatusDot status={dot} quiet />
        <span className="truncate">{nickname}</span>
      </button>
      <div className="trackBar">
        {spans.map(
          (span, index) =>
            (span.to ?? Infinity) > scale.from && (
              <SpanBar
                key={`${span.kind} ${span.from}`}
                span={span}
                scale={scale}
                isShown={index === shown}
                onShow={() => onShow({ threadId, index })}
              />
            ),
        )}
      </div>
    </div>
  )
})

interface SpanBarProps {
  span: Span
  scale: TimeScale
  isShown: boolean
  onShow(): void
}

const SpanBar = (props: SpanBarProps) =>
  props.span.to === null ? <OpenBar {...props} /> : <Bar {...props} to={props.span.to} />

/** A span that lasts grows with the clock. */
const OpenBar = (props: SpanBarProps) => <Bar {...props} to={useNow()} />

function Bar({ span, scale, isShown, onShow, to }: SpanBarProps & { to: number }) {
  const left = percentAt(scale, span.from)
  const width = Math.max(0, percentAt(scale, to) - left)
  return (
    <span
      className={`trackSpan ${span.kind}${isShown ? ' shown' : ''}`}
      style={{ left: `${left}%`, width: `${width}%` }}
      onPointerEnter={onShow}
    />
  )
}
