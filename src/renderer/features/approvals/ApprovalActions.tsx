import { useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { joinWords, splitWords } from './words.ts'

/** What the foot of the card shows: the buttons, or the field that one of them opened. */
export type Asking = 'buttons' | 'prefix' | 'edit' | 'feedback'

interface ActionsProps {
  request: ApprovalRequest
  asking: Asking
  setAsking(asking: Asking): void
  decide(decision: Decision): void
  disabled: boolean
}

export function ApprovalActions(props: ActionsProps) {
  const { request, asking, setAsking, decide, disabled } = props
  const back = () => setAsking('buttons')
  switch (asking) {
    case 'prefix':
      return <PrefixForm proposed={request.proposedPrefix ?? []} decide={decide} onBack={back} />
    case 'edit':
      return (
        <TextForm
          label="Command to run instead"
          initial={request.command ?? ''}
          mono
          submit="Run edited"
          onSubmit={command => decide({ type: 'approveEdited', command })}
          onBack={back}
        />
      )
    case 'feedback':
      return (
        <TextForm
          label="Say what to do instead"
          initial=""
          submit="Deny and tell"
          onSubmit={feedback => decide({ type: 'deny', feedback })}
          onBack={back}
        >
          <Button look="quiet" onClick={() => decide({ type: 'abort' })}>
            Deny and end the turn
          </Button>
        </TextForm>
      )
    case 'buttons':
      return <Buttons request={request} setAsking={setAsking} decide={decide} disabled={disabled} />
  }
}

function Buttons({ request, setAsking, decide, disabled }: Omit<ActionsProps, 'asking'>) {
  const { proposedPrefix, dangerous } = request
  return (
    <div className="approvalButtons">
      <Button
        look={dangerous ? 'danger' : 'fill'}
        chord="y"
        disabled={disabled}
        onClick={() => decide({ type: 'approve', scope: 'once' })}
      >
        Allow once
      </Button>
      {!dangerous && (
        <Button chord="a" disabled={disabled} onClick={() => decide({ type: 'approve', scope: 'session' })}>
          This session
        </Button>
      )}
      {!dangerous && proposedPrefix && (
        <Button chord="p" disabled={disabled} className="approvalAlways" onClick={() => setAsking('prefix')}>
          Always <span className="mono">{joinWords(proposedPrefix)}</span>
        </Button>
      )}
      {request.command !== undefined && (
        <Button look="quiet" chord="e" disabled={disabled} onClick={() => setAsking('edit')}>
          Edit
        </Button>
      )}
      <Button look="quiet" chord="n" disabled={disabled} onClick={() => decide({ type: 'deny' })}>
        Deny
      </Button>
      <Button look="quiet" chord="esc" disabled={disabled} onClick={() => setAsking('feedback')}>
        Instead…
      </Button>
    </div>
  )
}

interface PrefixFormProps {
  proposed: readonly string[]
  decide(decision: Decision): void
  onBack(): void
}

function PrefixForm({ proposed, decide, onBack }: PrefixFormProps) {
  const [text, setText] = useState(joinWords(proposed))
  const [scope, setScope] = useState<'project' | 'everywhere'>('project')
  const prefix = splitWords(text)
  const save = () => prefix.length > 0 && decide({ type: 'approvePrefix', prefix, scope })
  return (
    <div className="approvalForm">
      <label className="approvalLabel">
        Always allow commands that begin with
        <input
          className="field mono"
          value={text}
          autoFocus
          spellCheck={false}
          onChange={event => setText(event.target.value)}
          onKeyDown={onEnter(save)}
        />
      </label>
      <div className="approvalButtons">
        <Button look="fill" chord="enter" disabled={prefix.length === 0} onClick={save}>
          Allow from now on
        </Button>
        <Segmented
          label="Scope"
          value={scope}
          options={[
            { value: 'project', name: 'This project' },
            { value: 'everywhere', name: 'Everywhere' },
          ]}
          onChange={setScope}
        />
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
    </div>
  )
}

interface TextFormProps {
  label: string
  initial: string
  submit: string
  mono?: boolean
  onSubmit(text: string): void
  onBack(): void
  children?: ReactNode
}

function TextForm({ label, initial, submit, mono = false, onSubmit, onBack, children }: TextFormProps) {
  const [text, setText] = useState(initial)
  const send = () => text.trim() !== '' && onSubmit(text)
  return (
    <div className="approvalForm">
      <label className="approvalLabel">
        {label}
        <textarea
          className={mono ? 'field mono' : 'field'}
          rows={2}
          value={text}
          autoFocus
          spellCheck={!mono}
          onChange={event => setText(event.target.value)}
          onKeyDown={onEnter(send)}
        />
      </label>
      <div className="approvalButtons">
        <Button look="fill" chord="enter" disabled={text.trim() === ''} onClick={send}>
          {submit}
        </Button>
        {children}
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
    </div>
  )
}

const onEnter = (act: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  act()
}
