import { Check, Circle, CircleDot } from 'lucide-react'
import type { PlanStep } from '../../../core/thread/calls.ts'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Fold } from './Fold.tsx'
import type { CallRowProps } from './callRow.ts'
import { endOf } from './calls.ts'

const ICONS = { completed: Check, in_progress: CircleDot, pending: Circle } as const
const WORDS = { completed: t('Done'), in_progress: t('Now'), pending: t('Later') } as const

/** The checklist as it stood at this point. */
export function PlanRow({ id, call }: CallRowProps) {
  const plan = call.phase === 'done' && call.result?.kind === 'plan' ? call.result : null
  if (!plan) {
    return (
      <Fold
        id={id}
        title={call.phase === 'done' ? t('Plan not updated') : t('Updating the plan…')}
        detail={endOf(call)}
      >
        {null}
      </Fold>
    )
  }
  return (
    <Fold id={id} title={t('Updated the plan')} detail={progress(plan.steps)}>
      {plan.explanation && <p className="timeline-planWhy">{plan.explanation}</p>}
      <ul className="timeline-plan">
        {plan.steps.map((step, index) => (
          <li key={index} className={`timeline-step ${step.status}`}>
            <Icon of={ICONS[step.status]} size={13} />
            <span className="srOnly">{WORDS[step.status]}: </span>
            <span>{step.step}</span>
          </li>
        ))}
      </ul>
    </Fold>
  )
}

function progress(steps: readonly PlanStep[]): string {
  const done = steps.filter(step => step.status === 'completed').length
  const now = steps.find(step => step.status === 'in_progress')
  return [t('{done} of {all} done', { done, all: steps.length }), now?.step].filter(Boolean).join(' · ')
}
