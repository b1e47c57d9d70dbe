import { useEffect, useRef } from 'react'
import type { Call } from '../../../core/thread/calls.ts'
import { waitingCalls } from '../../../core/thread/thread.ts'
import { useApp, useAppParts, useThread } from '../../state/app.ts'
import { t } from '../../ui/i18n/t.ts'
import type { Asked } from './asked.ts'
import { Question } from './Question.tsx'
import { useCardVisibility } from './visibleCards.ts'

interface ApprovalCardProps {
  threadId: string
  turnId: string
  call: Call
}

/** Asks whether a call may run: what exactly, why it is asked, and every answer by one key. */
export function ApprovalCard({ threadId, turnId, call }: ApprovalCardProps) {
  if (call.phase !== 'waiting') return null
  const { id: callId, request, askedAt } = call
  return <TimelineQuestion key={`${callId}@${askedAt}`} asked={{ threadId, turnId, callId, request }} />
}

/** A question where it came up: in the timeline of its thread. */
function TimelineQuestion({ asked }: { asked: Asked }) {
  const { threadId, callId } = asked
  const { store } = useAppParts()
  const card = useRef<HTMLElement>(null)
  const foot = useRef<HTMLDivElement>(null)
  const { place, of } = usePlace(threadId, callId)
  const isVisible = useCardVisibility(callId, foot)
  const isSought = useApp(state => state.jumpTo === callId)

  useEffect(() => {
    if (!isSought) return
    card.current?.scrollIntoView({ block: 'center' })
    card.current?.focus({ preventScroll: true })
    store.setState({ jumpTo: null })
  }, [isSought, store])

  const listensAt = (target: HTMLElement): boolean => {
    const focusedCard = target.closest('.approval')
    if (focusedCard) return focusedCard === card.current
    return place <= 1 && (target === document.body || target.closest('.timeline') !== null)
  }
  return (
    <Question
      asked={asked}
      card={card}
      foot={foot}
      aside={of > 1 ? t('{place} of {of} waiting', { place, of }) : null}
      isVisible={isVisible}
      listensAt={listensAt}
      alarms
      onFormClosed={() => card.current?.focus()}
    />
  )
}

/** Which of the thread's questions this is, from 1. */
function usePlace(threadId: string, callId: string): { place: number; of: number } {
  const place = useThread(threadId, thread => waitingCalls(thread).findIndex(call => call.id === callId) + 1) ?? 0
  const of = useThread(threadId, thread => waitingCalls(thread).length) ?? 0
  return { place, of }
}
