import './approvals.css'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'
import { useActions, useApp, useThread } from '../../state/app.ts'
import { waitingThreads } from '../../state/selectors.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { ApprovalActions } from './ApprovalActions.tsx'
import type { Asking } from './ApprovalActions.tsx'
import { ApprovalSubject } from './ApprovalSubject.tsx'
import { WhyAsked } from './WhyAsked.tsx'

export interface ApprovalCardProps {
  threadId: string
  turnId: string
  callId: string
  request: ApprovalRequest
}

/** Keys count only from this long after the card came: what was being typed must not answer it. */
const DEAF_MS = 500

/** A call that waits for a person: exactly what will run, why it was asked, and every way to answer. */
export const ApprovalCard = memo(function ApprovalCard({ threadId, turnId, callId, request }: ApprovalCardProps) {
  const { answer } = useActions()
  const cwd = useThread(threadId, thread => thread.cwd) ?? ''
  const position = useApp(state => waitingThreads(state).indexOf(threadId) + 1)
  const waiting = useApp(state => waitingThreads(state).length)
  const [asking, setAsking] = useState<Asking>('buttons')
  const [answered, setAnswered] = useState(false)
  const card = useRef<HTMLElement>(null)
  const since = useRef(0)
  useEffect(() => void (since.current = performance.now()), [])

  const decide = useCallback(
    async (decision: Decision) => {
      setAnswered(true)
      const taken = await answer(threadId, turnId, callId, decision)
      if (!taken) setAnswered(false)
    },
    [answer, threadId, turnId, callId],
  )

  const press = useCallback(
    (key: string): boolean => {
      if (answered || performance.now() - since.current < DEAF_MS) return false
      const act = keysOf(request, decide, setAsking)[key]
      act?.()
      return act !== undefined
    },
    [answered, request, decide],
  )
  useCardKeys(card, press)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    if (asking === 'buttons') setAsking('feedback')
    else {
      setAsking('buttons')
      card.current?.focus()
    }
  }

  return (
    <section
      ref={card}
      className={request.dangerous ? 'approval dangerous' : 'approval'}
      tabIndex={-1}
      data-approval={callId}
      role="group"
      aria-label={`Waits for you: ${questionOf(request)}`}
      aria-busy={answered}
      onKeyDown={onKeyDown}
    >
      <header className="approvalHead">
        <StatusDot status="waiting" quiet />
        <h3>{questionOf(request)}</h3>
        {waiting > 1 && position > 0 && (
          <span className="approvalCount">
            {position} of {waiting} waiting
          </span>
        )}
      </header>
      <ApprovalSubject request={request} threadCwd={cwd} />
      <WhyAsked request={request} />
      <ApprovalActions request={request} asking={asking} setAsking={setAsking} decide={decide} disabled={answered} />
    </section>
  )
})

/** The question in a person's words. */
export function questionOf(request: ApprovalRequest): string {
  const danger = request.dangerous ? 'dangerous ' : ''
  if (request.kind === 'patch') return request.unsandboxed ? 'Write outside the workspace?' : 'Apply these changes?'
  if (request.unsandboxed) return `Run this ${danger}command outside the sandbox?`
  return request.network ? `Run this ${danger}command with network access?` : `Run this ${danger}command?`
}

function keysOf(request: ApprovalRequest, decide: (decision: Decision) => void, ask: (asking: Asking) => void) {
  const keys: Record<string, () => void> = {
    y: () => decide({ type: 'approve', scope: 'once' }),
    n: () => decide({ type: 'deny' }),
  }
  if (!request.dangerous) keys.a = () => decide({ type: 'approve', scope: 'session' })
  if (request.command !== undefined) keys.e = () => ask('edit')
  if (request.proposedPrefix && !request.dangerous) keys.p = () => ask('prefix')
  return keys
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName))

/** The card's keys work wherever the focus is, but for text fields, menus and dialogs. With several cards: the first. */
function useCardKeys(card: { current: HTMLElement | null }, press: (key: string) => boolean): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (document.querySelector('[role=menu], dialog[open]:not(:has([data-approval]))')) return
      const own = event.target instanceof Node && card.current?.contains(event.target)
      const other = event.target instanceof Element && event.target.closest('[data-approval]')
      const first = document.querySelector('[data-approval]') === card.current
      if (!own && (other || !first)) return
      if (press(event.key.toLowerCase())) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [card, press])
}
