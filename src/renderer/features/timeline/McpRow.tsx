import type { Call, CallResult } from '../../../core/thread/calls.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { duration } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { CutText } from '../../ui/markdown/CutText.tsx'
import { Picture } from '../pictures/index.ts'
import { Elapsed } from './elapsed.ts'
import { Fold } from './Fold.tsx'
import { OutputBlock } from './OutputBlock.tsx'
import type { CallRowProps } from './callRow.ts'
import { dotOf, endOf, explanationOf, mcpOf, tookOf } from './calls.ts'

type McpResult = Extract<CallResult, { kind: 'mcp' }>

/** A call of a server's tool: which, with what, and what came back. Opened by default only where it went wrong. */
export function McpRow({ id, call }: CallRowProps) {
  const { server, tool, given } = mcpOf(call)
  const result = call.phase === 'done' && call.result?.kind === 'mcp' ? call.result : null
  const dot = dotOf(call)
  const explanation = explanationOf(call)
  const title = (
    <span className="timeline-tool">
      <StatusDot status={dot} quiet={call.phase === 'done'} />
      <code className="timeline-target">
        <VisibleText text={`${server} · ${tool}`} />
      </code>
    </span>
  )
  return (
    <Fold id={id} title={title} detail={<End call={call} />} byDefault={dot === 'failed'}>
      {explanation !== null && <p className="timeline-note">{explanation}</p>}
      {given === '{}' ? (
        <p className="timeline-note">{t('Called without arguments.')}</p>
      ) : (
        <CutText text={given}>
          {shown => (
            <pre className="timeline-outputText" tabIndex={0} aria-label={t('Arguments')}>
              <VisibleText text={shown} />
            </pre>
          )}
        </CutText>
      )}
      {result && <Answer result={result} />}
    </Fold>
  )
}

function End({ call }: { call: Call }) {
  if (call.phase === 'running') return <Elapsed since={call.startedAt} />
  const took = tookOf(call)
  return [endOf(call), took !== null && duration(took)].filter(Boolean).join(' · ') || null
}

function Answer({ result: { error, content, structured } }: { result: McpResult }) {
  const text = content.flatMap(part => (part.type === 'input_image' ? [] : [part.text])).join('\n')
  const images = content.flatMap(part => (part.type === 'input_image' ? [part.image_url] : []))
  const isEmpty = text.trim() === '' && images.length === 0
  return (
    <div className="timeline-answer">
      {error !== undefined && <p className="timeline-failure">{error}</p>}
      {text.trim() !== '' && <OutputBlock text={text} label={t('What the server answered')} />}
      {isEmpty && structured !== undefined && (
        <OutputBlock text={JSON.stringify(structured, null, 2)} label={t('What the server answered')} />
      )}
      {isEmpty && structured === undefined && error === undefined && (
        <p className="timeline-note">{t('It answered with nothing.')}</p>
      )}
      {images.length > 0 && (
        <div className="timeline-bubbleImages">
          {images.map((url, index) => (
            <Picture key={index} url={url} alt={t('Picture that the tool returned')} className="timeline-bubbleImage" />
          ))}
        </div>
      )}
    </div>
  )
}
