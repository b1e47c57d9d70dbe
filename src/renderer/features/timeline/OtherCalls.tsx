import { toolNameOf } from '../../../core/thread/items.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { duration, relativeTo } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { CutText } from '../../ui/markdown/CutText.tsx'
import { Fold } from './Fold.tsx'
import { OutputBlock } from './OutputBlock.tsx'
import type { CallRowProps } from './callRow.ts'
import { argumentsOf, dotOf, endOf, explanationOf, inputOf, tookOf } from './calls.ts'

/** An image the agent looked at. */
export function ImageRow({ id, call, cwd }: CallRowProps) {
  const named = argumentsOf(call.item).path
  const path =
    call.phase === 'done' && call.result?.kind === 'image' ? call.result.path : String(named ?? t('an image'))
  const title = (
    <>
      {t('Looked at')}{' '}
      <code className="timeline-target">
        <VisibleText text={relativeTo(cwd, path)} />
      </code>
    </>
  )
  return (
    <Fold id={id} title={title} detail={endOf(call)}>
      {null}
    </Fold>
  )
}

/** Something typed into a running command, or a look at what it printed since. */
export function TerminalRow({ id, call }: CallRowProps) {
  const { session_id: named, chars: typed } = argumentsOf(call.item)
  const result = call.phase === 'done' && call.result?.kind === 'terminal' ? call.result : null
  const chars = result?.chars ?? (typeof typed === 'string' ? typed : '')
  const session = t('session {id}', { id: result?.sessionId ?? String(named ?? '') }).trim()
  const title = chars === '' ? t('Waited for {session}', { session }) : <Typed chars={chars} session={session} />
  const took = tookOf(call)
  const facts = [
    endOf(call),
    result && (result.exitCode === null ? t('still running') : t('exit {code}', { code: result.exitCode })),
    took !== null && took >= 1000 && duration(took),
  ]
  return (
    <Fold id={id} title={title} detail={facts.filter(Boolean).join(' · ') || null}>
      {result && result.output.trim() !== '' ? <OutputBlock text={result.output} keep="end" /> : null}
    </Fold>
  )
}

const Typed = ({ chars, session }: { chars: string; session: string }) => (
  <>
    {t('Typed')}{' '}
    <code className="timeline-target">
      <VisibleText text={chars} />
    </code>{' '}
    {t('into {session}', { session })}
  </>
)

/** A call of a tool that has no look of its own. */
export function OtherCallRow({ id, call }: CallRowProps) {
  const explanation = explanationOf(call)
  const input = inputOf(call.item)
  const took = tookOf(call)
  const title = (
    <span className="timeline-tool">
      <StatusDot status={dotOf(call)} quiet={call.phase === 'done'} />
      <code className="timeline-target">
        <VisibleText text={toolNameOf(call.item)} />
      </code>
    </span>
  )
  return (
    <Fold
      id={id}
      title={title}
      detail={[endOf(call), took !== null && duration(took)].filter(Boolean).join(' · ') || null}
    >
      {explanation !== null && <p className="timeline-note">{explanation}</p>}
      {input.trim() === '' || input.trim() === '{}' ? (
        <p className="timeline-note">{t('Called without arguments.')}</p>
      ) : (
        <CutText text={pretty(input)}>
          {shown => (
            <pre className="timeline-outputText" tabIndex={0} aria-label={t('Arguments')}>
              <VisibleText text={shown} />
            </pre>
          )}
        </CutText>
      )}
    </Fold>
  )
}

function pretty(input: string): string {
  try {
    // What is nested too deeply is indented to many times its size.
    const laidOut = JSON.stringify(JSON.parse(input), null, 2)
    return laidOut.length > 4 * input.length + 1000 ? input : laidOut
  } catch {
    return input // free-form text, or nested too deeply to be read
  }
}
