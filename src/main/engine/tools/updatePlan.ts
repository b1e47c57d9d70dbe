import { z } from 'zod'
import { failed, ok, tool } from './tool.ts'

const Step = z.object({
  step: z.string().min(1).describe('What this step achieves, a few words.'),
  status: z.enum(['pending', 'in_progress', 'completed']),
})

export const updatePlan = tool({
  name: 'update_plan',
  description:
    'Keeps the checklist of the current work, which the user watches. Send the whole list each time. At most one step is in_progress.',
  effect: 'read',
  args: z.object({
    explanation: z.string().optional().describe('Why the plan changed, if it did.'),
    plan: z.array(Step).min(1).max(50),
  }),
  run: async ({ explanation, plan }, { settings }) => {
    if (settings.mode === 'plan') {
      return failed(
        'update_plan is not available in Plan mode. Propose the plan as text; the checklist is for carrying it out.',
      )
    }
    if (plan.filter(step => step.status === 'in_progress').length > 1) {
      return failed('At most one step can be in_progress. Send the list again with one.')
    }
    return ok('Plan updated', { kind: 'plan', explanation, steps: plan })
  },
})
