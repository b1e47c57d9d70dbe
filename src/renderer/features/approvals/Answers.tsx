import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { Button } from '../../ui/Button.tsx'
import type { Form } from './ApprovalCard.tsx'

interface AnswersProps {
  request: ApprovalRequest
  disabled: boolean
  onAllow(scope: 'once' | 'session'): void
  onDeny(): void
  onForm(form: Form): void
}

/** One button for each answer, with its key. */
export function Answers({ request, disabled, onAllow, onDeny, onForm }: AnswersProps) {
  const { command, proposedPrefix } = request
  return (
    <div className="approval-answers">
      <Button look="fill" chord="y" disabled={disabled} aria-keyshortcuts="y" onClick={() => onAllow('once')}>
        Allow once
      </Button>
      <Button look="line" chord="a" disabled={disabled} aria-keyshortcuts="a" onClick={() => onAllow('session')}>
        This session
      </Button>
      {proposedPrefix && (
        <Button look="line" chord="p" disabled={disabled} aria-keyshortcuts="p" onClick={() => onForm('always')}>
          Always <code>{proposedPrefix.join(' ')}</code>
        </Button>
      )}
      {command !== undefined && (
        <Button look="quiet" chord="e" disabled={disabled} aria-keyshortcuts="e" onClick={() => onForm('edit')}>
          Edit
        </Button>
      )}
      <Button look="quiet" chord="n" disabled={disabled} aria-keyshortcuts="n" onClick={onDeny}>
        Deny
      </Button>
      <Button
        look="quiet"
        chord="esc"
        disabled={disabled}
        aria-label="Instead… (deny and say what to do)"
        title="Deny and say what instead"
        aria-keyshortcuts="Escape"
        onClick={() => onForm('deny')}
      >
        Instead…
      </Button>
    </div>
  )
}
