import { useState } from 'react'
import type { Call } from '../../../core/thread/calls.ts'
import { waitingCalls } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { useThread } from '../../state/app.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { ApprovalCard, questionOf } from './ApprovalCard.tsx'

type Waiting = Call & { phase: 'waiting' }

const firstDanger = (thread: Thread): Waiting | null => {
  const call = waitingCalls(thread).find(each => each.phase === 'waiting' && each.request.dangerous)
  return call?.phase === 'waiting' ? call : null
}

/**
 * A dangerous request in the thread on screen takes the focus. Enter alone answers nothing: no button has the focus
 * when it opens. It can be put aside; the card in the timeline stays.
 */
export function DangerDialog({ threadId }: { threadId: string }) {
  const call = useThread(threadId, firstDanger)
  const turnId = useThread(threadId, thread => thread.turns.at(-1)?.id ?? '') ?? ''
  const [aside, setAside] = useState<string | null>(null)
  if (!call || aside === call.id) return null
  return (
    <Dialog kind="alert" title={questionOf(call.request)} width={640} onClose={() => setAside(call.id)}>
      <div className="dangerBody" tabIndex={-1} autoFocus>
        <ApprovalCard threadId={threadId} turnId={turnId} callId={call.id} request={call.request} />
        <button type="button" className="dangerAside" onClick={() => setAside(call.id)}>
          Decide later
        </button>
      </div>
    </Dialog>
  )
}
