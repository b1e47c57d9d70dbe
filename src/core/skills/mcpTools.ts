/**
 * Whether a tool of an MCP server is among those that are known by their names for models. A skill writes it like these,
 * `mcp__server__tool`, or as `server/tool`; `server/*` is any tool of a server.
 */
export function isKnownTool(tool: string, known: readonly string[]): boolean {
  const full = tool.startsWith('mcp__') ? tool : `mcp__${tool.replace(/[/.:]/, '__')}`
  return full.endsWith('__*') ? known.some(name => name.startsWith(full.slice(0, -1))) : known.includes(full)
}
