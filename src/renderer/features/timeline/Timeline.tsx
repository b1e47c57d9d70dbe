import './timeline.css'
import './timelineFrame.css'
import { useApp, useView } from '../../state/app.ts'
import { shownOf } from '../../state/stretch.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Rows } from './Rows.tsx'

/** All that happened in a thread and what happens now. Follows its end only while the end is in view. */
export function Timeline({ threadId }: { threadId: string }) {
  const view = useView(threadId, each => each)
  const lost = useApp(state => state.connection === 'lost')
  const { thread, stretch, pending, refused } = view

  if (refused !== null) return <Message title={t('This thread cannot be shown')} text={refused} />
  if (!thread) {
    return lost ? (
      <Message title={t('Not connected')} text={t('The thread shows again as soon as the engine answers.')} />
    ) : (
      <div className="timeline-loading">
        <Skeleton label={t('Loading the thread')} lines={[42, 90, 78, 84, 36, 70]} />
      </div>
    )
  }
  if (shownOf(thread, stretch).turns.length === 0 && pending.length === 0) {
    return (
      <Message
        title={t('Nothing here yet')}
        text={t('Say below what should be done. Everything the agent does shows up here.')}
      />
    )
  }
  return <Rows key={threadId} threadId={threadId} view={view} thread={thread} />
}

const Message = ({ title, text }: { title: string; text: string }) => (
  <div className="timeline-empty">
    <p className="timeline-emptyTitle">{title}</p>
    <p>{text}</p>
  </div>
)
