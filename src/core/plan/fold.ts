import { KIND } from '../context/texts.ts'
import type { EventOf } from '../thread/events.ts'
import { textOf } from '../thread/items.ts'
import type { MessageItem } from '../thread/items.ts'
import type { Item, Thread, Turn } from '../thread/thread.ts'
import { splitPlans } from './proposedPlan.ts'
import type { SplitMessage } from './proposedPlan.ts'

/** The mode in which messages are looked through for plans. */
export const PLAN_MODE = 'plan'

/** The id of a turn's `index`-th plan, counted from 0: known before the plan is complete. */
export const planIdOf = (turnId: string, index: number): string =>
  index === 0 ? `${turnId}-plan` : `${turnId}-plan-${index + 1}`

/** Plans that a turn has proposed so far. */
export const plansIn = (turn: Turn | undefined): number => turn?.items.filter(item => item.type === 'plan').length ?? 0

/** What a message says, and what it proposes if its turn's mode is the one for that. */
export function messageOf({ content }: MessageItem, mode: string | null | undefined): SplitMessage {
  const text = textOf(content)
  return mode === PLAN_MODE ? splitPlans(text) : { said: text, plans: [] }
}

/** A message of the model as people see it: what it says, then what it proposes. */
export function messageItems(event: EventOf<'message.received'>, turn: Turn | undefined): Item[] {
  const { item, turnId, at } = event
  const { said, plans } = messageOf(item, turn?.settings?.mode)
  const before = plansIn(turn)
  return [
    { type: 'agentMessage', id: item.id ?? `agent-${event.seq}`, text: said, phase: item.phase, at },
    ...plans.map((text, index): Item => ({ type: 'plan', id: planIdOf(turnId, before + index), text, at })),
  ]
}

/** What a turn said last, with the plans that it proposed in that message; null where it said nothing. */
export function lastSaid({ items }: Pick<Turn, 'items'>): string | null {
  const at = items.findLastIndex(item => item.type === 'agentMessage')
  const message = items[at]
  if (message?.type !== 'agentMessage') return null
  const plans = items.slice(at + 1).flatMap(item => (item.type === 'plan' ? [item.text] : []))
  return plans.length === 0 ? message.text : [message.text.trim(), ...plans].filter(text => text !== '').join('\n\n')
}

/** The newest of these items that is a plan is what is proposed now. */
export function withProposal(thread: Thread, turnId: string, items: readonly Item[]): Thread {
  const newest = items.findLast(item => item.type === 'plan')
  return newest ? { ...thread, proposal: { turnId, text: newest.text, at: newest.at } } : thread
}

/** The newest plan of the turn is as it was accepted or refused. */
export const decidePlanOf = (turn: Turn, { decision, text }: EventOf<'plan.decided'>): Turn => {
  const newest = turn.items.findLast(item => item.type === 'plan')
  return { ...turn, items: turn.items.map(item => (item === newest ? { ...newest, decision, text } : item)) }
}

/** The thread's proposal as a person decided about it. */
export const decideProposal = (thread: Thread, { turnId, decision, text, at }: EventOf<'plan.decided'>): Thread => ({
  ...thread,
  proposal: { turnId, text, at: thread.proposal?.at ?? at, decision },
})

/** An accepted plan is attached once the model was given it. */
export const withAttached = (thread: Thread, { kinds }: EventOf<'context.added'>): Thread =>
  thread.proposal && kinds.includes(KIND.acceptedPlan)
    ? { ...thread, proposal: { ...thread.proposal, attached: true } }
    : thread
