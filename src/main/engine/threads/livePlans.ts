import { PLAN_MODE, planIdOf, plansIn } from '../../../core/plan/fold.ts'
import { createPlanSplitter } from '../../../core/plan/proposedPlan.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import type { LiveDelta } from '../hub/liveHub.ts'

interface Message {
  splitter: ReturnType<typeof createPlanSplitter>
  /** Which of the turn's plans its first one is. */
  firstPlan: number
}

/** What streams of one answer, with the plans of its messages on their way to items of their own. */
export function createLivePlans(turn: Turn) {
  const isPlanning = turn.settings?.mode === PLAN_MODE
  const messages = new Map<string, Message>()
  let plans = plansIn(turn)

  const messageOf = (itemId: string): Message => {
    const known = messages.get(itemId)
    if (known) return known
    const message = { splitter: createPlanSplitter(), firstPlan: plans }
    messages.set(itemId, message)
    return message
  }

  return {
    /** A delta as it is shown. What may be a tag comes with a later one. */
    split(delta: LiveDelta): LiveDelta[] {
      if (!isPlanning || delta.kind !== 'text') return [delta]
      const { splitter, firstPlan } = messageOf(delta.itemId)
      return splitter.take(delta.text).map(piece => {
        if (piece.type === 'text') return { ...delta, text: piece.text }
        plans = Math.max(plans, firstPlan + piece.plan + 1)
        return { kind: 'plan', itemId: planIdOf(turn.id, firstPlan + piece.plan), text: piece.text }
      })
    },
    /** The answer begins anew. */
    restart() {
      messages.clear()
      plans = plansIn(turn)
    },
  }
}
