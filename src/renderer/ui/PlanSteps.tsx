import './planSteps.css'
import { Check } from 'lucide-react'

export interface Step {
  step: string
  status: 'pending' | 'in_progress' | 'completed'
}

const WORDS = { pending: 'to do', in_progress: 'now', completed: 'done' } as const

/** A checklist; the step in hand stands out. */
export function PlanSteps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="planSteps">
      {steps.map((step, index) => (
        <li
          key={index}
          className={`planStep ${step.status}`}
          aria-current={step.status === 'in_progress' ? 'step' : undefined}
        >
          <span className="planMark" role="img" aria-label={WORDS[step.status]}>
            {step.status === 'completed' && <Check size={10} strokeWidth={3} aria-hidden />}
          </span>
          <span>{step.step}</span>
        </li>
      ))}
    </ol>
  )
}
