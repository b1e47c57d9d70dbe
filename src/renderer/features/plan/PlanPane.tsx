import './planPane.css'
import { Check } from 'lucide-react'
import type { PlanStep } from '../../../core/thread/calls.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import { useThread } from '../../state/app.ts'
import { Icon } from '../../ui/Icon.tsx'
import { PaneEmpty, PaneSection } from '../../ui/Pane.tsx'

/** The agent's checklist, as it stands now. */
export function PlanPane({ threadId }: { threadId: string }) {
  const plan = useThread(threadId, thread => thread.plan)
  const running = useThread(threadId, thread => runningTurn(thread) !== null) ?? false
  if (!plan || plan.steps.length === 0) {
    return <PaneEmpty>The steps show here as soon as the agent makes a plan.</PaneEmpty>
  }
  const done = plan.steps.filter(step => step.status === 'completed').length
  return (
    <PaneSection title="Plan" aside={`${done} of ${plan.steps.length}`}>
      {plan.explanation && <p className="planWhy">{plan.explanation}</p>}
      <ol className="planSteps">
        {plan.steps.map((step, index) => (
          <Step key={index} step={step} running={running} />
        ))}
      </ol>
    </PaneSection>
  )
}

const WORDS: Readonly<Record<PlanStep['status'], string>> = {
  pending: 'To do',
  in_progress: 'Now',
  completed: 'Done',
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
