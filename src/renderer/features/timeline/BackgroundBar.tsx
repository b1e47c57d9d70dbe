import { useState } from 'react'
import { useActions } from '../../state/app.ts'
import { useWatch } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'

/** Whether a command that ran on still does; null while that is not known. */
function useRuns(threadId: string, sessionId: number): boolean | null {
  const { frame, failure } = useWatch('terminals/watch', { threadId })
  if (failure !== null || frame === null) return null
  return frame.terminals.some(terminal => terminal.sessionId === sessionId)
}

/** The dot of a command that ran on: moving only while it runs. */
export const BackgroundDot = ({ threadId, sessionId }: { threadId: string; sessionId: number }) => (
  <StatusDot status={useRuns(threadId, sessionId) === false ? 'idle' : 'running'} quiet />
)

/** A command that ran on after its call came back: whether it still does, and how to end it. */
export function BackgroundBar({ threadId, sessionId }: { threadId: string; sessionId: number }) {
  const { killTerminal } = useActions()
  const runs = useRuns(threadId, sessionId)
  const [asked, setAsked] = useState(false)
  if (runs === null) return null
  const stop = async () => {
    setAsked(true)
    if (!(await killTerminal(sessionId))) setAsked(false)
  }
  return (
    <div className="timeline-background">
      <span>
        {runs
          ? t('Runs on in the background as session {id}.', { id: sessionId })
          : t('Session {id} has ended.', { id: sessionId })}
      </span>
      {runs && (
        <Button look="line" disabled={asked} onClick={() => void stop()}>
          {t('Stop it')}
        </Button>
      )}
    </div>
  )
}
