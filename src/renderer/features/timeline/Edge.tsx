import { useAppParts } from '../../state/app.ts'
import { PAGE_TURNS } from '../../state/pages.ts'
import type { Side, ThreadView } from '../../state/threadView.ts'
import { Button } from '../../ui/Button.tsx'
import { plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'

interface EdgeProps {
  threadId: string
  side: Side
  /** Turns that lie on that side. */
  turns: number
  paging: ThreadView['paging']
}

const turnsOn = (side: Side, turns: number): string =>
  side === 'earlier' ? plural(turns, 'earlier turn') : plural(turns, 'later turn')

/** Says what lies before or after the turns that are shown. It loads by itself as one comes near. */
export function Edge({ threadId, side, turns, paging }: EdgeProps) {
  const { pages } = useAppParts()
  const mine = paging?.side === side ? paging : null
  return (
    <div className={`timeline-edge ${side}`} role="status">
      {turns <= 0 ? (
        side === 'earlier' && t('The thread begins here')
      ) : mine?.failure ? (
        <>
          <span className="truncate">
            {side === 'earlier'
              ? t('The earlier turns could not be loaded.')
              : t('The later turns could not be loaded.')}{' '}
            {mine.failure}
          </span>
          <Button look="line" onClick={() => void pages.more(threadId, side)}>
            {t('Try again')}
          </Button>
        </>
      ) : mine ? (
        t('Loading {turns}', { turns: turnsOn(side, Math.min(PAGE_TURNS, turns)) })
      ) : (
        turnsOn(side, turns)
      )}
    </div>
  )
}
