import './trust.css'
import { ChevronRight, ShieldQuestion } from 'lucide-react'
import { useId, useState } from 'react'
import type { RepositoryOffer, TrustStatus } from '../../../contract/trust.ts'
import { useFold } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { Offers } from './Offers.tsx'
import { useTrust } from './useTrust.ts'
import type { TrustAnswer } from './useTrust.ts'

/** Whether an answer changes anything about it: instructions are read in any case, and some things never count. */
const isAtStake = ({ kind, effect }: RepositoryOffer): boolean => effect !== 'ignored' && kind !== 'instructions'

/** The card goes with its answer; whoever gave it wants to write next. */
const toComposer = () => document.querySelector<HTMLElement>('main textarea')?.focus()

/**
 * Asks once for each project whether it is trusted, and again when what it would run has changed. Shows nothing where
 * nothing depends on the answer; `onAnswered` is told when an answer is written down.
 */
export function TrustCard({ cwd, onAnswered }: { cwd: string | null; onAnswered?(): void }) {
  const { status, answer } = useTrust(cwd)
  const [later, putOff] = useFold(`trust later ${status?.root}`, false)
  if (!status || later || !status.offers.some(isAtStake)) return null
  const isOpen = status.level === 'asked' || (status.level === 'trusted' && status.changedSince)
  if (!isOpen) return null
  if (status.obstacle !== null) return <Obstacle text={status.obstacle} onDismiss={putOff} />
  const choose = async (level: TrustAnswer) => {
    if (await answer(level)) onAnswered?.()
  }
  return (
    <Question
      status={status}
      onAnswer={level => {
        toComposer()
        void choose(level)
      }}
      onLater={() => {
        toComposer()
        putOff()
      }}
    />
  )
}

const Obstacle = ({ text, onDismiss }: { text: string; onDismiss(): void }) => (
  <div className="trustStack">
    <div className="trustObstacle" role="note">
      <p>{t('What this project would set is left out. {why}', { why: text })}</p>
      <Button look="quiet" onClick={onDismiss}>
        {t('OK')}
      </Button>
    </div>
  </div>
)

const NEW_WORDS = t('What it would set and run is left out until you do. It can never loosen what you allow.')
const CHANGED_WORDS = t('What it would run is left out until you look at it and say yes again.')

interface QuestionProps {
  status: TrustStatus
  onAnswer(level: TrustAnswer): void
  onLater(): void
}

function Question({ status, onAnswer, onLater }: QuestionProps) {
  const titleId = useId()
  const [open, setOpen] = useState(false)
  const { root, offers } = status
  const isNew = status.level === 'asked'
  return (
    <div className="trustStack">
      <section className="trustCard" aria-labelledby={titleId}>
        <header className="trustHead">
          <Icon of={ShieldQuestion} />
          <h2 id={titleId}>
            {isNew ? t('Do you trust this project?') : t('Its configuration changed since you trusted it')}
          </h2>
          <code className="trustRoot truncate" title={root}>
            <VisibleText text={root} />
          </code>
        </header>
        <p className="trustWords">{isNew ? NEW_WORDS : CHANGED_WORDS}</p>
        <button type="button" className="trustMore" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={ChevronRight} size={12} />
          {tn(offers.length, 'What it brings: {n} thing', 'What it brings: {n} things')}
        </button>
        {open && <Offers root={root} offers={offers} />}
        <div className="trustAnswers">
          <Button look="fill" onClick={() => onAnswer('trusted')}>
            {isNew ? t('Trust') : t('Trust it again')}
          </Button>
          <Button onClick={() => onAnswer('untrusted')}>{t('Work read-only')}</Button>
          <Button look="quiet" onClick={onLater}>
            {t('Later')}
          </Button>
        </div>
      </section>
    </div>
  )
}
