import { BookOpen, Info, RotateCw, TriangleAlert } from 'lucide-react'
import type { CompactionMark } from '../../../core/thread/thread.ts'
import { count } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { Fold } from './Fold.tsx'
import { Elapsed } from './elapsed.ts'

/** The turn runs and nothing of it shows: so that it never looks stuck. */
export const Working = ({ since }: { since: number }) => (
  <div className="timeline-working">
    <StatusDot status="running" quiet />
    <span>{t('Waiting for the model')}</span>
    <span className="timeline-foldDetail">
      <Elapsed since={since} />
    </span>
  </div>
)

export const Retrying = ({ attempt, of, message }: { attempt: number; of: number; message: string }) => (
  <div className="timeline-notice warning" role="status">
    <Icon of={RotateCw} />
    <p>
      {t('Trying again, {attempt} of {of}.', { attempt, of })} {message}
    </p>
  </div>
)

export const NoticeRow = ({ level, text }: { level: 'info' | 'warning' | 'error'; text: string }) => (
  <div className={`timeline-notice ${level}`} role={level === 'error' ? 'alert' : undefined}>
    <Icon of={level === 'info' ? Info : TriangleAlert} />
    <p>{text}</p>
  </div>
)

/** From here on the model knows a summary instead of all that stands above. */
export function Compaction({ id, mark }: { id: string; mark: CompactionMark }) {
  const { message, failure, trigger, tokensBefore, tokensAfter } = mark
  if (failure)
    return <NoticeRow level="warning" text={`${t('The context could not be compacted.')} ${failure.message}`} />
  const sizes = [tokensBefore, tokensAfter].flatMap(tokens => (tokens === undefined ? [] : [count(tokens)]))
  const facts = [
    trigger === 'manual' ? t('as you asked') : null,
    sizes.length > 0 ? t('{sizes} tokens', { sizes: sizes.join(' → ') }) : null,
    t('the agent goes on from a summary of everything above'),
  ]
  return (
    <div className="timeline-compaction">
      <Fold id={id} title={t('Context compacted')} detail={facts.filter(Boolean).join(' · ')}>
        {message.trim() === '' ? null : (
          <div className="timeline-thought">
            <Markdown text={message} />
          </div>
        )}
      </Fold>
    </div>
  )
}

/** The model was given a skill. */
export const SkillRow = ({ name, path }: { name: string; path: string }) => (
  <div className="timeline-fold" title={path}>
    <Icon of={BookOpen} />
    <span className="timeline-foldTitle">{t('Used skill {name}', { name })}</span>
  </div>
)

const NAMES: Readonly<Record<string, string>> = {
  web_search_call: t('Searched the web'),
  image_generation_call: t('Made an image'),
  compaction: t('Context compacted by the provider'),
  tool_search_call: t('Looked for a tool'),
  tool_search_output: t('Found tools'),
  agent_message: t('Message of another agent'),
}

/** Something of the provider's own: named, for its content is not ours to read. */
export const OpaqueRow = ({ name }: { name: string }) => (
  <div className="timeline-fold flat">
    <span className="timeline-foldTitle">
      {(Object.hasOwn(NAMES, name) ? NAMES[name] : undefined) ?? name.replaceAll('_', ' ')}
    </span>
  </div>
)
