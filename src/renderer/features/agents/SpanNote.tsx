import { t } from '../../ui/i18n/t.ts'
import { Elapsed } from './Elapsed.tsx'
import { clockOf } from './timeScale.ts'
import { useAgent, useStart } from './tree.ts'

/** A span of an agent. */
export interface SpanAt {
  threadId: string
  index: number
}

/** What the span under the pointer or the keyboard is. */
export const SpanNote = ({ at }: { at: SpanAt | null }) => (
  <p className="spanNote" aria-live="polite">
    {at && <Told {...at} />}
  </p>
)

function Told({ threadId, index }: SpanAt) {
  const agent = useAgent(threadId)
  const from = useStart()
  const span = agent?.spans[index]
  if (!agent || !span) return null
  return (
    <>
      {WORDS[span.kind](agent.nickname, clockOf(Math.max(0, span.from - from)))}{' '}
      {span.to === null ? t('until now') : <Elapsed from={span.from} to={span.to} />}
    </>
  )
}

const WORDS = {
  working: (agent: string, from: string) => t('{agent} worked from {from} on,', { agent, from }),
  waiting: (agent: string, from: string) => t('{agent} waited for you from {from} on,', { agent, from }),
} as const
