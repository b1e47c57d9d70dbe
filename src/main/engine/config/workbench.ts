import { originText } from '../../../core/config/merge.ts'
import { problemFrom } from '../../../core/config/problem.ts'
import type { Problem } from '../../../core/config/problem.ts'
import { serverObstacle } from '../../../core/config/requirements.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { readModes } from '../../../core/context/modes.ts'
import type { ModelInfo } from '../../../core/context/request.ts'
import { readServers } from '../../../core/mcp/servers.ts'
import type { McpServer } from '../../../core/mcp/servers.ts'
import type { ProviderConfig } from '../model/providers.ts'
import type { LoadedConfig } from './load.ts'
import type { SettingsDeps } from './settings.ts'

type WorkbenchDeps = Pick<SettingsDeps, 'home' | 'environment' | 'keys' | 'builtInProviders' | 'providerFrom'>

/** What a reading of the configuration means for everything that is not of one folder. */
export interface Workbench {
  base: LoadedConfig
  providers: Record<string, ProviderConfig>
  defaultProvider: string
  servers: readonly McpServer[]
  /** What is wrong with what the values mean, beside what is wrong in the files. */
  problems: readonly Problem[]
  /** All that is wrong, in words. */
  errors: string[]
}

export async function workbenchOf(deps: WorkbenchDeps, base: LoadedConfig): Promise<Workbench> {
  const { environment } = deps
  const { values, origins } = base
  const problems: string[] = []
  const providers = readProviders(deps, base, problems)
  const { servers, problems: ofServers } = readServers(values.mcp_servers ?? {}, key => originText(origins[key]))
  const obstacles = servers.flatMap(server => {
    const { transport } = server
    const is = transport.type === 'http' ? { url: transport.url } : { command: transport.command }
    const obstacle = serverObstacle(server.name, is, base.required)
    return obstacle === null
      ? []
      : [{ name: server.name, text: `${server.origin}: mcp_servers.${server.name}: ${obstacle}` }]
  })
  problems.push(...ofServers, ...obstacles.map(({ text }) => text), ...modesIn(base).problems)
  const hasKey =
    Boolean(environment.OPENAI_API_KEY || environment.CODEX_API_KEY) ||
    (providers.openai !== undefined && (await deps.keys.placeOf(providers.openai)) !== null)
  // The rehearsal model is never chosen silently once there is a key or a provider of one's own.
  const [own] = Object.keys(values.model_providers ?? {})
  const usable = hasKey || values.model ? 'openai' : 'rehearsal'
  return {
    base,
    providers,
    defaultProvider: values.model_provider ?? own ?? usable,
    servers: servers.filter(({ name }) => !obstacles.some(each => each.name === name)),
    problems: problems.map(text => problemFrom('error', text)),
    errors: [...base.errors, ...problems],
  }
}

/** What the configuration means for all folders alike. */
export function workbenchSettings(current: () => Workbench) {
  const values = (): ConfigValues => current().base.values
  return {
    contextWindow: () => values().model_context_window,
    compactAt: () => values().model_auto_compact_token_limit,
    compactPrompt: () => values().compact_prompt,
    /** What contents of changed files may take on disk. */
    undoMaxBytes: () => values().undo?.max_bytes,
    /** Whether what users say is kept, and how much of it. */
    history: () => ({
      persistence: values().history?.persistence ?? ('save-all' as const),
      maxBytes: values().history?.max_bytes,
    }),
    outputTokenLimit: () => values().tool_output_token_limit,
    verbosity: (): ModelInfo['verbosity'] => values().model_verbosity,
    webSearch: () => {
      const { web_search: mode } = values()
      return mode === 'indexed' ? 'cached' : mode
    },
    /** The MCP servers of the user's own configuration. */
    mcp: () => ({
      servers: current().servers,
      graceMs: values().mcp_optional_startup_grace_ms,
      callbackPort: values().mcp_oauth_callback_port,
    }),
  }
}

/** The modes that a reading names. */
export const modesIn = ({ values, origins }: LoadedConfig) =>
  readModes(values.modes ?? {}, key => originText(origins[key]))

function readProviders(deps: WorkbenchDeps, base: LoadedConfig, problems: string[]): Record<string, ProviderConfig> {
  const { values } = base
  const providers = deps.builtInProviders(values.openai_base_url ?? deps.environment.OPENAI_BASE_URL)
  for (const [id, table] of Object.entries(values.model_providers ?? {})) {
    const read = deps.providerFrom(id, table, Object.hasOwn(providers, id) ? providers[id] : undefined)
    if (read.ok) providers[id] = read.provider
    else problems.push(...read.problems.map(each => `${placeIn(base, each, id)}: ${each}`))
  }
  return providers
}

/** Where the key stands with which a problem of a provider begins, or else the provider. */
function placeIn({ origins }: LoadedConfig, text: string, id: string): string {
  const key = /^\S+/.exec(text)?.[0] ?? ''
  const table = `model_providers.${id}.`
  const { file, line, column } =
    origins[key] ?? Object.entries(origins).find(([each]) => each.startsWith(table))?.[1] ?? {}
  return [file ?? 'model_providers', line, column].filter(part => part !== undefined).join(':')
}
