import { randomBytes } from 'node:crypto'
import type { OAuthClientProvider, OAuthDiscoveryState } from '@modelcontextprotocol/sdk/client/auth.js'
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import type { McpServer, McpTransport } from '../../../core/mcp/servers.ts'
import { isConfidential } from '../../../core/mcp/servers.ts'
import { refusedAddress } from './addresses.ts'
import { startCallbackServer } from './callbackServer.ts'
import { guardedFetch } from './guardedFetch.ts'
import type { Fetch } from './guardedFetch.ts'
import type { Sdk } from './sdk.ts'
import { SignInNeeded } from './problems.ts'
import type { McpTokens, SignedIn } from './tokens.ts'

type HttpTransport = McpTransport & { type: 'http' }

/** How long the user may take in the browser. */
const PATIENCE_MS = 10 * 60_000
const MAX_METADATA_BYTES = 1024 * 1024

const metadataOf = (redirectUrl: string, scopes: readonly string[] | undefined) => ({
  client_name: 'Heddle',
  redirect_uris: [redirectUrl],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  scope: scopes?.join(' '),
})

/**
 * Shows a server the tokens of an earlier sign-in and refreshes them. Never starts a new one by itself: that takes a
 * person, and asks addresses that the server chose.
 */
export function storedSignIn(server: McpServer, transport: HttpTransport, tokens: McpTokens): OAuthClientProvider {
  const stored = (): SignedIn | null => tokens.get(server.name, transport.url)
  const keep = async (change: Partial<SignedIn>): Promise<void> => {
    const known = stored()
    if (known) await tokens.set(server.name, transport.url, { ...known, ...change })
  }
  const redirectUrl = 'http://127.0.0.1/callback'
  return {
    redirectUrl,
    clientMetadata: metadataOf(redirectUrl, transport.scopes),
    clientInformation: () => stored()?.client,
    tokens: () => stored()?.tokens,
    saveTokens: fresh => keep({ tokens: fresh }),
    discoveryState: () => stored()?.discovery,
    invalidateCredentials: () => tokens.remove(server.name, transport.url),
    redirectToAuthorization: () => {
      throw new SignInNeeded('The sign-in has expired.')
    },
    saveCodeVerifier: () => undefined,
    codeVerifier: () => '',
  }
}

export interface SignInAttempt {
  /** The page to open in the browser; null when there was nothing to ask the user. */
  url: string | null
  /** Resolves when the tokens are stored. */
  done: Promise<void>
}

/**
 * Begins to sign in to a server: finds out who signs people in for it, registers, and waits on a local port for the
 * browser to come back.
 */
export async function beginSignIn(options: {
  sdk: Sdk
  server: McpServer
  transport: HttpTransport
  tokens: McpTokens
  /** Port the browser comes back to; 0 for any. */
  callbackPort: number
  signal: AbortSignal
}): Promise<SignInAttempt> {
  const { sdk, server, transport, tokens, callbackPort } = options
  const serverUrl = new URL(transport.url)
  if (!isConfidential(transport.url))
    throw new Error(`${server.name} is not https; its tokens could be read on the way.`)
  const over = new AbortController()
  const signal = AbortSignal.any([options.signal, over.signal, AbortSignal.timeout(PATIENCE_MS)])
  const fetchFn = guardedFetch({
    server: serverUrl,
    headers: {},
    maxBytes: MAX_METADATA_BYTES,
    onViolation: () => undefined,
  })
  const state = randomBytes(24).toString('base64url')
  const callback = await startCallbackServer({ port: callbackPort, state, signal })
  try {
    const challenge = await challengeOf(sdk, serverUrl, fetchFn, signal)
    const flow = createFlow(transport, callback.url, state)
    const how = { serverUrl, scope: transport.scopes?.join(' ') ?? challenge.scope, fetchFn }
    await sdk.auth(flow.provider, { ...how, resourceMetadataUrl: challenge.resourceMetadataUrl })
    const page = flow.page()
    if (page !== null) {
      const refused = refusedAddress(page, serverUrl)
      if (refused !== null) throw new Error(`It wants to sign you in at an address that is not opened: ${refused}.`)
    }
    const done = callback.code
      .then(async authorizationCode => {
        await sdk.auth(flow.provider, { ...how, authorizationCode })
        await tokens.set(server.name, transport.url, flow.signedIn())
      })
      .finally(() => {
        callback.close()
        over.abort()
      })
    done.catch(() => undefined) // told to whoever waits for it
    return { url: page?.href ?? null, done }
  } catch (error) {
    over.abort(error)
    throw error
  }
}

/** Asks the server without credentials who signs people in for it. */
async function challengeOf(sdk: Sdk, url: URL, fetchFn: Fetch, signal: AbortSignal) {
  const response = await fetchFn(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'ping' }),
    signal,
  })
  await response.body?.cancel()
  return response.status === 401 ? sdk.challengeOf(response) : {}
}

/** The state of one sign-in, kept in memory until it has succeeded. */
function createFlow(transport: HttpTransport, redirectUrl: string, state: string) {
  let client: OAuthClientInformationMixed | undefined
  let tokens: OAuthTokens | undefined
  let discovery: OAuthDiscoveryState | undefined
  let verifier = ''
  let page: URL | null = null
  const provider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: metadataOf(redirectUrl, transport.scopes),
    state: () => state,
    clientInformation: () => client,
    saveClientInformation: information => void (client = information),
    tokens: () => tokens,
    saveTokens: granted => void (tokens = granted),
    discoveryState: () => discovery,
    saveDiscoveryState: found => void (discovery = found),
    redirectToAuthorization: url => void (page = url),
    saveCodeVerifier: code => void (verifier = code),
    codeVerifier: () => verifier,
  }
  return {
    provider:
      transport.resource === undefined
        ? provider
        : { ...provider, validateResourceURL: async () => new URL(transport.resource ?? transport.url) },
    page: (): URL | null => page,
    signedIn(): SignedIn {
      if (!client || !tokens) throw new Error('The server gave no token.')
      return { client, tokens, discovery }
    },
  }
}
