import './waitingBand.css'
import { waitingCalls } from '../../../core/thread/thread.ts'
import { useThread } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { baseName, plural } from '../../ui/format.ts'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { useIsCardVisible } from './visibleCards.ts'
import { titleOfRequest } from './words.ts'

interface WaitingBandProps {
  threadId: string
  /** Brings the card on screen. */
  onJump(): void
}

/** Says that something waits while its card is not on screen. */
export function WaitingBand({ threadId, onJump }: WaitingBandProps) {
  const first = useThread(threadId, thread => waitingCalls(thread)[0] ?? null)
  const waiting = useThread(threadId, thread => waitingCalls(thread).length) ?? 0
  const isVisible = useIsCardVisible(first?.id ?? null)
  if (isVisible || first?.phase !== 'waiting') return null
  return (
    <div className="waitingBand" role="status">
      <StatusDot status="waiting" quiet />
      <span className="waitingBand-title">{titleOfRequest(first.request)}</span>
      <code className="waitingBand-subject truncate">
        <VisibleText text={subjectOf(first.request)} />
      </code>
      {waiting > 1 && <span className="waitingBand-count">{waiting} waiting</span>}
      <Button look="line" onClick={onJump}>
        Jump
      </Button>
    </div>
  )
}

function subjectOf({ command, changes = [] }: ApprovalRequest): string {
  if (command !== undefined) return command
  const [only, ...more] = changes
  return only && more.length === 0 ? baseName(only.path) : plural(changes.length, 'file')
}
