import { Button } from '../ui/Button.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { useActions, useApp, useSummary, useThread } from '../state/app.ts'

/** Says that the engine is away. Nothing is lost meanwhile. */
export function LostBanner() {
  const lost = useApp(state => state.connection === 'lost')
  return (
    <div role="status">
      {lost && (
        <div className="banner">
          <StatusDot status="interrupted" quiet />
          <span className="bannerText">
            No connection to the engine. What you write is kept, and this window tries again by itself. If Heddle was
            started anew, open the link it printed.
          </span>
        </div>
      )}
    </div>
  )
}

/** For a turn whose process died: go on where it stopped, or leave it. */
export function InterruptedBanner({ threadId }: { threadId: string }) {
  const { continueTurn, interrupt } = useActions()
  const cutShort = useSummary(threadId)?.status === 'interrupted'
  const turnId = useThread(threadId, thread => {
    const last = thread.turns.at(-1)
    return last?.status === 'running' ? last.id : null
  })
  if (!cutShort || turnId === null) return null
  return (
    <div className="banner" role="status">
      <StatusDot status="interrupted" quiet />
      <span className="bannerText">This turn was interrupted. What it had done is kept.</span>
      <Button look="fill" onClick={() => void continueTurn(threadId, turnId)}>
        Continue
      </Button>
      <Button look="quiet" onClick={() => void interrupt(threadId, turnId)}>
        Stop
      </Button>
    </div>
  )
}
