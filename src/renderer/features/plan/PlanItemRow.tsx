import type { PlanItem } from '../../../core/thread/thread.ts'
import { useThread } from '../../state/app.ts'
import { t } from '../../ui/i18n/t.ts'
import { ProposedPlan } from './ProposedPlan.tsx'
import { titleOfPlan } from './proposal.ts'

/** How a proposed plan stands, for the line that it folds into once it waits no longer. */
export interface PlanLine {
  title: string
  detail: string
}

const WORDS = { accepted: t('Plan accepted'), refused: t('Plan refused') } as const

export const lineOfPlan = ({ text, decision }: PlanItem): PlanLine => ({
  title: decision ? WORDS[decision] : t('Earlier plan'),
  detail: titleOfPlan(text),
})

/** Whether this plan of a turn is the one that waits for an answer. */
export function useIsProposed(threadId: string, turnId: string, id: string): boolean {
  return (
    useThread(threadId, ({ proposal, turns }) => {
      if (proposal?.turnId !== turnId || proposal.decision) return false
      const items = turns.findLast(turn => turn.id === turnId)?.items
      return items?.findLast(item => item.type === 'plan')?.id === id
    }) ?? false
  )
}

/** The plan that waits for an answer, where it was proposed. */
export const PlanInTimeline = ({ threadId, turnId, text }: { threadId: string; turnId: string; text: string }) => (
  <ProposedPlan threadId={threadId} proposal={{ turnId, text }} place="timeline" />
)
