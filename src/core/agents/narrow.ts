import type { ApprovalPolicy, Effort, SandboxMode, SandboxPolicy, ThreadSettings } from '../thread/settings.ts'
import { sandboxOf, SANDBOX_MODES } from '../thread/settings.ts'

/** What is asked for an agent; what is left out is as its parent has it. */
export interface Wishes {
  model?: string
  effort?: Effort
  sandbox?: SandboxMode
  approvalPolicy?: ApprovalPolicy
}

/** What a thread with a policy may give its agents: policies by which nothing more happens than by its own. */
const GIVES: Readonly<Record<ApprovalPolicy, readonly ApprovalPolicy[]>> = {
  untrusted: ['untrusted'],
  never: ['never'],
  'on-request': ['on-request', 'untrusted', 'never'],
  'on-failure': ['on-failure', 'untrusted', 'never'],
}

/** The settings of an agent: those of its parent, as asked for, and never allowing more than the parent's. */
export function settingsOfAgent(parent: ThreadSettings, wishes: Wishes): ThreadSettings {
  const { model = parent.model, effort = parent.effort, approvalPolicy: policy = parent.approvalPolicy } = wishes
  return {
    ...parent,
    model,
    effort,
    approvalPolicy: GIVES[parent.approvalPolicy].includes(policy) ? policy : parent.approvalPolicy,
    sandbox: narrowed(parent.sandbox, wishes.sandbox),
  }
}

function narrowed(sandbox: SandboxPolicy, wanted: SandboxMode = sandbox.mode): SandboxPolicy {
  const isTighter = SANDBOX_MODES.indexOf(wanted) < SANDBOX_MODES.indexOf(sandbox.mode)
  return isTighter ? sandboxOf(wanted) : sandbox
}

/** Whether everything that `inner` allows is allowed by `outer` as well. */
export function isWithin(inner: ThreadSettings, outer: ThreadSettings): boolean {
  const [a, b] = [inner.sandbox, outer.sandbox]
  const isConfined =
    b.mode === 'danger-full-access' ||
    (SANDBOX_MODES.indexOf(a.mode) <= SANDBOX_MODES.indexOf(b.mode) &&
      (b.networkAccess || !a.networkAccess) &&
      (a.mode === 'read-only' || writesWithin(a, b)))
  const isAsked = GIVES[outer.approvalPolicy].includes(inner.approvalPolicy)
  return isConfined && isAsked && (outer.mode !== 'plan' || inner.mode === 'plan')
}

const writesWithin = (a: SandboxPolicy, b: SandboxPolicy): boolean =>
  a.writableRoots.every(root => b.writableRoots.includes(root)) &&
  (a.excludeSlashTmp || !b.excludeSlashTmp) &&
  (a.excludeTmpdirEnvVar || !b.excludeTmpdirEnvVar)
