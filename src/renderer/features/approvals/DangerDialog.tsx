import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Reasons } from './Reasons.tsx'
import { Subject } from './Subject.tsx'

interface DangerDialogProps {
  request: ApprovalRequest
  decision: Decision
  onAllow(): void
  onDeny(): void
  onCancel(): void
}

/** For so long after it came up the dialog takes no answer: what is typed then was meant for something else. */
const GUARD_MS = 600

/**
 * Asks before something dangerous. The focus is on the way out, and nothing can be pressed in its first moment, so that
 * Enter by accident does nothing at all.
 */
export function DangerDialog({ request, decision, onAllow, onDeny, onCancel }: DangerDialogProps) {
  const wayOut = useRef<HTMLButtonElement>(null)
  const [guarded, setGuarded] = useState(true)
  useEffect(() => {
    // After the dialog has opened, which puts the focus on its first control.
    wayOut.current?.focus()
    const timer = setTimeout(() => setGuarded(false), GUARD_MS)
    return () => clearTimeout(timer)
  }, [])
  const hold = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLButtonElement) || (event.key !== 'Enter' && event.key !== ' ')) return
    // A key that was pressed before, and is still held, is no answer either.
    if (guarded || event.repeat) event.preventDefault()
  }
  const isTool = request.kind === 'mcp'
  return (
    <Dialog
      title={isTool ? t('This tool may destroy things') : t('This command is dangerous')}
      kind="alert"
      onClose={onCancel}
    >
      <div className="approval-danger" onKeyDown={hold}>
        <div className="approval-dangerBody">
          <Subject request={request} />
          <Reasons request={request} />
        </div>
        <div className="approval-answers">
          <Button ref={wayOut} look="line" chord="esc" onClick={onCancel}>
            {t('Go back')}
          </Button>
          <Button look="quiet" disabled={guarded} onClick={onDeny}>
            {t('Deny')}
          </Button>
          <Button look="danger" disabled={guarded} onClick={onAllow}>
            {wordsOf(decision, isTool)}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function wordsOf(decision: Decision, isTool: boolean): string {
  if (decision.type === 'approveTool') return t('Always allow this tool')
  if (decision.type === 'approve' && decision.scope === 'session') return t('Allow it for this session')
  return isTool ? t('Use it once') : t('Run it once')
}
