import { ArrowDown } from 'lucide-react'
import { useShallow } from 'zustand/react/shallow'
import { waitingCalls } from '../../../core/thread/thread.ts'
import { useThread } from '../../state/app.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'

interface WaitingBandProps {
  threadId: string
  visible: ReadonlySet<string>
  onGo(callId: string): void
}

/** Stands in above the composer for a card that is off screen. */
export function WaitingBand({ threadId, visible, onGo }: WaitingBandProps) {
  const waiting = useThread(
    threadId,
    useShallow(thread => waitingCalls(thread).map(call => call.id)),
  )
  const hidden = waiting?.filter(id => !visible.has(id)) ?? []
  const [first] = hidden
  if (first === undefined) return null
  return (
    <button type="button" className="waitingBand" onClick={() => onGo(first)}>
      <StatusDot status="waiting" quiet />
      <span>{hidden.length === 1 ? 'A call waits for you' : `${hidden.length} calls wait for you`}</span>
      <span className="waitingBandGo">
        Show <Icon of={ArrowDown} size={13} />
      </span>
    </button>
  )
}
