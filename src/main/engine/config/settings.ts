import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { CALLS_WITHOUT_INPUT } from '../../../core/policy/brake.ts'
import { originText } from '../../../core/config/merge.ts'
import { readModes } from '../../../core/context/modes.ts'
import type { Mode } from '../../../core/context/modes.ts'
import { limitsFrom } from '../../../core/agents/config.ts'
import { readServers } from '../../../core/mcp/servers.ts'
import type { ApprovalPolicy, SandboxMode, ThreadSettings } from '../../../core/thread/settings.ts'
import type { ModelInfo } from '../../../core/context/request.ts'
import type { Keys } from '../model/keys.ts'
import type { ProviderConfig, ProviderTable } from '../model/providers.ts'
import { loadConfig } from './load.ts'
import type { LoadedConfig } from './load.ts'
import { foldersFromRoot } from './project.ts'

/** What the command line sets, above all layers. */
export interface SettingsFlags {
  model?: string
  approvalPolicy?: ApprovalPolicy
  sandbox?: SandboxMode
  writableRoots?: string[]
}

export interface EnvironmentRules {
  inherit: 'all' | 'core' | 'none'
  ignoreDefaultExcludes: boolean
  exclude: string[]
  set: Record<string, string>
  includeOnly: string[]
}

export interface SettingsDeps {
  home: string
  /** Nobody is there to answer a question. */
  unattended: boolean
  strict: boolean
  cwd?: string
  profile?: string
  overrides?: string[]
  flags?: SettingsFlags
  environment: Readonly<Record<string, string | undefined>>
  builtInProviders(openaiBaseUrl: string | undefined): Record<string, ProviderConfig>
  providerFrom(id: string, table: Record<string, unknown>, base?: ProviderConfig): ProviderTable
  defaultModel: string
  /** The keys that were entered for providers. */
  keys: Pick<Keys, 'get' | 'placeOf'>
}

/** The configuration as the engine uses it. */
export type Settings = Awaited<ReturnType<typeof createSettings>>

/**
 * Loads the configuration. With `strict` a broken one is refused; otherwise what is wrong becomes a notice and the rest
 * counts.
 */
