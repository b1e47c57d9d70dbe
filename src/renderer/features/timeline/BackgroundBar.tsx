import { useState } from 'react'
import { useActions } from '../../state/app.ts'
import { useWatch } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'

/** A command that ran on after its call came back: whether it still does, and how to end it. */
export function BackgroundBar({ threadId, sessionId }: { threadId: string; sessionId: number }) {
  const { killTerminal } = useActions()
  const { frame, failure } = useWatch('terminals/watch', { threadId })
  const [asked, setAsked] = useState(false)
  if (failure !== null || frame === null) return null
  const runs = frame.terminals.some(terminal => terminal.sessionId === sessionId)
  const stop = async () => {
    setAsked(true)
    if (!(await killTerminal(sessionId))) setAsked(false)
  }
  return (
    <div className="timeline-background">
      <span>{runs ? `Runs on in the background as session ${sessionId}.` : `Session ${sessionId} has ended.`}</span>
      {runs && (
        <Button look="line" disabled={asked} onClick={() => void stop()}>
          Stop it
        </Button>
      )}
    </div>
  )
}
