import { sandboxOf } from '../thread/settings.ts'
import type { ApprovalPolicy, Effort, SandboxMode, SandboxPolicy, ThreadSettings } from '../thread/settings.ts'
import { APPROVAL_POLICIES, EFFORTS, SANDBOX_MODES } from '../thread/settings.ts'
import { list, record, text, texts } from './line.ts'
import type { Json } from './line.ts'

/** Our everyday mode has another name there. */
const CODE = 'code'
const THEIR_CODE = 'default'

/** The `turn_context` payload of a turn. Their modes are two; the rest is in the envelope. */
export function contextPayload(turnId: string, cwd: string, settings: ThreadSettings): Json {
  const { model, effort, mode, approvalPolicy, sandbox } = settings
  return {
    turn_id: turnId,
    root_turn_id: turnId,
    cwd,
    approval_policy: approvalPolicy,
    sandbox_policy: sandboxPayload(sandbox),
    model,
    effort: effort === 'none' ? undefined : effort,
    summary: 'auto',
    collaboration_mode: {
      mode: mode === 'plan' ? mode : THEIR_CODE,
      settings: { model, reasoning_effort: effort ?? null, developer_instructions: null },
    },
  }
}

function sandboxPayload({ mode, ...sandbox }: SandboxPolicy): Json {
  if (mode !== 'workspace-write') return { type: mode }
  return {
    type: mode,
    writable_roots: sandbox.writableRoots,
    network_access: sandbox.networkAccess,
    exclude_tmpdir_env_var: sandbox.excludeTmpdirEnvVar,
    exclude_slash_tmp: sandbox.excludeSlashTmp,
  }
}

/** The settings that a turn of the real program ran with, as far as its line tells. */
export function settingsOf(payload: Json, provider: string): ThreadSettings {
  const collaboration = record(payload.collaboration_mode)
  const mode = text(collaboration.mode) ?? THEIR_CODE
  const effort = text(payload.effort) ?? text(record(collaboration.settings).reasoning_effort)
  const approval = text(payload.approval_policy)
  return {
    provider,
    model: text(payload.model) ?? 'unknown',
    effort: EFFORTS.find(known => known === effort) satisfies Effort | undefined,
    mode: mode === THEIR_CODE ? CODE : mode,
    approvalPolicy: (APPROVAL_POLICIES.find(known => known === approval) ?? 'on-request') satisfies ApprovalPolicy,
    sandbox: sandboxFrom(payload),
  }
}

function sandboxFrom(payload: Json): SandboxPolicy {
  const policy = record(payload.sandbox_policy)
  const named = text(policy.type) ?? text(policy.mode)
  const mode: SandboxMode = SANDBOX_MODES.find(known => known === named) ?? 'read-only'
  if (mode !== 'workspace-write') return sandboxOf(mode)
  return sandboxOf(mode, {
    networkAccess: policy.network_access === true,
    writableRoots: 'writable_roots' in policy ? texts(policy.writable_roots) : profileRoots(payload),
    excludeTmpdirEnvVar: policy.exclude_tmpdir_env_var === true,
    excludeSlashTmp: policy.exclude_slash_tmp === true,
  })
}

/** Newer files keep extra writable folders as entries of a permission profile. */
function profileRoots(payload: Json): string[] {
  const entries = list(record(record(payload.permission_profile).file_system).entries).map(record)
  return entries
    .filter(entry => entry.access === 'write' && record(entry.path).type === 'path')
    .map(entry => text(record(entry.path).path) ?? '')
    .filter(path => path !== '' && path !== payload.cwd)
}
