import { useState } from 'react'
import type { ApprovalPolicy, SandboxMode, ThreadSettings } from '../../../core/thread/settings.ts'
import { useQuery } from '../../state/engine.ts'
import { inMode } from '../composer/index.ts'

export interface TriedSettings {
  /** Those of a new thread with what was changed here; undefined while nothing was: the engine takes its own. */
  settings: ThreadSettings | undefined
  /** What is in force; null until it is known. */
  policy: ApprovalPolicy | null
  mode: SandboxMode | null
  choosePolicy(policy: ApprovalPolicy): void
  chooseMode(mode: SandboxMode): void
}

/** Lets a person try a command under other settings than those of a new thread. */
export function useTriedSettings(cwd: string): TriedSettings {
  const { result } = useQuery('settings/read', { cwd })
  const [policy, choosePolicy] = useState<ApprovalPolicy | null>(null)
  const [mode, chooseMode] = useState<SandboxMode | null>(null)
  const own = result?.settings
  const settings =
    own && (policy !== null || mode !== null)
      ? {
          ...own,
          approvalPolicy: policy ?? own.approvalPolicy,
          sandbox: mode === null ? own.sandbox : inMode(own.sandbox, mode),
        }
      : undefined
  return {
    settings,
    policy: policy ?? own?.approvalPolicy ?? null,
    mode: mode ?? own?.sandbox.mode ?? null,
    choosePolicy,
    chooseMode,
  }
}
