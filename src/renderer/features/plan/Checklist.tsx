import { Check } from 'lucide-react'
import type { PlanStep } from '../../../core/thread/calls.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { Icon } from '../../ui/Icon.tsx'
import { PaneSection } from '../../ui/Pane.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { t } from '../../ui/i18n/t.ts'

interface ChecklistProps {
  plan: NonNullable<Thread['plan']>
  /** A turn is under way, so that the current step moves. */
  running: boolean
}

/** The agent's checklist, as it stands now. */
export function Checklist({ plan: { steps, explanation }, running }: ChecklistProps) {
  const done = steps.filter(step => step.status === 'completed').length
  return (
    <PaneSection title={t('Checklist')} aside={t('{n} of {of}', { n: done, of: steps.length })}>
      <div className="planProgress">
        <Progress label={t('Steps done')} done={done} of={steps.length} />
      </div>
      {explanation && <p className="planWhy">{explanation}</p>}
      <ol className="planSteps">
        {steps.map((step, index) => (
          <Step key={index} step={step} running={running} />
        ))}
      </ol>
    </PaneSection>
  )
}

const WORDS: Readonly<Record<PlanStep['status'], string>> = {
  pending: t('To do'),
  in_progress: t('Now'),
  completed: t('Done'),
}

function Step({ step: { step, status }, running }: { step: PlanStep; running: boolean }) {
  return (
    <li className={`planStep ${status}`} aria-current={status === 'in_progress' ? 'step' : undefined}>
      <span className={running ? 'planMark moves' : 'planMark'} role="img" aria-label={WORDS[status]}>
        {status === 'completed' && <Icon of={Check} size={10} />}
      </span>
      <span className="planText">{step}</span>
    </li>
  )
}
