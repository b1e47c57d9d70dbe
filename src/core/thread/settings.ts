/** What a thread runs with. Changing it takes effect from the next turn (systems 1.2). */

export type ApprovalPolicy = 'untrusted' | 'on-failure' | 'on-request' | 'never'
export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access'
export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh'

export const APPROVAL_POLICIES: readonly ApprovalPolicy[] = ['untrusted', 'on-failure', 'on-request', 'never']
export const SANDBOX_MODES: readonly SandboxMode[] = ['read-only', 'workspace-write', 'danger-full-access']
export const EFFORTS: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh']

export interface SandboxPolicy {
  mode: SandboxMode
  /** Only workspace-write can have it off or on; read-only never has network, full access always has. */
  networkAccess: boolean
  /** Absolute paths, beside the working directory, that commands may write in workspace-write. */
  writableRoots: string[]
  excludeTmpdirEnvVar: boolean
  excludeSlashTmp: boolean
}

export interface ThreadSettings {
  provider: string
  model: string
  effort?: Effort
  /** Collaboration mode: `code` (default), `plan`, `pair`, `execute`, or one from the configuration. */
  mode: string
  approvalPolicy: ApprovalPolicy
  sandbox: SandboxPolicy
  profile?: string
  /** What the configuration gave with the profile when a turn last began; see `following`. */
  given?: GivenSettings
}

/** What a configuration says of a thread. The mode is the thread's own. */
export type GivenSettings = Pick<ThreadSettings, 'provider' | 'model' | 'effort' | 'approvalPolicy' | 'sandbox'>

export const givenOf = ({ provider, model, effort, approvalPolicy, sandbox }: ThreadSettings): GivenSettings => ({
  provider,
  model,
  effort,
  approvalPolicy,
  sandbox,
})

/**
 * A thread's settings as its next turn begins, with what its profile gives now. What still is as the profile gave it
 * before follows the profile; what a person set on the thread itself stays.
 */
export function following(settings: ThreadSettings, now: GivenSettings): ThreadSettings {
  const { given: before } = settings
  // Nothing is known of what was given before: what differs now was set by a person.
  if (!before) return { ...settings, given: now }
  const isModelGiven = settings.provider === before.provider && settings.model === before.model
  return {
    ...settings,
    ...(isModelGiven ? { provider: now.provider, model: now.model } : {}),
    effort: settings.effort === before.effort ? now.effort : settings.effort,
    approvalPolicy: settings.approvalPolicy === before.approvalPolicy ? now.approvalPolicy : settings.approvalPolicy,
    sandbox: isSame(settings.sandbox, before.sandbox) ? now.sandbox : settings.sandbox,
    given: now,
  }
}

const isSame = (a: SandboxPolicy, b: SandboxPolicy): boolean =>
  a.mode === b.mode &&
  a.networkAccess === b.networkAccess &&
  a.excludeTmpdirEnvVar === b.excludeTmpdirEnvVar &&
  a.excludeSlashTmp === b.excludeSlashTmp &&
  a.writableRoots.length === b.writableRoots.length &&
  a.writableRoots.every((root, index) => root === b.writableRoots[index])

export const sandboxOf = (mode: SandboxMode, over: Partial<SandboxPolicy> = {}): SandboxPolicy => ({
  networkAccess: mode === 'danger-full-access',
  writableRoots: [],
  excludeTmpdirEnvVar: false,
  excludeSlashTmp: false,
  ...over,
  mode,
})
