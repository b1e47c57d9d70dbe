import { z } from 'zod'
import type { Mcp } from '../mcp/mcp.ts'
import { failed, ok, tool } from './tool.ts'
import type { Tool, ToolRun } from './tool.ts'

const server = z.string().min(1).describe('Name of the MCP server.')
const anyServer = z.object({ server: server.optional().describe('Name of the MCP server; all of them if left out.') })

/** The tools with which models look at what MCP servers have to read. */
export function mcpResourceTools(resources: Mcp['resources']): Tool[] {
  const tools = [
    tool({
      name: 'list_mcp_resources',
      description: 'Lists what MCP servers have to read: files, records, documents, each with its address.',
      effect: 'read',
      args: anyServer,
      run: ({ server = null }, run) =>
        answered('list_mcp_resources', server ?? 'all servers', run, async () =>
          listing('resources', await resources.list(server, run.signal), run),
        ),
    }),
    tool({
      name: 'list_mcp_resource_templates',
      description: 'Lists patterns of addresses that MCP servers can read, with places for values.',
      effect: 'read',
      args: anyServer,
      run: ({ server = null }, run) =>
        answered('list_mcp_resource_templates', server ?? 'all servers', run, async () =>
          listing('resourceTemplates', await resources.templates(server, run.signal), run),
        ),
    }),
    tool({
      name: 'read_mcp_resource',
      description: 'Reads one resource of an MCP server.',
      effect: 'read',
      args: z.object({ server, uri: z.string().min(1).describe('Its address, as listed or made from a template.') }),
      run: ({ server, uri }, run) =>
        answered('read_mcp_resource', `${server} ${uri}`, run, async () => {
          const { signal, model } = run
          const { output } = await resources.read({ server, uri }, { signal, outputTokenLimit: model.outputTokenLimit })
          return { output, detail: typeof output === 'string' ? `${output.length} characters` : 'with pictures' }
        }),
    }),
  ]
  return tools as unknown as Tool[]
}

type Answer = { output: Parameters<typeof ok>[0]; detail: string }

async function answered(name: string, target: string, run: ToolRun, read: () => Promise<Answer>) {
  try {
    const { output, detail } = await read()
    return ok(output, { kind: 'read', tool: name, target, detail })
  } catch (error) {
    if (run.signal.aborted) return { status: 'aborted' as const, output: 'aborted by user' }
    return failed(error instanceof Error ? error.message : String(error))
  }
}

const CHARS_PER_TOKEN = 4

/** As many entries as the model's limit takes, and how many there are. */
function listing(field: string, entries: readonly unknown[], { model }: ToolRun): Answer {
  let left = model.outputTokenLimit * CHARS_PER_TOKEN
  const shown = entries.filter(entry => (left -= JSON.stringify(entry).length) > 0)
  const omitted = entries.length - shown.length
  const output = JSON.stringify({ [field]: shown, ...(omitted > 0 ? { omitted } : {}) })
  return { output, detail: `${entries.length} entries` }
}
