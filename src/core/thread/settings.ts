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
}

export const sandboxOf = (mode: SandboxMode, over: Partial<SandboxPolicy> = {}): SandboxPolicy => ({
  networkAccess: mode === 'danger-full-access',
  writableRoots: [],
  excludeTmpdirEnvVar: false,
  excludeSlashTmp: false,
  ...over,
  mode,
})
