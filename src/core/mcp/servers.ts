import type { ApprovalMode, McpServerValues } from './config.ts'

export type McpTransport =
  | {
      type: 'stdio'
      command: string
      args: string[]
      /** Variables set outright, and the names of those passed on. */
      env: Record<string, string>
      envVars: string[]
      cwd?: string
    }
  | {
      type: 'http'
      url: string
      bearerTokenEnvVar?: string
      headers: Record<string, string>
      /** Header -> variable that holds its value. */
      envHeaders: Record<string, string>
      scopes?: string[]
      resource?: string
    }

/** A server as the configuration names it. */
export interface McpServer {
  name: string
  /** Where it is configured, e.g. `~/.heddle/config.toml:14`. */
  origin: string
  transport: McpTransport
  enabled: boolean
  required: boolean
  startupTimeoutMs: number
  toolTimeoutMs: number
  enabledTools?: string[]
  disabledTools: string[]
  /** Whether it takes several calls at a time. */
  parallel: boolean
  approvalMode: ApprovalMode
  toolApprovalModes: Record<string, ApprovalMode>
}

const STARTUP_SEC = 10
const TOOL_SEC = 60

/**
 * The servers of a merged configuration, in its order. `originOf` says where a dotted key comes from; a server that
 * cannot be is left out and said in `problems`.
 */
export function readServers(
  tables: Readonly<Record<string, McpServerValues>>,
  originOf: (key: string) => string,
): { servers: McpServer[]; problems: string[] } {
  const servers: McpServer[] = []
  const problems: string[] = []
  for (const [name, table] of Object.entries(tables)) {
    const key = `mcp_servers.${name}`
    const origin = originOf(`${key}.${table.url === undefined ? 'command' : 'url'}`)
    const transport = readTransport(table)
    if ('problem' in transport) problems.push(`${origin}: ${key}: ${transport.problem}.`)
    else servers.push(serverFrom(name, origin, transport, table))
  }
  return { servers, problems }
}

function serverFrom(name: string, origin: string, transport: McpTransport, table: McpServerValues): McpServer {
  const modes = Object.entries(table.tools ?? {}).flatMap(([tool, { approval_mode }]) =>
    approval_mode === undefined ? [] : [[tool, approval_mode] as const],
  )
  return {
    name,
    origin,
    transport,
    enabled: table.enabled ?? true,
    required: table.required ?? false,
    startupTimeoutMs: table.startup_timeout_ms ?? (table.startup_timeout_sec ?? STARTUP_SEC) * 1000,
    toolTimeoutMs: (table.tool_timeout_sec ?? TOOL_SEC) * 1000,
    enabledTools: table.enabled_tools,
    disabledTools: table.disabled_tools ?? [],
    parallel: table.supports_parallel_tool_calls ?? false,
    approvalMode: table.default_tools_approval_mode ?? 'auto',
    toolApprovalModes: Object.fromEntries(modes),
  }
}

function readTransport(table: McpServerValues): McpTransport | { problem: string } {
  const { command, url } = table
  if (command !== undefined && url !== undefined) return { problem: 'it has both a command and a url; keep one' }
  if (command !== undefined) {
    const { args = [], env = {}, env_vars: envVars = [], cwd } = table
    return { type: 'stdio', command, args, env, envVars, cwd }
  }
  if (url === undefined) return { problem: 'it needs a command or a url' }
  const {
    bearer_token_env_var: bearerTokenEnvVar,
    http_headers: headers = {},
    env_http_headers: envHeaders = {},
  } = table
  const carriesSecrets = bearerTokenEnvVar !== undefined || Object.keys({ ...headers, ...envHeaders }).length > 0
  if (carriesSecrets && !isConfidential(url))
    return { problem: 'plain http to another machine would send its headers unencrypted; use https' }
  return {
    type: 'http',
    url,
    bearerTokenEnvVar,
    headers,
    envHeaders,
    scopes: table.scopes,
    resource: table.oauth_resource,
  }
}

/** Whether nobody on the way can read what is sent: https, or this machine itself. */
export const isConfidential = (url: string): boolean => /^https:/i.test(url) || isLoopback(url)

/** Whether an address is on this machine. */
export const isLoopback = (url: string): boolean =>
  /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?([/?#]|$)/i.test(url)
