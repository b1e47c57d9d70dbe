import { KIND } from '../context/texts.ts'
import type { EventBody } from '../thread/events.ts'
import type { Thread } from '../thread/thread.ts'

/** The plan that the next turn is given to carry out, once; nothing where none was accepted since. */
export function acceptedPlan({ proposal }: Pick<Thread, 'proposal'>): EventBody[] {
  if (proposal?.decision !== 'accepted' || proposal.attached) return []
  // The plan may quote the frame that it stands in.
  const plan = proposal.text.replaceAll('</accepted_plan', '<\\/accepted_plan')
  const text = `<accepted_plan>\n${INTRODUCTION}\n\n${plan}\n</accepted_plan>`
  const item = { type: 'message' as const, id: `accepted-${proposal.turnId}`, role: 'user' as const }
  const content = [{ type: 'input_text' as const, text }]
  return [{ type: 'context.added', item: { ...item, content }, kinds: [KIND.acceptedPlan] }]
}

const INTRODUCTION =
  'The user accepted this plan, as it stands here. It takes the place of every earlier version. Carry it out when the user asks for it; where it proves wrong, say so and choose what serves its goal.'
