import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import type { OAuthDiscoveryState } from '@modelcontextprotocol/sdk/client/auth.js'
import { privateFile } from './privateFile.ts'

/** What signing in left behind. */
export interface SignedIn {
  tokens: OAuthTokens
  client: OAuthClientInformationMixed
  discovery?: OAuthDiscoveryState
}

export interface McpTokens {
  /** By the server's name and address: a token never goes to another address under the same name. */
  get(server: string, url: string): SignedIn | null
  set(server: string, url: string, signedIn: SignedIn): Promise<void>
  remove(server: string, url: string): Promise<void>
}

interface Stored {
  version: 1
  servers: Record<string, SignedIn>
}

/** The tokens of servers, in a file that only this user may read. */
export function createMcpTokens(path: string): McpTokens {
  const file = privateFile<Stored>(path, { version: 1, servers: {} }, isStored)
  const keyOf = (server: string, url: string): string => JSON.stringify([server, url])
  return {
    get: (server, url) => file.value().servers[keyOf(server, url)] ?? null,
    set: (server, url, signedIn) =>
      file.change(({ servers }) => ({ version: 1, servers: { ...servers, [keyOf(server, url)]: signedIn } })),
    remove: (server, url) =>
      file.change(({ servers }) => {
        const { [keyOf(server, url)]: _, ...rest } = servers
        return { version: 1, servers: rest }
      }),
  }
}

const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && 'servers' in value && typeof value.servers === 'object'
