import { z } from 'zod'
import { failed, ok, tool } from './tool.ts'

const MAX_STEPS = 50
const MAX_STEP_CHARS = 400

const Step = z.object({
  step: z.string().describe('What will be true once it is done, a few words.'),
  status: z.enum(['pending', 'in_progress', 'completed']),
})
type Step = z.infer<typeof Step>

/** Keeps the checklist of work that is under way. Whether a mode has one is for the policy to say. */
export const updatePlan = tool({
  name: 'update_plan',
  description:
    'Keeps the checklist of the current work, which the user watches. Send the whole list each time. At most one step is in_progress.',
  effect: 'read',
  args: z.object({
    explanation: z.string().optional().describe('Why the plan changed, if it did.'),
    plan: z.array(Step),
  }),
  run: async ({ explanation, plan }) => {
    const steps = plan.map(({ step, status }) => ({ step: step.trim(), status }))
    const problem = problemOf(steps)
    if (problem !== null) return failed(`${problem} The checklist stays as it was; send the whole list again.`)
    return ok('Plan updated', { kind: 'plan', explanation: explanation?.trim() || undefined, steps })
  },
})

/** What is wrong with a checklist, as a sentence for the model; null where nothing is. */
function problemOf(steps: readonly Step[]): string | null {
  if (steps.length === 0) return 'A plan needs at least one step.'
  if (steps.length > MAX_STEPS) return `A plan has at most ${MAX_STEPS} steps, not ${steps.length}: put some together.`
  const empty = steps.findIndex(({ step }) => step === '')
  if (empty >= 0) return `Step ${empty + 1} is empty.`
  const long = steps.findIndex(({ step }) => step.length > MAX_STEP_CHARS)
  if (long >= 0) return `Step ${long + 1} is too long: a step is a few words.`
  const twice = steps.findIndex(({ step }, at) => steps.findIndex(other => other.step === step) < at)
  if (twice >= 0) return `Step ${twice + 1} repeats an earlier one: the user could not tell them apart.`
  const current = steps.filter(({ status }) => status === 'in_progress').length
  return current > 1 ? `At most one step can be in_progress, and ${current} are.` : null
}
