export { LivePlan } from './LivePlan.tsx'
export { lineOfPlan, PlanInTimeline, useIsProposed } from './PlanItemRow.tsx'
export { PlanPane } from './PlanPane.tsx'
export { acceptPlan, showPlan } from './proposal.ts'
