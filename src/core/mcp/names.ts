/** The longest name that providers take for a tool. */
const MAX_NAME = 64
const SUFFIX_CHARS = 8

/** Prefix of all MCP tools: no built-in tool has it, so none can be shadowed. */
export const MCP_PREFIX = 'mcp__'

const sanitised = (text: string): string => text.replaceAll(/[^a-zA-Z0-9_-]/g, '_')

/**
 * Names for tools of servers, `mcp__server__tool`, in the order given: of `[a-zA-Z0-9_-]`, at most 64 characters, all
 * different. Where two would be the same, or one too long, each gets a suffix of its own `digest`, so that a name does
 * not depend on who came first. `digest` gives hexadecimal text.
 */
export function qualifiedNames(
  tools: readonly { server: string; tool: string }[],
  digest: (text: string) => string,
): string[] {
  const plain = tools.map(({ server, tool }) => `${MCP_PREFIX}${sanitised(server)}__${sanitised(tool)}`)
  const counts = new Map<string, number>()
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1)
  return plain.map((name, index) => {
    if (name.length <= MAX_NAME && counts.get(name) === 1) return name
    const { server = '', tool = '' } = tools[index] ?? {}
    const suffix = digest(JSON.stringify([server, tool])).slice(0, SUFFIX_CHARS)
    return `${name.slice(0, MAX_NAME - SUFFIX_CHARS - 1)}_${suffix}`
  })
}
