import './waitingBand.css'
import { waitingCalls } from '../../../core/thread/thread.ts'
import { useApp, useThread } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { ElicitationBand } from './ElicitationBand.tsx'
import { useIsCardVisible } from './visibleCards.ts'
import { isCode, subjectOf, titleOfRequest } from './words.ts'

interface WaitingBandProps {
  threadId: string
  /** Brings the card on screen. */
  onJump(): void
}

/** What waits in a thread and is not on screen in its timeline: questions of servers, and the card scrolled away. */
export function WaitingBand({ threadId, onJump }: WaitingBandProps) {
  const elicitations = useApp(state => state.inbox.elicitations)
  return (
    <>
      {elicitations
        .filter(each => each.threadId === threadId)
        .map(each => (
          <ElicitationBand key={each.id} elicitation={each} />
        ))}
      <CardBand threadId={threadId} onJump={onJump} />
    </>
  )
}

/** Says that something waits while its card is not on screen. */
function CardBand({ threadId, onJump }: WaitingBandProps) {
  const first = useThread(threadId, thread => waitingCalls(thread)[0] ?? null)
  const waiting = useThread(threadId, thread => waitingCalls(thread).length) ?? 0
  const isVisible = useIsCardVisible(first?.id ?? null)
  if (isVisible || first?.phase !== 'waiting') return null
  const Subject = isCode(first.request) ? 'code' : 'span'
  return (
    <div className="waitingBand" role="status">
      <StatusDot status="waiting" quiet />
      <span className="waitingBand-title">{titleOfRequest(first.request)}</span>
      <Subject className="waitingBand-subject truncate">
        <VisibleText text={subjectOf(first.request)} />
      </Subject>
      {waiting > 1 && <span className="waitingBand-count">{t('{waiting} waiting', { waiting })}</span>}
      <Button look="line" onClick={onJump}>
        {t('Jump')}
      </Button>
    </div>
  )
}
