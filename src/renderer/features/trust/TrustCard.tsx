import './trust.css'
import { ChevronRight, ShieldQuestion } from 'lucide-react'
import { useId, useState } from 'react'
import type { TrustStatus } from '../../../contract/trust.ts'
import { useFold } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { plural } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { Offers } from './Offers.tsx'
import { useTrust } from './useTrust.ts'
import type { TrustAnswer } from './useTrust.ts'

/**
 * Asks once for each project whether it is trusted, and again when what it would run has changed. Shows nothing where
 * there is nothing to ask; `onAnswered` is told when an answer is written down.
 */
export function TrustCard({ cwd, onAnswered }: { cwd: string | null; onAnswered?(): void }) {
  const { status, answer } = useTrust(cwd)
  const [later, putOff] = useFold(`trust later ${status?.root}`, false)
  if (!status || later) return null
  if (status.obstacle !== null) {
    return status.level === 'asked' ? <Obstacle text={status.obstacle} onDismiss={putOff} /> : null
  }
  if (status.level !== 'asked' && !(status.level === 'trusted' && status.changedSince)) return null
  const choose = async (level: TrustAnswer) => {
    if (await answer(level)) onAnswered?.()
  }
  return <Question status={status} onAnswer={level => void choose(level)} onLater={putOff} />
}

const Obstacle = ({ text, onDismiss }: { text: string; onDismiss(): void }) => (
  <div className="trustStack">
    <div className="trustObstacle" role="note">
      <p>This folder cannot be trusted as a project. {text}</p>
      <Button look="quiet" onClick={onDismiss}>
        OK
      </Button>
    </div>
  </div>
)

interface QuestionProps {
  status: TrustStatus
  onAnswer(level: TrustAnswer): void
  onLater(): void
}

function Question({ status, onAnswer, onLater }: QuestionProps) {
  const titleId = useId()
  const [open, setOpen] = useState(false)
  const { root, offers, changedSince } = status
  const isNew = status.level === 'asked'
  return (
    <div className="trustStack">
      <section className="trustCard" aria-labelledby={titleId}>
        <header className="trustHead">
          <Icon of={ShieldQuestion} />
          <h2 id={titleId}>
            {isNew ? 'Do you trust this project?' : 'Its configuration changed since you trusted it'}
          </h2>
          <code className="trustRoot truncate" title={root}>
            <VisibleText text={root} />
          </code>
        </header>
        <p className="trustWords">{wordsOf(isNew, changedSince, offers.length)}</p>
        {offers.length > 0 && (
          <button type="button" className="trustMore" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon of={ChevronRight} size={12} />
            What it brings: {plural(offers.length, 'thing')}
          </button>
        )}
        {open && <Offers root={root} offers={offers} />}
        <div className="trustAnswers">
          <Button look="fill" onClick={() => onAnswer('trusted')}>
            {isNew ? 'Trust' : 'Trust it again'}
          </Button>
          <Button onClick={() => onAnswer('untrusted')}>Work read-only</Button>
          <Button look="quiet" onClick={onLater}>
            Later
          </Button>
        </div>
      </section>
    </div>
  )
}

function wordsOf(isNew: boolean, changedSince: boolean, offers: number): string {
  if (!isNew) return 'What it would run is left out until you look at it and say yes again.'
  const until = 'Until you do, threads here change nothing and run nothing unasked'
  if (changedSince) return `${until}. What it would run has changed.`
  return offers > 0
    ? `${until}, and what the project would set is left out.`
    : `${until}. It brings no settings of its own.`
}
