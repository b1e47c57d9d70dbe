import type { EventBody } from '../thread/events.ts'
import type { Thread } from '../thread/thread.ts'

/** What a person says to a proposed plan. An accepted one is carried out in `mode`, as it is or as `text` has it. */
export type PlanAnswer = { type: 'accept'; text?: string; mode: string } | { type: 'refuse' }

/** What an answer to the newest proposal makes true; null where none waits for one. The first answer counts. */
export function answerPlan(thread: Thread, turnId: string, answer: PlanAnswer): EventBody[] | null {
  const { proposal, settings } = thread
  if (!proposal || proposal.turnId !== turnId || proposal.decision) return null
  if (answer.type === 'refuse') return [{ type: 'plan.decided', turnId, decision: 'refused', text: proposal.text }]
  // An emptied editor is no plan: what was proposed stands.
  const text = answer.text?.trim() || proposal.text
  const decided: EventBody = { type: 'plan.decided', turnId, decision: 'accepted', text }
  return settings && settings.mode !== answer.mode
    ? [decided, { type: 'thread.configured', settings: { ...settings, mode: answer.mode } }]
    : [decided]
}

/** Said in the user's name as an accepted plan is begun. The plan itself comes with the turn's context. */
export const BEGIN_PLAN = 'Carry out the accepted plan.'
