import { useState } from 'react'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'
import { useActions, useFold } from '../../state/app.ts'
import type { CardProps } from './asked.ts'

interface Confirming {
  decision: Decision
  request: ApprovalRequest
}

/** Sends the answer, and keeps what stands between the wish to answer and the answer. */
export function useAnswer({ asked, alarms = false, isVisible, onAnswered }: CardProps) {
  const { answer: send } = useActions()
  const [sent, setSent] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [wished, setWished] = useState<Confirming | null>(null)
  const { threadId, turnId, callId, request } = asked
  // Outlives the card: who went back once and comes again is not startled again.
  const [alarmed, setAlarmed] = useFold(`alarmed ${callId}`, false)
  const alarm = alarms && isVisible && request.dangerous && !alarmed && !sent
  const confirming: Confirming | null =
    wished ?? (alarm ? { decision: { type: 'approve', scope: 'once' }, request } : null)

  const confirm = (next: Confirming | null) => {
    if (!alarmed) setAlarmed()
    setWished(next)
  }
  const answer = async (decision: Decision) => {
    setSent(true)
    setWished(null)
    const why = await send(threadId, turnId, callId, decision)
    if (why === null) onAnswered?.(decision)
    // What was refused can be answered again.
    else setSent(false)
    setRefusal(why)
  }
  return { sent, refusal, answer, confirming, confirm }
}
