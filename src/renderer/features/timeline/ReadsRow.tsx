import { memo } from 'react'
import type { Call } from '../../../core/thread/calls.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { duration, plural, relativeTo } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Fold } from './Fold.tsx'
import { OutputBlock } from './OutputBlock.tsx'
import { endOf, readsOf, summaryOfReads } from './calls.ts'
import { roughly } from './elapsed.ts'

interface ReadsProps {
  id: string
  calls: readonly Call[]
  tookMs: number
  running: boolean
  cwd: string
}

/** A run of calls that only look, in one line. */
export const ReadsRow = memo(function ReadsRow({ id, calls, tookMs, running, cwd }: ReadsProps) {
  const failed = calls.filter(call => call.phase === 'done' && call.status !== 'completed').length
  const took = tookMs < 1000 ? null : tookMs < 10_000 ? duration(tookMs) : roughly(tookMs)
  const detail = [failed > 0 && t('{n} without success', { n: failed }), running ? t('running') : took]
    .filter(Boolean)
    .join(' · ')
  return (
    <Fold id={id} title={summaryOfReads(calls)} detail={detail || null}>
      <ul className="timeline-reads">
        {calls.map((call, index) => (
          <ReadLine key={`${call.id}.${index}`} id={`${id}/${call.id}`} call={call} cwd={cwd} />
        ))}
      </ul>
    </Fold>
  )
})

const VERBS = { read: t('Read'), list: t('Listed'), search: t('Searched for'), command: t('Ran') } as const

function ReadLine({ id, call, cwd }: { id: string; call: Call; cwd: string }) {
  const result = call.phase === 'done' ? call.result : undefined
  const detail = result?.kind === 'read' ? result.detail : null
  const output = result?.kind === 'command' ? result.output : ''
  const title = readsOf(call).map(({ type, target }, index) => (
    <span key={index} className="timeline-read">
      {VERBS[type]} <VisibleTarget text={relativeTo(cwd, target) || '.'} />
    </span>
  ))
  return (
    <li>
      <Fold id={id} title={title} detail={[detail, endOf(call)].filter(Boolean).join(' · ') || null}>
        {output.trim() === '' ? null : <OutputBlock text={output} label={plural(lines(output), 'line')} />}
      </Fold>
    </li>
  )
}

const lines = (text: string): number => text.trimEnd().split('\n').length

const VisibleTarget = ({ text }: { text: string }) => (
  <code className="timeline-target">
    <VisibleText text={text} />
  </code>
)
