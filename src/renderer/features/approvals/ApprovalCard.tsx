import './approvalCard.css'
import { useId, useRef, useState } from 'react'
import type { ApprovalRequest, Call, Decision } from '../../../core/thread/calls.ts'
import { waitingCalls } from '../../../core/thread/thread.ts'
import { useActions, useThread } from '../../state/app.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { Answers } from './Answers.tsx'
import { DangerDialog } from './DangerDialog.tsx'
import { AlwaysForm, DenyForm, EditForm } from './forms.tsx'
import { Reasons } from './Reasons.tsx'
import { Subject } from './Subject.tsx'
import { useAnswerKeys } from './useAnswerKeys.ts'
import { useCardVisibility } from './visibleCards.ts'
import { titleOfRequest } from './words.ts'

interface ApprovalCardProps {
  threadId: string
  turnId: string
  call: Call
}

/** Asks whether a call may run: what exactly, why it is asked, and every answer by one key. */
export function ApprovalCard({ threadId, turnId, call }: ApprovalCardProps) {
  return call.phase === 'waiting' ? (
    <Question key={call.id} threadId={threadId} turnId={turnId} callId={call.id} request={call.request} />
  ) : null
}

interface QuestionProps {
  threadId: string
  turnId: string
  callId: string
  request: ApprovalRequest
}

export type Form = 'edit' | 'deny' | 'always' | null

function Question({ threadId, turnId, callId, request }: QuestionProps) {
  const card = useRef<HTMLElement>(null)
  const foot = useRef<HTMLDivElement>(null)
  const titleId = useId()
  const [form, setForm] = useState<Form>(null)
  const [sent, setSent] = useState(false)
  const [confirming, setConfirming] = useState<'once' | 'session' | null>(null)
  const { place, of } = usePlace(threadId, callId)
  const isVisible = useCardVisibility(callId, foot)
  const { answer: sendAnswer } = useActions()

  const answer = async (decision: Decision) => {
    setSent(true)
    setConfirming(null)
    // A refusal is on screen as a notice; the question can then be answered again.
    if (!(await sendAnswer(threadId, turnId, callId, decision))) setSent(false)
  }
  const allow = (scope: 'once' | 'session') => {
    if (request.dangerous) setConfirming(scope)
    else void answer({ type: 'approve', scope })
  }
  const closeForm = () => {
    setForm(null)
    card.current?.focus()
  }
  const deny = () => void answer({ type: 'deny' })

  useAnswerKeys({
    card,
    enabled: isVisible && !sent && form === null && confirming === null,
    isFirst: place <= 1,
    keys: {
      y: () => allow('once'),
      a: () => allow('session'),
      n: deny,
      escape: () => setForm('deny'),
      ...(request.command === undefined ? {} : { e: () => setForm('edit') }),
      ...(request.proposedPrefix ? { p: () => setForm('always') } : {}),
    },
  })

  return (
    <section ref={card} className="approval" tabIndex={-1} aria-labelledby={titleId} data-call={callId}>
      <header className="approval-head">
        <StatusDot status="waiting" quiet />
        <h3 id={titleId}>{titleOfRequest(request)}</h3>
        {of > 1 && (
          <span className="approval-place">
            {place} of {of} waiting
          </span>
        )}
      </header>
      {form !== 'edit' && (
        <>
          <Subject request={request} />
          <Reasons request={request} />
        </>
      )}
      <div ref={foot} className="approval-foot">
        {form === null && <Answers request={request} disabled={sent} onAllow={allow} onDeny={deny} onForm={setForm} />}
        {form === 'edit' && request.command !== undefined && (
          <EditForm
            command={request.command}
            disabled={sent}
            onRun={command => void answer({ type: 'approveEdited', command })}
            onCancel={closeForm}
          />
        )}
        {form === 'deny' && (
          <DenyForm disabled={sent} onDeny={feedback => void answer({ type: 'deny', feedback })} onCancel={closeForm} />
        )}
        {form === 'always' && request.proposedPrefix && (
          <AlwaysForm
            words={request.proposedPrefix}
            disabled={sent}
            onAllow={(prefix, scope) => void answer({ type: 'approvePrefix', prefix, scope })}
            onCancel={closeForm}
          />
        )}
      </div>
      {confirming && (
        <DangerDialog
          request={request}
          scope={confirming}
          onAllow={() => void answer({ type: 'approve', scope: confirming })}
          onCancel={() => setConfirming(null)}
        />
      )}
    </section>
  )
}

/** Which of the thread's questions this is, from 1. */
function usePlace(threadId: string, callId: string): { place: number; of: number } {
  const place = useThread(threadId, thread => waitingCalls(thread).findIndex(call => call.id === callId) + 1) ?? 0
  const of = useThread(threadId, thread => waitingCalls(thread).length) ?? 0
  return { place, of }
}
