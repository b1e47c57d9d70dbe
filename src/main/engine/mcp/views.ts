import { createHash } from 'node:crypto'
import type { ApprovalMode } from '../../../core/mcp/config.ts'
import { qualifiedNames } from '../../../core/mcp/names.ts'
import type { ListedTool, ToolHints } from '../../../core/mcp/tools.ts'
import type { McpState, Server } from './server.ts'

/** A tool that a model can be told of. */
export interface McpTool {
  /** What a model calls it: unique among all tools. */
  name: string
  server: string
  /** What its server calls it. */
  tool: string
  title?: string
  description: string
  inputSchema: Record<string, unknown>
  hints: ToolHints
  /** Of its name, description, schemas and hints: an approval holds only while it stays the same. */
  schemaHash: string
  approvalMode: ApprovalMode
  /** Where its server is configured. */
  origin: string
  /** Whether its server takes several calls at a time. */
  parallel: boolean
}

export interface McpServerView {
  name: string
  origin: string
  transport: 'stdio' | 'http'
  /** The command line, or the address, without the secrets it was given. */
  target: string
  required: boolean
  state: McpState
  /** What it says of itself. */
  about: { name: string; version: string; instructions?: string } | null
  tools: McpTool[]
  /** Whether it offers resources beside tools. */
  resources: boolean
  /** What was cut or left out of what it lists. */
  notes: string[]
  signedIn: boolean
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The tools of all servers that the configuration lets through, with the names that models know them by. */
export function toolsOf(servers: readonly Server[]): McpTool[] {
  const offered = servers.flatMap(server => {
    const { name, enabledTools, disabledTools } = server.config
    return server
      .tools()
      .filter(({ tool }) => enabledTools?.includes(tool) !== false && !disabledTools.includes(tool))
      .map(listed => ({ server: name, tool: listed.tool, listed, config: server.config }))
  })
  const names = qualifiedNames(offered, sha256)
  return offered.map(({ listed, config }, index) => ({
    name: names[index] ?? '',
    server: config.name,
    tool: listed.tool,
    title: listed.title,
    description: listed.description,
    inputSchema: listed.inputSchema,
    hints: listed.hints,
    schemaHash: sha256(listed.fingerprint),
    approvalMode: config.toolApprovalModes[listed.tool] ?? config.approvalMode,
    origin: config.origin,
    parallel: config.parallel,
  }))
}

/** Everything that a server lists, also what the configuration keeps from models. */
export function listedTools({ config, tools }: Server): (ListedTool & Pick<McpTool, 'schemaHash' | 'approvalMode'>)[] {
  return tools().map(listed => ({
    ...listed,
    schemaHash: sha256(listed.fingerprint),
    approvalMode: config.toolApprovalModes[listed.tool] ?? config.approvalMode,
  }))
}

/** A server as a person sees it. `clean` takes its secrets out of a text. */
export function viewOf(
  server: Server,
  { tools, signedIn, clean }: { tools: readonly McpTool[]; signedIn: boolean; clean(text: string): string },
): McpServerView {
  const { name, origin, transport, required } = server.config
  const connection = server.connection()
  return {
    name,
    origin,
    transport: transport.type,
    target: clean(transport.type === 'stdio' ? [transport.command, ...transport.args].join(' ') : transport.url),
    required,
    state: server.state(),
    about: connection && { name: connection.name, version: connection.version, instructions: connection.instructions },
    tools: tools.filter(tool => tool.server === name),
    resources: connection?.offers.resources ?? false,
    notes: [...server.notes()],
    signedIn,
  }
}
