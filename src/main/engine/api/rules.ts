import { Failure } from '../../../contract/procedure.ts'
import type { Explained } from '../../../core/policy/explain.ts'
import { tooBroad } from '../../../core/policy/proposals.ts'
import type { RuleDecision } from '../../../core/policy/rules/rules.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { RuleFiles } from '../policy/ruleFiles.ts'

export interface RuleApiDeps {
  files: RuleFiles
  explain(request: { cwd: string; commands: string[]; settings?: ThreadSettings }): Promise<Explained[]>
  recentCommands(limit: number): Promise<{ command: string; cwd: string; threadId: string; at: number }[]>
}

type RuleHandlers = Pick<
  Handlers,
  'rules/list' | 'rules/simulate' | 'rules/recentCommands' | 'rules/add' | 'rules/remove'
>

/** The rules as a person sees them, tries them and changes them. */
export function ruleHandlers({ files, explain, recentCommands }: RuleApiDeps): RuleHandlers {
  return {
    'rules/list': async ({ cwd }) => ({ files: await files.list(cwd) }),
    'rules/simulate': async request => ({ explanations: await explain(request) }),
    'rules/recentCommands': async ({ limit }) => ({ commands: await recentCommands(limit) }),
    'rules/add': async rule => {
      refuseTooBroad(rule.prefix, rule.decision)
      return changed(files.amend(rule))
    },
    'rules/remove': async rule => {
      await changed(files.remove(rule))
      return {}
    },
  }
}

/** Refuses a rule that would allow more than anybody can foresee. Throws `rule.tooBroad`. */
export function refuseTooBroad(prefix: readonly string[], decision: RuleDecision): void {
  const problem = decision === 'allow' ? tooBroad(prefix) : null
  if (problem !== null) throw new Failure('rule.tooBroad', problem, { prefix })
}

const REFUSALS: readonly string[] = ['rule.notRemovable', 'rule.changed', 'rule.fileInvalid', 'rule.unwritable']

/** A change of a rule file; what stands in its way is a failure that says what to do. */
export async function changed<T>(change: Promise<T>): Promise<T> {
  try {
    return await change
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    if (REFUSALS.includes(String(error.code))) throw new Failure('rule.notRemovable', error.message)
    throw new Failure('home.notWritable', `The rules could not be saved: ${error.message}`)
  }
}
