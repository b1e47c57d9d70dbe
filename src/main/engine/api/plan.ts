import type { Mode } from '../../../core/context/modes.ts'
import { BEGIN_PLAN } from '../../../core/plan/decision.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

export interface PlanApiDeps {
  open(threadId: string): Promise<ThreadActor>
  /** The modes of a folder, as its configuration has them now. */
  modes(cwd: string): Promise<Mode[]>
  newId(): string
}

/** Modes; what a person says to a proposed plan, and the turn that it begins, if it does. */
export function planHandlers({ open, modes, newId }: PlanApiDeps): Pick<Handlers, 'mode/list' | 'plan/decide'> {
  return {
    'mode/list': async ({ cwd }) => ({ modes: (await modes(cwd)).map(summaryOf) }),
    'plan/decide': async ({ threadId, turnId, decision }) => {
      const actor = await open(threadId)
      const seq = await actor.command({ type: 'decidePlan', turnId, answer: decision })
      const words = decision.type === 'refuse' ? decision.feedback?.trim() : decision.start && BEGIN_PLAN
      if (!words) return { seq, turnId: null }
      const content = [{ type: 'input_text' as const, text: words }]
      return actor.send({ inputId: newId(), content, delivery: 'queue' })
    },
  }
}

const summaryOf = ({ id, name, summary, model, effort }: Mode) => ({ id, name, summary, model, effort })
