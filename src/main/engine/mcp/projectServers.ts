import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { McpServerValues } from '../../../core/mcp/config.ts'
import { readServers } from '../../../core/mcp/servers.ts'
import type { McpServer } from '../../../core/mcp/servers.ts'

export interface ProjectServers {
  /** Looks again what the project of a folder brings along, and takes it over. */
  use(cwd: string): Promise<void>
  /** The servers of all folders that were asked for. */
  all(): McpServer[]
  /** Whether the threads of a folder may use a server: the user's own are there for all. */
  isOffered(cwd: string, server: string): boolean
}

/** Servers that trusted repositories bring along. They are there for the threads that work in those and for no others. */
export function createProjectServers(deps: {
  /** The servers that the user agreed to, nearest folder first. */
  repositoryServers(cwd: string): Promise<{ name: string; config: McpServerValues; origin: string }[]>
  /** Called when `all` has changed. */
  onChange(): Promise<void>
}): ProjectServers {
  const byFolder = new Map<string, McpServer[]>()
  const all = (): McpServer[] => {
    const servers = new Map<string, McpServer>()
    for (const found of byFolder.values()) for (const server of found) servers.set(server.name, server)
    return [...servers.values()]
  }
  /** Servers of two repositories may have the same name and be different ones. */
  const named = (server: McpServer): McpServer => {
    const taken = all().find(other => other.name === server.name)
    if (!taken || taken.origin === server.origin) return server
    return { ...server, name: `${server.name}-${createHash('sha256').update(server.origin).digest('hex').slice(0, 6)}` }
  }
  return {
    all,
    isOffered: (cwd, name) =>
      byFolder.get(cwd)?.some(server => server.name === name) === true || !all().some(server => server.name === name),
    async use(cwd) {
      const before = byFolder.get(cwd) ?? []
      const found = await deps.repositoryServers(cwd)
      if (found.length === 0 && before.length === 0) return
      byFolder.delete(cwd)
      const servers = found.flatMap(({ name, config, origin }) =>
        readServers({ [name]: config }, () => origin).servers.map(server => named(startedIn(server, cwd))),
      )
      byFolder.set(cwd, servers)
      if (!isDeepStrictEqual(before, servers)) await deps.onChange()
    },
  }
}

/** Its commands mean paths of the project. */
const startedIn = (server: McpServer, cwd: string): McpServer =>
  server.transport.type === 'stdio' ? { ...server, transport: { cwd, ...server.transport } } : server
