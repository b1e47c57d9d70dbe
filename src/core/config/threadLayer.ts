import type { Layer, Table } from './merge.ts'
import type { ConfigValues } from './schema.ts'
import type { ThreadSettings } from '../thread/settings.ts'

/** What a thread is set to where that is not what the files say, as a layer of its own; null where all of it is. */
export function threadLayer(settings: ThreadSettings, files: ConfigValues): Layer | null {
  const { sandbox } = settings
  const writes = files.sandbox_workspace_write ?? {}
  const set: Table = {
    ...differing('model', settings.model, files.model),
    ...differing('model_provider', settings.provider, files.model_provider),
    ...differing('model_reasoning_effort', settings.effort, files.model_reasoning_effort),
    ...differing('approval_policy', settings.approvalPolicy, files.approval_policy ?? 'on-request'),
    ...differing('sandbox_mode', sandbox.mode, files.sandbox_mode ?? 'workspace-write'),
  }
  // Full access and read-only have no say in these.
  const inner: Table =
    sandbox.mode === 'workspace-write'
      ? {
          ...differing('network_access', sandbox.networkAccess, writes.network_access ?? false),
          ...differing('writable_roots', sandbox.writableRoots, writes.writable_roots ?? []),
          ...differing('exclude_tmpdir_env_var', sandbox.excludeTmpdirEnvVar, writes.exclude_tmpdir_env_var ?? false),
          ...differing('exclude_slash_tmp', sandbox.excludeSlashTmp, writes.exclude_slash_tmp ?? false),
        }
      : {}
  if (Object.keys(inner).length > 0) set.sandbox_workspace_write = inner
  return Object.keys(set).length === 0 ? null : { name: 'thread', values: set }
}

const differing = (key: string, own: unknown, said: unknown): Table =>
  own === undefined || JSON.stringify(own) === JSON.stringify(said) ? {} : { [key]: own }
