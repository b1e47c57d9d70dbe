import { useState } from 'react'
import { dangerous } from '../../../core/policy/dangerous.ts'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'
import { AlwaysForm } from './AlwaysForm.tsx'
import { Answers } from './Answers.tsx'
import type { Form } from './Answers.tsx'
import type { CardProps } from './asked.ts'
import { CardFrame } from './CardFrame.tsx'
import { DangerDialog } from './DangerDialog.tsx'
import { DenyForm, EditForm, ToolForm } from './forms.tsx'
import { Reasons } from './Reasons.tsx'
import { Subject } from './Subject.tsx'
import { useAnswer } from './useAnswer.ts'
import { useAnswerKeys } from './useAnswerKeys.ts'

/** Whether something may run, with every answer to that. */
export function PermissionCard(props: CardProps) {
  const { asked, card, foot, aside, isVisible, listensAt, onFormClosed } = props
  const { request } = asked
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
    <CardFrame asked={asked} card={card} aside={aside}>
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
    </CardFrame>
  )
}

/** What is asked once the command is another: it may be dangerous now, or no longer. */
function edited(request: ApprovalRequest, command: string): ApprovalRequest {
  const danger = dangerous(command)
  const { danger: _, ...rest } = request
  return { ...rest, command, dangerous: danger !== null, ...(danger === null ? {} : { danger }) }
}
