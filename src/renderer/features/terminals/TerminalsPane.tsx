import './terminalsPane.css'
import { useState } from 'react'
import type { TerminalView } from '../../../contract/terminals.ts'
import { useActions, useThread } from '../../state/app.ts'
import { useWatch } from '../../state/engine.ts'
import { AnsiText } from '../../ui/AnsiText.tsx'
import { Button } from '../../ui/Button.tsx'
import { duration, plural, relativeTo } from '../../ui/format.ts'
import { PaneEmpty, PaneSection } from '../../ui/Pane.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { useClock } from '../../ui/useClock.ts'

/** Commands of a thread that run on in the background: what they print, and a way to end them. */
export function TerminalsPane({ threadId }: { threadId: string }) {
  const { frame, failure } = useWatch('terminals/watch', { threadId })
  const cwd = useThread(threadId, thread => thread.cwd) ?? ''
  if (failure !== null) return <PaneEmpty>{failure}</PaneEmpty>
  const terminals = frame?.terminals ?? []
  if (terminals.length === 0) {
    return <PaneEmpty>Commands that the agent leaves running, a server for example, show here.</PaneEmpty>
  }
  return (
    <PaneSection title="Running in the background" aside={plural(terminals.length, 'command')}>
      <ul className="terminals">
        {terminals.map(terminal => (
          <Terminal key={terminal.sessionId} terminal={terminal} cwd={cwd} />
        ))}
      </ul>
    </PaneSection>
  )
}

function Terminal({ terminal, cwd }: { terminal: TerminalView; cwd: string }) {
  const { sessionId, command, workdir, sandboxed, startedAt, tail } = terminal
  const { killTerminal } = useActions()
  const [asked, setAsked] = useState(false)
  const kill = async () => {
    setAsked(true)
    if (!(await killTerminal(sessionId))) setAsked(false)
  }
  return (
    <li className="terminal">
      <div className="terminal-head">
        <StatusDot status="running" quiet />
        <code className="terminal-command">
          <VisibleText text={command} />
        </code>
        <Button look="line" disabled={asked} aria-label={`Stop session ${sessionId}`} onClick={() => void kill()}>
          Stop
        </Button>
      </div>
      <p className="terminal-facts">
        session {sessionId} · <Running since={startedAt} />
        {workdir !== cwd && ` · in ${relativeTo(cwd, workdir)}`}
        {!sandboxed && ' · outside the sandbox'}
      </p>
      {tail.trim() === '' ? (
        <p className="terminal-facts">It has printed nothing yet.</p>
      ) : (
        <pre className="terminal-tail" tabIndex={0} aria-label={`Last output of session ${sessionId}`}>
          <AnsiText text={tail.trimEnd()} />
        </pre>
      )}
    </li>
  )
}

const Running = ({ since }: { since: number }) =>
  duration(Math.max(0, Math.floor((useClock(1000) - since) / 1000)) * 1000)
