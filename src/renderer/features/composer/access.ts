import type { ApprovalPolicy, SandboxMode, SandboxPolicy, ThreadSettings } from '../../../core/thread/settings.ts'
import type { MenuChoice } from '../../ui/Menu.tsx'
import { t } from '../../ui/i18n/t.ts'

export const SANDBOX_CHOICES: readonly MenuChoice<SandboxMode>[] = [
  { value: 'read-only', name: t('Read only'), about: t('Reads anything, changes nothing, no network') },
  { value: 'workspace-write', name: t('Workspace'), about: t('Changes files in this folder only') },
  { value: 'danger-full-access', name: t('Full access'), about: t('No sandbox: all your files and the network') },
]

export const POLICY_CHOICES: readonly MenuChoice<ApprovalPolicy>[] = [
  { value: 'untrusted', name: t('Ask before most'), about: t('Only commands known to read run unasked') },
  { value: 'on-request', name: t('Ask'), about: t('Asks for what is dangerous or leaves the sandbox') },
  { value: 'on-failure', name: t('Ask after a failure'), about: t('Asks when the sandbox stopped something') },
  { value: 'never', name: t('Never ask'), about: t('What would need a question is refused instead') },
]

const nameIn = <T extends string>(choices: readonly MenuChoice<T>[], value: T): string =>
  choices.find(choice => choice.value === value)?.name ?? value

/** `Workspace · ask`: what a thread may touch and when it asks. */
export const accessName = ({ sandbox, approvalPolicy }: ThreadSettings): string =>
  `${nameIn(SANDBOX_CHOICES, sandbox.mode)} · ${nameIn(POLICY_CHOICES, approvalPolicy).toLowerCase()}`

/** The same policy in another mode. Each mode says for itself whether there is a network; workspace starts without. */
export const inMode = (policy: SandboxPolicy, mode: SandboxMode): SandboxPolicy =>
  policy.mode === mode ? policy : { ...policy, mode, networkAccess: mode === 'danger-full-access' }