export async function createSettings(deps: SettingsDeps) {
  const { home, profile, overrides, environment, flags = {} } = deps
  /** The newest reading of each folder's configuration: what its running turn was started with. */
  const newest = new Map<string, LoadedConfig>()
  const projects = new WeakMap<LoadedConfig, { root: string; trusted: boolean }>()
  const loadWith = (cwd: string | undefined, named: string | null | undefined) =>
    loadConfig({ home, userHome: environment.HOME || homedir(), cwd, profile: named, overrides })
  const load = async (cwd?: string) => {
    const loaded = await loadWith(cwd, profile)
    if (cwd !== undefined) newest.set(cwd, loaded)
    return loaded
  }
  const base = await load(deps.cwd)
  const problems: string[] = []
  const providers = readProviders(deps, base.values, problems)
  const { mcp_servers = {}, mcp_optional_startup_grace_ms, mcp_oauth_callback_port } = base.values
  const mcp = readServers(mcp_servers, key => originText(base.origins[key]))
  problems.push(...mcp.problems, ...modesIn(base).problems)
  const errors = [...base.errors, ...problems]
  if (deps.strict && errors[0] !== undefined) throw new Failure('settings.invalid', errors[0], { errors })

  const hasKey =
    Boolean(environment.OPENAI_API_KEY || environment.CODEX_API_KEY) ||
    (providers.openai !== undefined && (await deps.keys.placeOf(providers.openai)) !== null)
  // The rehearsal model is never chosen silently once there is a key or a provider of one's own.
  const [own] = Object.keys(base.values.model_providers ?? {})
  const usable = hasKey || base.values.model ? 'openai' : 'rehearsal'
  const defaultProvider = base.values.model_provider ?? own ?? usable
  if (deps.strict && !Object.hasOwn(providers, defaultProvider)) throw unknownProvider(home, defaultProvider, providers)

  const modelFor = (provider: string, values: ConfigValues) =>
    flags.model ?? values.model ?? (provider === 'rehearsal' ? 'rehearsal' : deps.defaultModel)

  const threadSettings = ({ values, trust, profile: named }: LoadedConfig): ThreadSettings => {
    const provider = values.model_provider ?? defaultProvider
    const writes = values.sandbox_workspace_write
    const mode = flags.sandbox ?? sandboxFor(deps, values, trust)
    return {
      provider,
      model: modelFor(provider, values),
      effort: values.model_reasoning_effort,
      mode: 'code',
      approvalPolicy: flags.approvalPolicy ?? values.approval_policy ?? (deps.unattended ? 'never' : 'on-request'),
      sandbox: {
        mode,
        networkAccess: mode === 'danger-full-access' || (mode === 'workspace-write' && writes?.network_access === true),
        writableRoots: [...(writes?.writable_roots ?? []), ...(flags.writableRoots ?? [])],
        excludeTmpdirEnvVar: writes?.exclude_tmpdir_env_var === true,
        excludeSlashTmp: writes?.exclude_slash_tmp === true,
      },
      profile: named ?? undefined,
    }
  }

  const originsIn = ({ origins }: LoadedConfig): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(origins).map(([key, origin]) => [key, originText(origin)])),
    ...(flags.approvalPolicy ? { approval_policy: 'command line' } : {}),
    ...(flags.sandbox ? { sandbox_mode: 'command line' } : {}),
  })

  return {
    providers: (): Readonly<Record<string, ProviderConfig>> => providers,
    defaultProvider: () => defaultProvider,
    defaultModel: () => modelFor(defaultProvider, base.values),
    contextWindow: () => base.values.model_context_window,
    compactAt: () => base.values.model_auto_compact_token_limit,
    compactPrompt: () => base.values.compact_prompt,
    /** What contents of changed files may take on disk. */
    undoMaxBytes: () => base.values.undo?.max_bytes,
    /** Whether what users say is kept, and how much of it. */
    history: () => ({
      persistence: base.values.history?.persistence ?? ('save-all' as const),
      maxBytes: base.values.history?.max_bytes,
    }),
    outputTokenLimit: () => base.values.tool_output_token_limit,
    verbosity: (): ModelInfo['verbosity'] => base.values.model_verbosity,
    webSearch: () => (base.values.web_search === 'indexed' ? 'cached' : base.values.web_search),
    storedKey: deps.keys.get,
    /** The MCP servers of the user's own configuration. */
    mcp: () => ({
      servers: mcp.servers,
      graceMs: mcp_optional_startup_grace_ms,
      callbackPort: mcp_oauth_callback_port,
    }),
    /** The servers as the configuration names them now. */
    async mcpServers() {
      const { values, origins } = await load(deps.cwd)
      return readServers(values.mcp_servers ?? {}, key => originText(origins[key])).servers
    },
    /** How many agents a folder's threads may have, and the roles of those, as of its newest reading. */
    agentLimits: async (cwd: string) => limitsFrom((newest.get(cwd) ?? (await load(cwd))).values.agents),
    agentRoles: async (cwd: string) => (newest.get(cwd) ?? (await load(cwd))).roles,
    /** After how many calls without a word of the user a turn pauses; 0: never. */
    brakeLimit: (cwd: string): number =>
      (newest.get(cwd) ?? base).values.max_calls_without_input ?? (deps.unattended ? 0 : CALLS_WITHOUT_INPUT),
    /** How long a question waits for its answer; undefined: for ever. */
    questionTimeoutMs(cwd: string): number | undefined {
      const seconds = (newest.get(cwd) ?? base).values.tools?.request_user_input?.timeout_seconds
      return seconds ? seconds * 1000 : undefined
    },
    /** Which variables commands of a folder see, as of the newest reading of its configuration. */
    environmentPolicy: (cwd: string) => environmentRules((newest.get(cwd) ?? base).values),
    notices: () => [...new Set([...errors, ...base.notices])],
    config: (cwd: string) => load(cwd),
    isTrusted: async (cwd: string) => (await load(cwd)).trust === 'trusted',
    /** The modes that a folder has, as of the newest reading of its configuration. */
    modes: (cwd: string): Mode[] => modesIn(newest.get(cwd) ?? base).modes,
    modesNow: async (cwd: string): Promise<Mode[]> => modesIn(await load(cwd)).modes,
    /** The project that a folder belongs to, by its real path, as of the newest reading of its configuration. */
    async projectOf(cwd: string): Promise<{ root: string; trusted: boolean }> {
      const reading = newest.get(cwd) ?? (await load(cwd))
      const known = projects.get(reading)
      if (known) return known
      const [root = cwd] = await foldersFromRoot(await realpath(cwd).catch(() => cwd))
      const project = { root, trusted: reading.trust === 'trusted' }
      projects.set(reading, project)
      return project
    },
    /** The newest reading of a folder's configuration: another object after every reading. */
    reading: (cwd: string): object | undefined => newest.get(cwd),
    /** Makes every folder's configuration be read anew, e.g. because trust was given. */
    forget: () => newest.clear(),
    forThread: async (cwd: string) => threadSettings(await load(cwd)),
    /** What a thread of a folder gets with another profile (null: with none), and where each setting comes from. */
    async withProfile(cwd: string, named: string | null) {
      const loaded = await loadWith(cwd, named)
      return { settings: threadSettings(loaded), origins: originsIn(loaded) }
    },
    /** The profile of new threads; null: none. */
    activeProfile: async (): Promise<string | null> => (await load(deps.cwd)).profile,
    /** Where each setting of a new thread in a folder comes from, by its dotted configuration key. */
    async originsFor(cwd: string): Promise<Record<string, string>> {
      return originsIn(newest.get(cwd) ?? (await load(cwd)))
    },
  }
}

