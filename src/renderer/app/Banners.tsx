import { Button } from '../ui/Button.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { callsOf, runningTurn } from '../../core/thread/thread.ts'
import type { Turn } from '../../core/thread/thread.ts'
import { useActions, useApp, useAppParts, useSummary, useThread } from '../state/app.ts'
import { lostSessions } from '../state/crash.ts'
import { goTo } from '../state/places.ts'
import { t, tn } from '../ui/i18n/t.ts'

/** Says that the engine is away. Nothing is lost meanwhile. */
export function LostBanner() {
  const lost = useApp(state => state.connection === 'lost')
  return (
    <div role="status">
      {lost && (
        <div className="banner">
          <StatusDot status="interrupted" quiet />
          <span className="bannerText">
            {t(
              'No connection to the engine. What you write is kept, and this window tries again by itself. If Heddle was started anew, open the link it printed.',
            )}
          </span>
        </div>
      )}
    </div>
  )
}

/** For a turn whose process died: go on where it stopped, look at it, or leave it. */
export function InterruptedBanner({ threadId }: { threadId: string }) {
  const cutShort = useSummary(threadId)?.status === 'interrupted'
  const turn = useThread(threadId, runningTurn)
  return cutShort && turn ? <Interrupted threadId={threadId} turn={turn} /> : null
}

function Interrupted({ threadId, turn }: { threadId: string; turn: Turn }) {
  const { store } = useAppParts()
  const { continueTurn, interrupt } = useActions()
  const { items } = turn
  const lost = lostSessions(turn)
  const review = () => {
    const item = callsOf(turn).find(call => call.phase !== 'done') ?? items.at(-1)
    goTo(store, { threadId, at: { turnId: turn.id }, flash: true, ...(item ? { itemId: item.id } : {}) })
  }
  return (
    <div className="banner" role="status">
      <StatusDot status="interrupted" quiet />
      <span className="bannerText">
        {t('1 turn was interrupted at step {n}. What it had done is kept.', { n: Math.max(1, items.length) })}
        {lost.length > 0 && (
          <span className="bannerLost">
            {tn(lost.length, 'A background command ended with it:', '{n} background commands ended with it:')}{' '}
            {lost.map(({ callId, command }, index) => (
              <span key={callId}>
                {index > 0 && ', '}
                <code>{command}</code>
              </span>
            ))}
          </span>
        )}
      </span>
      <Button look="fill" onClick={() => void continueTurn(threadId, turn.id)}>
        {t('Continue')}
      </Button>
      <Button look="line" onClick={review}>
        {t('Review')}
      </Button>
      <Button look="quiet" onClick={() => void interrupt(threadId, turn.id)}>
        {t('Stop')}
      </Button>
    </div>
  )
}
