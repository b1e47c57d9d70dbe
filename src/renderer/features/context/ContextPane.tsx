import './contextPane.css'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import type { Result } from '../../../contract/router.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { useThread } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { count } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { CompactNow } from './CompactNow.tsx'
import { Guidance } from './Guidance.tsx'
import { Kept, Kinds, Pieces } from './Pieces.tsx'
import { ContextBar } from './ContextBar.tsx'
import { exactCount } from './words.ts'

/** What fills the context window, what a compaction would leave of it, and what the thread has used in all. */
export function ContextPane({ threadId }: { threadId: string }) {
  const thread = useThread(threadId, found => found)
  const version = thread ? versionOf(thread) : ''
  const { result, failure, reload } = useQuery('thread/context', thread && { threadId }, version)
  const { result: guidance, reload: lookAgain } = useQuery('thread/guidance', thread && { threadId }, version)
  useWindowFocus(lookAgain)
  if (!thread || (!result && failure === null))
    return <Skeleton lines={[40, 100, 70, 100, 60]} label={t('Loading the context')} />
  return (
    <div className="contextPane">
      {failure !== null && (
        <Part title={t('Context')}>
          <p className="contextPane-note">
            {t('What fills the window could not be read.')} {failure}
          </p>
          <Button onClick={reload}>{t('Try again')}</Button>
        </Part>
      )}
      {result && (
        <>
          <Part
            title={t('Context')}
            aside={t('{part} of {all}', { part: held(result), all: count(result.windowTokens) })}
          >
            <ContextBar report={result} />
            <CompactNow thread={thread} />
          </Part>
          <Part title={t('By kind')} aside={t('estimates')}>
            <Kinds kinds={result.kinds} />
          </Part>
          {guidance && (
            <Part title="AGENTS.md" aside={bytesAside(guidance)}>
              <Guidance threadId={threadId} cwd={thread.cwd} guidance={guidance} />
            </Part>
          )}
          <Part title={t('Largest')} aside={t('estimates')}>
            <Pieces threadId={threadId} pieces={result.largest} />
          </Part>
          {result.kept.messages.length > 0 && (
            <Part title={t('What a compaction keeps')} aside={timesCompacted(result.compactions)}>
              <Kept threadId={threadId} kept={result.kept} />
            </Part>
          )}
        </>
      )}
      <Totals thread={thread} />
    </div>
  )
}

/** Files are changed in other programs: whoever comes back from there sees what they did. */
function useWindowFocus(onFocus: () => void): void {
  useEffect(() => {
    window.addEventListener('focus', onFocus)
    return () => window.removeEventListener('focus', onFocus)
  }, [onFocus])
}

/** Changes with every answer, and with whatever else changes what is sent. */
const versionOf = ({ contextTokens, windowNumber, turns, settings }: Thread): string =>
  [contextTokens, windowNumber, turns.at(-1)?.id, turns.at(-1)?.status, settings?.model, settings?.provider].join(' ')

const held = ({
  measuredTokens,
  estimatedTokens,
}: {
  measuredTokens: number | null
  estimatedTokens: number
}): string => (measuredTokens === null ? t('about {size}', { size: count(estimatedTokens) }) : count(measuredTokens))

/** How much of the budget for the files of the project is used. */
const bytesAside = ({ usedBytes, maxBytes }: Result<'thread/guidance'>): string | undefined =>
  usedBytes === 0 ? undefined : t('{part} of {all} bytes', { part: count(usedBytes), all: count(maxBytes) })

const timesCompacted = (times: number): string | undefined =>
  times === 0 ? undefined : tn(times, 'compacted once', 'compacted {n} times')

function Part({ title, aside, children }: { title: string; aside?: string; children: ReactNode }) {
  return (
    <section className="contextPane-section" aria-label={title}>
      <header className="contextPane-head">
        <h3>{title}</h3>
        {aside !== undefined && <span>{aside}</span>}
      </header>
      {children}
    </section>
  )
}

function Totals({ thread: { usage } }: { thread: Thread }) {
  return (
    <Part title={t('Tokens in all turns')} aside={count(usage.totalTokens)}>
      <dl className="contextPane-facts">
        <Total name={t('Input')} value={usage.inputTokens} />
        <Total name={t('of it cached')} value={usage.cachedInputTokens} inner />
        <Total name={t('Output')} value={usage.outputTokens} />
        <Total name={t('of it reasoning')} value={usage.reasoningTokens} inner />
      </dl>
    </Part>
  )
}

function Total({ name, value, inner = false }: { name: string; value: number; inner?: boolean }) {
  return (
    <div className={inner ? 'contextPane-row inner' : 'contextPane-row'}>
      <dt>{name}</dt>
      <dd>{exactCount(value)}</dd>
    </div>
  )
}
