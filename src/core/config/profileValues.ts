import type { ThreadSettings } from '../thread/settings.ts'

/** What a profile has to say for threads to get these settings. The mode is a thread's own. */
export function profileValues({
  provider,
  model,
  effort,
  approvalPolicy,
  sandbox,
}: ThreadSettings): Record<string, unknown> {
  const { mode, networkAccess, writableRoots, excludeTmpdirEnvVar, excludeSlashTmp } = sandbox
  const isWorkspace = mode === 'workspace-write'
  return {
    model_provider: provider,
    model,
    ...(effort === undefined ? {} : { model_reasoning_effort: effort }),
    approval_policy: approvalPolicy,
    sandbox_mode: mode,
    ...(isWorkspace
      ? {
          sandbox_workspace_write: {
            network_access: networkAccess,
            writable_roots: writableRoots,
            exclude_tmpdir_env_var: excludeTmpdirEnvVar,
            exclude_slash_tmp: excludeSlashTmp,
          },
        }
      : {}),
  }
}