const modesIn = ({ values, origins }: LoadedConfig) => readModes(values.modes ?? {}, key => originText(origins[key]))

function readProviders(deps: SettingsDeps, values: ConfigValues, problems: string[]): Record<string, ProviderConfig> {
  const providers = deps.builtInProviders(values.openai_base_url ?? deps.environment.OPENAI_BASE_URL)
  for (const [id, table] of Object.entries(values.model_providers ?? {})) {
    const read = deps.providerFrom(id, table, Object.hasOwn(providers, id) ? providers[id] : undefined)
    if (read.ok) providers[id] = read.provider
    else problems.push(...read.problems.map(problem => `${join(deps.home, 'config.toml')}: ${problem}`))
  }
  return providers
}

const unknownProvider = (home: string, id: string, providers: Record<string, ProviderConfig>) =>
  new Failure(
    'settings.invalid',
    `There is no model provider "${id}". Configured are ${Object.keys(providers).join(', ')}; add [model_providers.${id}] to ${join(home, 'config.toml')}.`,
    { provider: id },
  )

/** Someone who watches chose the folder; where nobody does, only a trusted one may be written. */
function sandboxFor({ unattended }: SettingsDeps, values: ConfigValues, trust: LoadedConfig['trust']): SandboxMode {
  if (trust === 'untrusted') return 'read-only'
  return values.sandbox_mode ?? (unattended && trust !== 'trusted' ? 'read-only' : 'workspace-write')
}

function environmentRules({ shell_environment_policy: policy = {} }: ConfigValues): EnvironmentRules {
  return {
    inherit: policy.inherit ?? 'core',
    ignoreDefaultExcludes: policy.ignore_default_excludes === true,
    exclude: policy.exclude ?? [],
    set: policy.set ?? {},
    includeOnly: policy.include_only ?? [],
  }
}
