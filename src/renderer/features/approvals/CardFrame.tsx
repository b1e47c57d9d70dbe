import './approvalCard.css'
import { useId } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { StatusDot } from '../../ui/StatusDot.tsx'
import type { CardProps } from './asked.ts'
import { titleOfRequest } from './words.ts'

interface CardFrameProps extends Pick<CardProps, 'asked' | 'card' | 'aside'> {
  onKeyDown?(event: KeyboardEvent<HTMLElement>): void
  children: ReactNode
}

/** What all cards have: an amber frame that can have the focus, and what is asked at its head. */
export function CardFrame({ asked, card, aside, onKeyDown, children }: CardFrameProps) {
  const titleId = useId()
  return (
    <section
      ref={card}
      className="approval"
      tabIndex={-1}
      aria-labelledby={titleId}
      data-call={asked.callId}
      onKeyDown={onKeyDown}
    >
      <header className="approval-head">
        <StatusDot status="waiting" quiet />
        <h3 id={titleId}>{titleOfRequest(asked.request)}</h3>
        {aside && <span className="approval-place">{aside}</span>}
      </header>
      {children}
    </section>
  )
}
