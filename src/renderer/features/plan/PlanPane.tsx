import './planPane.css'
import { runningTurn } from '../../../core/thread/thread.ts'
import { useThread, useView } from '../../state/app.ts'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { PaneEmpty, PaneSection } from '../../ui/Pane.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Checklist } from './Checklist.tsx'
import { LivePlan } from './LivePlan.tsx'
import { ProposedPlan } from './ProposedPlan.tsx'
import type { Proposal } from './proposal.ts'

/** What is planned: the proposal and every answer to it, then the checklist with the plan that it follows. */
export function PlanPane({ threadId }: { threadId: string }) {
  const plan = useThread(threadId, thread => thread.plan)
  const proposal = useThread(threadId, thread => thread.proposal) ?? null
  const running = useThread(threadId, thread => runningTurn(thread) !== null) ?? false
  const writing = useView(threadId, view => view.live.findLast(item => item.kind === 'plan'))
  const hasSteps = plan !== null && plan.steps.length > 0
  if (!writing && !proposal && !hasSteps) {
    return (
      <PaneEmpty>
        {t('A plan shows here when the agent proposes one, and its checklist as the work goes on.')}
      </PaneEmpty>
    )
  }
  return (
    <>
      {writing && <LivePlan threadId={threadId} item={writing} />}
      {!writing && proposal && !proposal.decision && (
        <ProposedPlan key={proposal.at} threadId={threadId} proposal={proposal} place="pane" />
      )}
      {hasSteps && <Checklist plan={plan} running={running} />}
      {!writing && proposal?.decision && <DecidedPlan proposal={proposal} />}
    </>
  )
}

function DecidedPlan({ proposal }: { proposal: Proposal }) {
  const isAccepted = proposal.decision === 'accepted'
  return (
    <PaneSection title={isAccepted ? t('Accepted plan') : t('Refused plan')} aside={isAccepted && standOf(proposal)}>
      <div className={isAccepted ? 'plan-document' : 'plan-document refused'}>
        <Markdown text={proposal.text} />
      </div>
    </PaneSection>
  )
}

const standOf = ({ attached }: Proposal): string =>
  attached ? t('the agent has it') : t('goes with your next message')
