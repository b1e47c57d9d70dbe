import type { CallOutput, ContentPart } from '../../../core/thread/items.ts'
import type { Connection } from './connection.ts'
import { listAll } from './connection.ts'
import { readResult } from './results.ts'
import type { Server } from './server.ts'

/** Something a server can be asked to read, in its own words. */
export interface McpResource {
  server: string
  uri: string
  name: string
  title?: string
  description?: string
  mimeType?: string
}

/** A pattern of addresses, e.g. `file:///{path}`. */
export interface McpResourceTemplate extends Omit<McpResource, 'uri'> {
  uriTemplate: string
}

export interface McpResources {
  /** Of one server, or of all that are ready. Rejects when the named one cannot be asked. */
  list(server: string | null, signal: AbortSignal): Promise<McpResource[]>
  templates(server: string | null, signal: AbortSignal): Promise<McpResourceTemplate[]>
  read(
    resource: { server: string; uri: string },
    options: { signal: AbortSignal; outputTokenLimit: number },
  ): Promise<{ output: CallOutput; content: ContentPart[] }>
}

const MAX_RESOURCES = 1000
const MAX_FIELD_CHARS = 1000

export function createResources(deps: { servers(): Server[]; find(name: string): Server }): McpResources {
  const each = async <T>(
    name: string | null,
    signal: AbortSignal,
    read: (connection: Connection, server: string) => Promise<T[]>,
  ): Promise<T[]> => {
    if (name !== null) return read(await deps.find(name).ready(signal), name)
    const answers = deps.servers().map(async server => {
      const connection = server.connection()
      // One server that does not answer does not hide what the others have.
      return connection ? await read(connection, server.config.name).catch(() => []) : []
    })
    return (await Promise.all(answers)).flat()
  }

  return {
    list: (name, signal) =>
      each(name, signal, async (connection, server) => {
        const raw = await entries(connection, 'resources/list', 'resources', signal)
        return raw.flatMap(entry =>
          typeof entry.uri === 'string' ? [{ uri: entry.uri.slice(0, MAX_FIELD_CHARS), ...named(entry, server) }] : [],
        )
      }),
    templates: (name, signal) =>
      each(name, signal, async (connection, server) => {
        const raw = await entries(connection, 'resources/templates/list', 'resourceTemplates', signal)
        return raw.flatMap(entry =>
          typeof entry.uriTemplate === 'string'
            ? [{ uriTemplate: entry.uriTemplate.slice(0, MAX_FIELD_CHARS), ...named(entry, server) }]
            : [],
        )
      }),
    async read({ server: name, uri }, { signal, outputTokenLimit }) {
      const server = deps.find(name)
      const connection = await server.ready(signal)
      const limited = AbortSignal.any([signal, AbortSignal.timeout(server.config.toolTimeoutMs)])
      const result = await connection.request('resources/read', { uri }, { signal: limited })
      const { contents } = result
      // Read like the answer of a tool that embeds resources: the same limits, the same notes.
      const content = Array.isArray(contents) ? contents.map(resource => ({ type: 'resource', resource })) : []
      return readResult({ ...result, content, structuredContent: undefined }, outputTokenLimit)
    },
  }
}

async function entries(connection: Connection, method: string, field: string, signal: AbortSignal) {
  if (!connection.offers.resources) return []
  const raw = await listAll(connection, method, field, { limit: MAX_RESOURCES, signal })
  return raw.slice(0, MAX_RESOURCES).filter(isObject)
}

const named = (entry: Record<string, unknown>, server: string) => ({
  server,
  name: text(entry.name) ?? '',
  title: text(entry.title),
  description: text(entry.description),
  mimeType: text(entry.mimeType),
})

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, MAX_FIELD_CHARS) : undefined

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
