import './approvalCard.css'
import { useId, useState } from 'react'
import type { ReactNode, RefObject } from 'react'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'
import { dangerous } from '../../../core/policy/dangerous.ts'
import { useActions, useFold } from '../../state/app.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { AlwaysForm } from './AlwaysForm.tsx'
import { Answers } from './Answers.tsx'
import { DangerDialog } from './DangerDialog.tsx'
import { DenyForm, EditForm, ToolForm } from './forms.tsx'
import { Reasons } from './Reasons.tsx'
import { Subject } from './Subject.tsx'
import { useAnswerKeys } from './useAnswerKeys.ts'
import { titleOfRequest } from './words.ts'

/** What is asked, and whom the answer goes to. */
export interface Asked {
  threadId: string
  turnId: string
  callId: string
  request: ApprovalRequest
}

export type Form = 'edit' | 'deny' | 'always' | 'tool' | null

interface QuestionProps {
  asked: Asked
  card: RefObject<HTMLElement | null>
  /** The answers, which must be seen before keys may answer. */
  foot?: RefObject<HTMLDivElement | null>
  aside?: ReactNode
  isVisible: boolean
  listensAt(target: HTMLElement): boolean
  /** Opens the dialog of a dangerous call by itself, once. */
  alarms?: boolean
  /** The question is left and nothing is answered: where the focus goes then. */
  onFormClosed(): void
  onAnswered?(decision: Decision): void
}

/** A question with all its answers. Where it stands, and when its keys count, is for its place to say. */
export function Question(props: QuestionProps) {
  const { asked, card, foot, aside, isVisible, listensAt, onFormClosed } = props
  const { request } = asked
  const titleId = useId()
  const [form, setForm] = useState<Form>(null)
  const { sent, refusal, answer, confirming, confirm } = useAnswer(props)

  const allow = (decision: Decision, what: ApprovalRequest = request) => {
    if (what.dangerous) confirm({ decision, request: what })
    else void answer(decision)
  }
  const deny = () => void answer({ type: 'deny' })
  const closeForm = () => {
    setForm(null)
    onFormClosed()
  }

  const listens = useAnswerKeys({
    enabled: isVisible && !sent && form === null && confirming === null,
    listensAt,
    keys: {
      y: () => allow({ type: 'approve', scope: 'once' }),
      a: () => allow({ type: 'approve', scope: 'session' }),
      n: deny,
      escape: () => setForm('deny'),
      ...(request.command === undefined ? {} : { e: () => setForm('edit') }),
      ...(request.proposedPrefix ? { p: () => setForm('always') } : {}),
      ...(request.kind === 'mcp' ? { p: () => setForm('tool') } : {}),
    },
  })

  return (
    <section ref={card} className="approval" tabIndex={-1} aria-labelledby={titleId} data-call={asked.callId}>
      <header className="approval-head">
        <StatusDot status="waiting" quiet />
        <h3 id={titleId}>{titleOfRequest(request)}</h3>
        {aside && <span className="approval-place">{aside}</span>}
      </header>
      {form !== 'edit' && (
        <>
          <Subject request={request} />
          <Reasons request={request} />
        </>
      )}
      <div ref={foot} className="approval-foot">
        {form === null && (
          <Answers
            request={request}
            disabled={sent}
            listens={listens}
            onAllow={scope => allow({ type: 'approve', scope })}
            onDeny={deny}
            onForm={setForm}
          />
        )}
        {form === 'edit' && request.command !== undefined && (
          <EditForm
            command={request.command}
            disabled={sent}
            onRun={command => allow({ type: 'approveEdited', command }, edited(request, command))}
            onCancel={closeForm}
          />
        )}
        {form === 'deny' && (
          <DenyForm disabled={sent} onDeny={feedback => void answer({ type: 'deny', feedback })} onCancel={closeForm} />
        )}
        {form === 'always' && (
          <AlwaysForm
            request={request}
            disabled={sent}
            refusal={refusal}
            onAllow={(prefix, scope) => void answer({ type: 'approvePrefix', prefix, scope })}
            onCancel={closeForm}
          />
        )}
        {form === 'tool' && (
          <ToolForm
            request={request}
            disabled={sent}
            onAllow={scope => allow({ type: 'approveTool', scope })}
            onCancel={closeForm}
          />
        )}
      </div>
      {confirming && (
        <DangerDialog
          {...confirming}
          onAllow={() => void answer(confirming.decision)}
          onDeny={deny}
          onCancel={() => confirm(null)}
        />
      )}
    </section>
  )
}

/** What is asked once the command is another: it may be dangerous now, or no longer. */
function edited(request: ApprovalRequest, command: string): ApprovalRequest {
  const danger = dangerous(command)
  const { danger: _, ...rest } = request
  return { ...rest, command, dangerous: danger !== null, ...(danger === null ? {} : { danger }) }
}

interface Confirming {
  decision: Decision
  request: ApprovalRequest
}

/** Sends the answer, and keeps what stands between the wish to answer and the answer. */
function useAnswer({ asked, alarms = false, isVisible, onAnswered }: QuestionProps) {
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
