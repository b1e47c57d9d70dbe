import './contextPane.css'
import type { ReactNode } from 'react'
import type { Thread } from '../../../core/thread/thread.ts'
import { useThread } from '../../state/app.ts'
import { count } from '../../ui/format.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'

const exact = new Intl.NumberFormat('en')

/** How full the context window is, and what the thread has used in all. */
export function ContextPane({ threadId }: { threadId: string }) {
  const thread = useThread(threadId, found => found)
  if (!thread) return <Skeleton lines={[40, 100, 70]} label="Loading the thread" />
  return (
    <div className="contextPane">
      <Window thread={thread} />
      <Totals thread={thread} />
    </div>
  )
}

function Window({ thread }: { thread: Thread }) {
  const { contextTokens: used, contextWindow: size } = thread
  const percent = size ? Math.min(100, Math.round((used / size) * 100)) : null
  return (
    <section className="contextPane-part" aria-label="Context window">
      <header className="contextPane-head">
        <h3>Context</h3>
        <span>{size ? `${count(used)} of ${count(size)}` : `${count(used)} tokens`}</span>
      </header>
      {percent !== null && (
        <div
          className="contextPane-bar"
          role="meter"
          aria-label="Context window used"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <div
            className={percent >= 80 ? 'contextPane-fill nearlyFull' : 'contextPane-fill'}
            style={{ width: `${percent}%` }}
          />
        </div>
      )}
      <p className="contextPane-note">{noteOf(used, percent)}</p>
    </section>
  )
}

function noteOf(used: number, percent: number | null): string {
  if (used === 0) return 'Fills when the model has answered for the first time.'
  if (percent === null) return 'The size of this model’s window is not known.'
  return `${percent} % of what the model can hold is in use.`
}

function Totals({ thread }: { thread: Thread }) {
  const { usage } = thread
  return (
    <section className="contextPane-part" aria-label="Tokens used by this thread">
      <header className="contextPane-head">
        <h3>Tokens in all turns</h3>
        <span>{count(usage.totalTokens)}</span>
      </header>
      <dl className="contextPane-totals">
        <Total name="Input" value={usage.inputTokens} />
        <Total name="of it cached" value={usage.cachedInputTokens} inner />
        <Total name="Output" value={usage.outputTokens} />
        <Total name="of it reasoning" value={usage.reasoningTokens} inner />
      </dl>
    </section>
  )
}

function Total({ name, value, inner = false }: { name: ReactNode; value: number; inner?: boolean }) {
  return (
    <div className={inner ? 'contextPane-total inner' : 'contextPane-total'}>
      <dt>{name}</dt>
      <dd>{exact.format(value)}</dd>
    </div>
  )
}
