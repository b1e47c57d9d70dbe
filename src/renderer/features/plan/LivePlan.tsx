import './proposedPlan.css'
import { useLiveText } from '../../state/app.ts'
import type { LiveItem } from '../../state/threadView.ts'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'

/** A plan that is being written. */
export function LivePlan({ threadId, item }: { threadId: string; item: LiveItem }) {
  const text = useLiveText(threadId, item)
  return (
    <section className="plan-card writing" aria-label={t('Plan that is being written')}>
      <header className="plan-head">
        <StatusDot status="running" quiet />
        <h3>{t('Writing the plan…')}</h3>
      </header>
      <div className="plan-document">
        <Markdown text={text} />
      </div>
    </section>
  )
}
