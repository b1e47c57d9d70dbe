import './waitingBand.css'
import type { Elicitation } from '../../../contract/mcp.ts'
import { useFold } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { defused } from '../../ui/hiddenText.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { ElicitationCard } from './ElicitationCard.tsx'

/** A server's question above the composer: open, or folded to one line until there is time for it. */
export function ElicitationBand({ elicitation }: { elicitation: Elicitation }) {
  const [open, toggle] = useFold(`question ${elicitation.id}`, true)
  if (open) {
    return (
      <div className="waitingBand-question">
        <ElicitationCard elicitation={elicitation} onLater={toggle} />
      </div>
    )
  }
  return (
    <div className="waitingBand" role="status">
      <StatusDot status="waiting" quiet />
      <span className="waitingBand-title truncate">{t('{server} asks', { server: elicitation.server })}</span>
      <span className="waitingBand-subject truncate">{defused(elicitation.message)}</span>
      <Button look="line" onClick={toggle}>
        {t('Answer')}
      </Button>
    </div>
  )
}
