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
      {agent.nickname} {WORDS[span.kind]} from {clockOf(Math.max(0, span.from - from))} on,{' '}
      {span.to === null ? 'until now' : <Elapsed from={span.from} to={span.to} />}
    </>
  )
}

const WORDS = { working: 'worked', waiting: 'waited for you' } as const
