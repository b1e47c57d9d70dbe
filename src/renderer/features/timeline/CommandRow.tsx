import { ChevronRight } from 'lucide-react'
import type { Call, CallResult } from '../../../core/thread/calls.ts'
import { useLiveText } from '../../state/app.ts'
import { AnsiText } from '../../ui/AnsiText.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { duration } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { BackgroundBar, BackgroundDot } from './BackgroundBar.tsx'
import { OutputBlock } from './OutputBlock.tsx'
import type { CallRowProps } from './callRow.ts'
import { commandOf, dotOf, endOf, explanationOf, tookOf } from './calls.ts'
import { Elapsed } from './elapsed.ts'
import { useRowFold } from './folding.ts'

/** A command: what ran, how it ended, what it printed. Opened by default where it went wrong, or the user ran it. */
export function CommandRow({ id, call, threadId, cwd }: CallRowProps) {
  const dot = dotOf(call)
  const [open, toggle] = useRowFold(id, dot === 'failed' || call.byUser === true)
  const command = commandOf(call)
  const explanation = explanationOf(call)
  const sessionId = backgroundOf(call)
  return (
    <div className="timeline-card">
      <button type="button" className="timeline-commandHead" aria-expanded={open} onClick={toggle}>
        {sessionId === null ? (
          <StatusDot status={dot} quiet={call.phase === 'done'} />
        ) : (
          <BackgroundDot threadId={threadId} sessionId={sessionId} />
        )}
        {call.byUser && <span className="timeline-byUser">{t('You ran')}</span>}
        <code className={open ? 'timeline-command open' : 'timeline-command'}>
          <VisibleText text={open ? cutTo(command) : inOneLine(command)} />
        </code>
        <span className={dot === 'failed' ? 'timeline-aside bad' : 'timeline-aside'}>
          <CommandEnd call={call} />
        </span>
        <Icon of={ChevronRight} size={13} />
      </button>
      {explanation !== null && <p className="timeline-note">{explanation}</p>}
      {open && <Details call={call} cwd={cwd} />}
      {sessionId !== null && <BackgroundBar threadId={threadId} sessionId={sessionId} />}
      {call.phase === 'running' && <LiveOutput threadId={threadId} callId={call.id} />}
    </div>
  )
}

/** As much as the line can hold. */
const inOneLine = (command: string): string => command.slice(0, LINE_CHARACTERS).replace(/\s*\n\s*/g, ' ⏎ ')
const LINE_CHARACTERS = 400

/** Longer ones are copied, not read. */
const cutTo = (command: string): string =>
  command.length > COMMAND_CHARACTERS ? `${command.slice(0, COMMAND_CHARACTERS)}…` : command
const COMMAND_CHARACTERS = 8000

function CommandEnd({ call }: { call: Call }) {
  if (call.phase === 'running') return <Elapsed since={call.startedAt} />
  if (call.phase !== 'done') return call.phase === 'decided' ? t('answered') : t('next')
  const result = call.result?.kind === 'command' ? call.result : null
  const took = tookOf(call)
  const parts = [
    endOf(call),
    result && (result.exitCode !== null ? t('exit {code}', { code: result.exitCode }) : background(result.sessionId)),
    took !== null && duration(took),
  ]
  return parts.filter(Boolean).join(' · ')
}

type CommandResult = Extract<CallResult, { kind: 'command' }>

/** The session that a command runs on in; null where it ended, or cannot be reached. */
const backgroundOf = (call: Call): number | null =>
  call.phase === 'done' && call.result?.kind === 'command' && call.result.exitCode === null
    ? (call.result.sessionId ?? null)
    : null

const background = (sessionId: number | undefined): string =>
  sessionId === undefined ? t('no exit code') : t('in the background as {id}', { id: sessionId })

function Details({ call, cwd }: { call: Call; cwd: string }) {
  const result = call.phase === 'done' && call.result?.kind === 'command' ? call.result : null
  if (!result) {
    return call.phase === 'done' ? <p className="timeline-note">{t('It left no output.')}</p> : null
  }
  const dropped = result.droppedEnv ?? []
  return (
    <>
      <p className="timeline-note">
        {t('Ran {how}', { how: circumstancesOf(call, result, cwd).join(' · ') })}
        <Why call={call} /> <CopyButton text={commandOf(call)} label={t('Copy command')} />
      </p>
      {dropped.length > 0 && (
        <p className="timeline-note">
          {t('Kept from the command:')} <code>{dropped.join(', ')}</code>
        </p>
      )}
      {result.output.trim() === '' ? (
        <p className="timeline-note">{t('It printed nothing.')}</p>
      ) : (
        <OutputBlock text={result.output} keep={result.exitCode === 0 ? 'start' : 'end'} />
      )}
    </>
  )
}

function circumstancesOf(call: Call, result: CommandResult, cwd: string): string[] {
  const allowed = call.phase === 'done' && call.decision && call.decision.type !== 'deny'
  return [
    result.cwd === cwd ? null : t('in {folder}', { folder: result.cwd }),
    result.sandboxed ? t('in the sandbox') : t('outside the sandbox'),
    allowed ? t('you allowed it') : null,
  ].filter(fact => fact !== null)
}

/** Why it could run, or run as it did: a reason, and the rule where one decided. */
function Why({ call }: { call: Call }) {
  const reason = call.phase === 'done' ? call.reason : undefined
  if (!reason) return null
  return (
    <>
      {'. '}
      {reason.text}
      {reason.rule && (
        <>
          {' '}
          {t('Rule')} <code>{reason.rule.pattern}</code>, {reason.rule.file}:{reason.rule.line}.
        </>
      )}
    </>
  )
}

const LIVE_LINES = 6

/** The last lines while it runs: enough to see that it moves, too few to push the page around. */
function LiveOutput({ threadId, callId }: { threadId: string; callId: string }) {
  const text = useLiveText(threadId, { id: callId, kind: 'output' })
  const tail = text.slice(-4000).trimEnd().split('\n').slice(-LIVE_LINES).join('\n')
  if (tail === '') return null
  return (
    <pre className="timeline-outputText live" aria-label={t('Output so far')}>
      <AnsiText text={tail} />
    </pre>
  )
}
