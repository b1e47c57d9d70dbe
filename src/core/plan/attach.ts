import { KIND } from '../context/texts.ts'
import type { EventBody } from '../thread/events.ts'
import type { Thread } from '../thread/thread.ts'

type Planned = Pick<Thread, 'proposal' | 'plan'>

/** The plan that the next turn is given to carry out, once; nothing where none was accepted since. */
export const acceptedPlan = ({ proposal }: Pick<Planned, 'proposal'>): ContextEvent[] =>
  proposal?.decision === 'accepted' && !proposal.attached ? [contextOf(proposal)] : []

/** The plan that the model was given, as long as its checklist is not done: a summary would lose what it says. */
export const planUnderWay = ({ proposal, plan }: Planned): ContextEvent[] =>
  proposal?.decision === 'accepted' && proposal.attached && plan?.steps.some(step => step.status !== 'completed')
    ? [contextOf(proposal)]
    : []

type ContextEvent = Extract<EventBody, { type: 'context.added' }>

function contextOf({ turnId, text: plan }: NonNullable<Planned['proposal']>): ContextEvent {
  // The plan may quote the frame that it stands in.
  const quoted = plan.replaceAll('</accepted_plan', '<\\/accepted_plan')
  const text = `<accepted_plan>\n${INTRODUCTION}\n\n${quoted}\n</accepted_plan>`
  const content = [{ type: 'input_text' as const, text }]
  const item = { type: 'message' as const, id: `accepted-${turnId}`, role: 'user' as const, content }
  return { type: 'context.added', item, kinds: [KIND.acceptedPlan] }
}

const INTRODUCTION =
  'The user accepted this plan, as it stands here. It takes the place of every earlier version. Carry it out when the user asks for it; where it proves wrong, say so and choose what serves its goal.'
