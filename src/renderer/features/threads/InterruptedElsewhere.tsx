import { useState } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { useActions, useApp } from '../../state/app.ts'
import { threadsInFront } from '../../state/layout.ts'
import { titleOf } from '../../state/selectors.ts'
import type { AppState } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'

/** Hosts whose turns people watch: what others left behind is for whoever ran them. */
const WATCHED = ['desktop', 'browser']

/** Threads not in front whose turn a crash cut short, the newest first. */
const cutShort = ({ summaries, layout }: AppState): ThreadSummary[] =>
  Object.values(summaries ?? {})
    .filter(({ status, archived, source }) => status === 'interrupted' && !archived && WATCHED.includes(source))
    .filter(({ id }) => !threadsInFront(layout).includes(id))
    .sort((a, b) => b.updatedAt - a.updatedAt)

/** Ids of those threads, as one value that stays the same while they do. */
const cutShortIds = (state: AppState): string =>
  cutShort(state)
    .map(({ id }) => id)
    .join(' ')

/** After a crash: leads to turns that were cut short and are not in front. There they go on, or are left. */
export function InterruptedElsewhere() {
  const { openThread } = useActions()
  const ids = useApp(cutShortIds)
  const [first] = ids.split(' ')
  const newest = useApp(({ summaries }) => (first ? (summaries?.[first] ?? null) : null))
  const [hidden, setHidden] = useState('')
  const count = ids === '' ? 0 : ids.split(' ').length
  const title = titleOf(newest)
  return (
    <div role="status">
      {newest && ids !== hidden && (
        <div className="banner">
          <StatusDot status="interrupted" quiet />
          <span className="bannerText">
            {tn(count, 'A turn of “{title}” was interrupted.', '{n} turns were interrupted, the last in “{title}”.', {
              title,
            })}{' '}
            {t('What was done is kept.')}
          </span>
          <Button look="fill" onClick={() => openThread(newest.id)}>
            {t('Show')}
          </Button>
          <Button look="quiet" onClick={() => setHidden(ids)}>
            {t('Hide')}
          </Button>
        </div>
      )}
    </div>
  )
}
