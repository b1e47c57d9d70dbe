import './tourOffer.css'
import { Play, X } from 'lucide-react'
import { useState } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { endTour, resumeTour } from '../../state/tour.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'

/** Offers the tour to somebody who begins, until they took it or put it away. */
export function TourOffer() {
  const app = useAppParts()
  const phase = useApp(({ preferences }) => preferences.tour.phase)
  const [starting, setStarting] = useState(false)
  if (phase === 'over') return null
  const go = async () => {
    setStarting(true)
    await resumeTour(app)
    setStarting(false)
  }
  return (
    <section className="tourOffer" aria-label={t('Tour')}>
      <div className="tourOfferText">
        <h2>{t('See it work first')}</h2>
        <p>
          {t('Three steps, one minute: a real turn in a sample project. It needs no key and sends nothing anywhere.')}
        </p>
      </div>
      <Button look="fill" icon={Play} disabled={starting} onClick={() => void go()}>
        {phase === 'running' ? t('Go on with the tour') : t('Start the tour')}
      </Button>
      <IconButton icon={X} label={t('Not now')} size={14} onClick={() => endTour(app.store)} />
    </section>
  )
}
