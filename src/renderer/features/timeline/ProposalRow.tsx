import type { PlanItem } from '../../../core/thread/thread.ts'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { lineOfPlan, PlanInTimeline, useIsProposed } from '../plan/index.ts'
import { Fold } from './Fold.tsx'

interface ProposalRowProps {
  id: string
  threadId: string
  turnId: string
  item: PlanItem
}

/** A plan where it was proposed: with every answer to it while it waits for one, folded afterwards. */
export function ProposalRow({ id, threadId, turnId, item }: ProposalRowProps) {
  if (useIsProposed(threadId, turnId, item.id)) {
    return <PlanInTimeline threadId={threadId} turnId={turnId} text={item.text} />
  }
  return (
    <Fold id={id} {...lineOfPlan(item)}>
      <Markdown text={item.text} />
    </Fold>
  )
}
