import type { ToolSpec } from '../../../core/context/request.ts'
import type { Call, ToolOutcome } from '../../../core/thread/calls.ts'
import { toolNameOf } from '../../../core/thread/items.ts'
import type { CallItem } from '../../../core/thread/items.ts'
import type { Mcp } from '../mcp/mcp.ts'
import type { McpTool } from '../mcp/views.ts'
import { mcpResourceTools } from './mcpResources.ts'
import type { Registry } from './registry.ts'
import { aborted, failed } from './tool.ts'
import type { Parsed, Tool, ToolRun } from './tool.ts'

/** Whether a server is there for the threads of a folder. */
type IsOffered = (cwd: string, server: string) => boolean

type Servers = Pick<Mcp, 'names' | 'tools' | 'call' | 'resources'>

/**
 * A registry with the tools of MCP servers behind its own: whatever the servers list at the moment. A name that the
 * registry has keeps its tool.
 */
export function withMcpTools(registry: Registry, mcp: Servers, isOffered: IsOffered): Registry {
  const queue = createQueue()
  const resources = mcpResourceTools(mcp.resources)
  /** A tool is made once for as long as it stays what it is. */
  const made = new WeakMap<McpTool, Tool>()
  const toolFor = (listed: McpTool): Tool => {
    const tool = made.get(listed) ?? (mcpTool(listed, mcp, { queue, isOffered }) as Tool)
    made.set(listed, tool)
    return tool
  }
  const get = (name: string): Tool | undefined => {
    const own = registry.get(name) ?? resources.find(tool => tool.name === name)
    if (own) return own
    const listed = mcp.tools().find(tool => tool.name === name)
    return listed && toolFor(listed)
  }
  return {
    specs: (model, cwd) => {
      if (mcp.names().length === 0) return registry.specs(model, cwd)
      const offered = mcp.tools().filter(({ server }) => isOffered(cwd, server))
      const more = [...resources, ...offered.map(toolFor)].filter(tool => !registry.get(tool.name))
      return [...registry.specs(model, cwd), ...more.map(tool => tool.spec(model))]
    },
    get,
    route(item) {
      const name = toolNameOf(item)
      const tool = registry.get(name) ? undefined : get(name)
      if (!tool) return registry.route(item)
      const parsed = tool.parse(item)
      return parsed.ok ? { ok: true, tool, args: parsed.args } : parsed
    },
  }
}

type Arguments = Record<string, unknown>

function mcpTool(
  listed: McpTool,
  mcp: Servers,
  { queue, isOffered }: { queue: Queue; isOffered: IsOffered },
): Tool<Arguments> {
  const { name, server, tool, description, inputSchema: parameters } = listed
  const spec: ToolSpec = {
    type: 'function',
    name,
    description: description || `The tool ${tool} of the MCP server ${server}.`,
    strict: false,
    parameters,
  }
  return {
    name,
    // Calls to one server wait for each other below; they need not keep anything else waiting.
    lane: 'shared',
    effect: 'write',
    spec: () => spec,
    parse: parseObject,
    run: async (args, run) => {
      if (!isOffered(run.cwd, server)) return failed(`unsupported call: ${name}`)
      return listed.parallel
        ? carryOut(listed, args, run, mcp)
        : queue(server, run.signal, () => carryOut(listed, args, run, mcp))
    },
  }
}

async function carryOut(listed: McpTool, args: Arguments, run: ToolRun, mcp: Servers): Promise<ToolOutcome> {
  const { server, tool } = listed
  // It may have waited for a person, or for other calls: what runs has to be what was judged.
  const now = mcp.tools().find(other => other.server === server && other.tool === tool)
  if (!now) return failed(`The MCP server ${server} has no tool ${tool} any more.`)
  if (now.schemaHash !== listed.schemaHash || !isStillApproved(run.call, now)) return failed(CHANGED)
  return await mcp.call({
    server,
    tool,
    args,
    signal: run.signal,
    onProgress: run.onOutput,
    threadId: run.threadId,
    callId: run.call.id,
    outputTokenLimit: run.model.outputTokenLimit,
  })
}

const CHANGED =
  'Nothing ran: the tool changed after this call was allowed. Look at its description again; the user is asked anew when you call it.'

function isStillApproved(call: Call, { server, tool, schemaHash }: McpTool): boolean {
  const approved = call.phase === 'running' ? call.approvedMcp : undefined
  if (!approved) return true // it ran without a question
  return approved.server === server && approved.tool === tool && approved.schemaHash === schemaHash
}

/** Any object: what fits is for the server to say. Schemas of servers are never evaluated here. */
function parseObject(item: CallItem): Parsed<Arguments> {
  if (item.type !== 'function_call') return { ok: false, error: 'This tool takes JSON arguments.' }
  try {
    const value: unknown = item.arguments.trim() === '' ? {} : JSON.parse(item.arguments)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { ok: true, args: value as Arguments }
    return { ok: false, error: 'failed to parse function arguments: they must be an object' }
  } catch (error) {
    return { ok: false, error: `failed to parse function arguments: ${error instanceof Error ? error.message : error}` }
  }
}

type Queue = (key: string, signal: AbortSignal, work: () => Promise<ToolOutcome>) => Promise<ToolOutcome>

/** One after the other for each key. Who is stopped while waiting does not run. */
function createQueue(): Queue {
  const last = new Map<string, Promise<unknown>>()
  return (key, signal, work) => {
    const before = last.get(key) ?? Promise.resolve()
    const mine = before.then(() => (signal.aborted ? aborted() : work()))
    const settled = mine.catch(() => undefined).finally(() => last.get(key) === settled && last.delete(key))
    last.set(key, settled)
    return Promise.race([mine, whenAborted(signal, mine)])
  }
}

/** Ends at once when the signal fires; what still waits then finds it fired and does nothing. */
const whenAborted = (signal: AbortSignal, over: Promise<unknown>): Promise<ToolOutcome> =>
  new Promise(resolve => {
    const stop = () => resolve(aborted())
    signal.addEventListener('abort', stop)
    const forget = () => signal.removeEventListener('abort', stop)
    over.then(forget, forget)
  })
