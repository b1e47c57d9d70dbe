import { useEffect, useRef } from 'react'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Reasons } from './Reasons.tsx'
import { Subject } from './Subject.tsx'

interface DangerDialogProps {
  request: ApprovalRequest
  scope: 'once' | 'session'
  onAllow(): void
  onCancel(): void
}

/** Asks again before something dangerous. The focus is on the way out, so Enter by accident does no harm. */
export function DangerDialog({ request, scope, onAllow, onCancel }: DangerDialogProps) {
  const wayOut = useRef<HTMLButtonElement>(null)
  // After the dialog has opened, which puts the focus on its first control.
  useEffect(() => wayOut.current?.focus(), [])
  return (
    <Dialog title="This command is dangerous" kind="alert" onClose={onCancel}>
      <div className="approval-danger">
        <Subject request={request} />
        <Reasons request={request} />
        <div className="approval-answers">
          <Button ref={wayOut} look="line" chord="esc" onClick={onCancel}>
            Go back
          </Button>
          <Button look="danger" onClick={onAllow}>
            {scope === 'once' ? 'Run it once' : 'Allow it for this session'}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
