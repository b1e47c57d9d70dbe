import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { mcpRig, mcpServer } from '../../../testing/mcpRig.ts'
import type { McpRig } from '../../../testing/mcpRig.ts'
import { refusedAddress } from './addresses.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close()
})

interface Seen {
  method: string
  path: string
  authorization: string | undefined
  custom: string | undefined
  body: string
}

type Answer = { status: number; headers?: Record<string, string>; body?: unknown }

/** An HTTP server that keeps what it was asked. */
async function listen(answer: (seen: Seen, base: string) => Answer) {
  const requests: Seen[] = []
  let base = ''
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void text(request).then(body => {
      const { authorization, 'x-custom': custom } = request.headers
      const seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        authorization,
        custom: String(custom),
        body,
      }
      requests.push(seen)
      const { status, headers, body: content } = answer(seen, base)
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(content === undefined ? '' : JSON.stringify(content))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  open.push({
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  })
  return { base, requests }
}

/** The answers of a small MCP server to one who is signed in. */
function mcpAnswer({ method, body }: Seen): Answer {
  if (method !== 'POST') return { status: 405 }
  const { id, method: asked, params } = JSON.parse(body)
  if (id === undefined) return { status: 202 }
  const result =
    asked === 'initialize'
      ? {
          protocolVersion: params.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'web', version: '1' },
        }
      : asked === 'tools/list'
        ? { tools: [{ name: 'whoami', inputSchema: { type: 'object' } }] }
        : { content: [{ type: 'text', text: 'Ada' }] }
  return { status: 200, body: { jsonrpc: '2.0', id, result } }
}

/** An MCP server that wants a token, and the authorization server that gives it: RFC 8414, 7591, 7636, 9728. */
function startProtected(over: { metadata?: Record<string, unknown>; resource?: string } = {}) {
  const codes = new Map<string, { challenge: string; redirect: string }>()
  const valid = new Set<string>()
  const grants: string[] = []
  let isRefreshable = true
  const grant = (): Answer => {
    const token = `access-${randomBytes(8).toString('hex')}`
    valid.add(token)
    return {
      status: 200,
      body: { access_token: token, token_type: 'Bearer', expires_in: 3600, refresh_token: 'refresh-1' },
    }
  }
  const started = listen((seen, base) => {
    const url = new URL(seen.path, base)
    if (url.pathname === '/.well-known/oauth-protected-resource/mcp')
      return {
        status: 200,
        body: { resource: over.resource ?? `${base}/mcp`, authorization_servers: [base], scopes_supported: ['read'] },
      }
    if (url.pathname === '/.well-known/oauth-authorization-server') {
      const endpoints = {
        authorization_endpoint: `${base}/authorize`,
        token_endpoint: `${base}/token`,
        registration_endpoint: `${base}/register`,
      }
      return {
        status: 200,
        body: {
          issuer: base,
          ...endpoints,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          ...over.metadata,
        },
      }
    }
    if (url.pathname === '/register') return { status: 201, body: { ...JSON.parse(seen.body), client_id: 'client-1' } }
    if (url.pathname === '/authorize') {
      const asked = url.searchParams
      const code = randomBytes(8).toString('hex')
      codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirect: asked.get('redirect_uri') ?? '' })
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state') ?? '')
      return { status: 302, headers: { location: back.href } }
    }
    if (url.pathname === '/token') {
      const asked = new URLSearchParams(seen.body)
      grants.push(asked.get('grant_type') ?? '')
      if (asked.get('grant_type') === 'refresh_token')
        return isRefreshable ? grant() : { status: 400, body: { error: 'invalid_grant' } }
      const issued = codes.get(asked.get('code') ?? '')
      const proof = createHash('sha256')
        .update(asked.get('code_verifier') ?? '')
        .digest('base64url')
      const fits = issued?.challenge === proof && issued.redirect === asked.get('redirect_uri')
      return fits ? grant() : { status: 400, body: { error: 'invalid_request' } }
    }
    if (url.pathname !== '/mcp') return { status: 404 }
    if (!valid.has(seen.authorization?.replace('Bearer ', '') ?? ''))
      return {
        status: 401,
        headers: { 'www-authenticate': `Bearer resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"` },
      }
    return mcpAnswer(seen)
  })
  return started.then(server => ({
    ...server,
    grants,
    expire: () => valid.clear(),
    revoke: () => (isRefreshable = false),
  }))
}

function rigFor(base: string, home?: string): McpRig {
  const server = mcpServer('web', { transport: { type: 'http', url: `${base}/mcp`, headers: {}, envHeaders: {} } })
  const rig = mcpRig([server], home === undefined ? {} : { tokensPath: join(home, 'mcp_tokens.json') })
  open.push(rig)
  return rig
}

const never = new AbortController().signal
const phaseOf = ({ mcp }: McpRig) => mcp.list()[0]!.state.phase
const failed = ({ mcp }: McpRig) => {
  const { state } = mcp.list()[0]!
  return state.phase === 'failed' ? state.reason : null
}

/** What a browser does with the page: follows it back to the local port. */
async function browse(url: string): Promise<number> {
  const page = await fetch(url, { redirect: 'manual' })
  return (await fetch(page.headers.get('location') ?? '')).status
}

describe('signing in to a server over HTTP', () => {
  test('goes through the browser, is kept in a private file, refreshed, and forgotten', async () => {
    const web = await startProtected()
    const rig = rigFor(web.base)
    await rig.mcp.settle(never)
    expect(phaseOf(rig)).toBe('needsSignIn')
    expect(web.requests.some(({ path }) => path === '/register')).toBe(false)
    expect((await rig.call('web', 'whoami')).output).toMatch(/sign in/)

    const { url, done } = await rig.mcp.signIn('web')
    const asked = new URL(url ?? '').searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('resource')).toBe(`${web.base}/mcp`)
    const back = new URL(asked.get('redirect_uri') ?? '')
    expect(back.hostname).toBe('127.0.0.1')
    // Without our state nothing happens, whoever asks.
    expect((await fetch(`${back.href}?code=stolen&state=guessed`)).status).toBe(404)
    expect(await browse(url ?? '')).toBe(200)
    await done
    await rig.until(() => phaseOf(rig) === 'ready')
    expect((await rig.call('web', 'whoami')).output).toBe('Ada')
    expect(rig.mcp.list()[0]?.signedIn).toBe(true)
    const file = join(rig.home, 'mcp_tokens.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(rig.mcp.logs('web').some(({ text }) => text.includes('access-'))).toBe(false)

    web.expire()
    expect((await rig.call('web', 'whoami')).output).toBe('Ada')
    expect(web.grants).toEqual(['authorization_code', 'refresh_token'])

    await rig.mcp.signOut('web')
    await rig.until(() => phaseOf(rig) === 'needsSignIn')
    expect(readFileSync(file, 'utf8')).not.toContain('access-')
  })

  test('an expired sign-in asks for a new one and starts none by itself', async () => {
    const web = await startProtected()
    const rig = rigFor(web.base)
    await rig.mcp.settle(never)
    const { url, done } = await rig.mcp.signIn('web')
    await browse(url ?? '')
    await done
    await rig.until(() => phaseOf(rig) === 'ready')
    web.expire()
    web.revoke()
    expect((await rig.call('web', 'whoami')).status).toBe('failed')
    await rig.until(() => phaseOf(rig) === 'needsSignIn')
    expect(web.requests.filter(({ path }) => path === '/register')).toHaveLength(1)
  })

  test.each([
    ['a page that is not https', { authorization_endpoint: 'http://evil.example/authorize' }],
    ['a page on another machine of the network', { authorization_endpoint: 'https://192.168.0.1/authorize' }],
  ])('%s is not opened', async (_, metadata) => {
    const web = await startProtected({ metadata })
    await expect(rigFor(web.base).mcp.signIn('web')).rejects.toThrow(/not opened/)
  })

  test('a token for somebody else is not asked for', async () => {
    const web = await startProtected({ resource: 'https://bank.example/api' })
    await expect(rigFor(web.base).mcp.signIn('web')).rejects.toThrow(/does not match/)
  })
})

describe('X6: a server over HTTP', () => {
  test('that redirects gets neither the request nor the headers delivered', async () => {
    const thief = await listen(() => ({ status: 200, body: {} }))
    const web = await listen(() => ({ status: 307, headers: { location: `${thief.base}/mcp` } }))
    const headers = { 'x-custom': 'secret-header-value' }
    const server = mcpServer('web', { transport: { type: 'http', url: `${web.base}/mcp`, headers, envHeaders: {} } })
    const rig = mcpRig([server], { backoffMs: () => 60_000 })
    open.push(rig)
    rig.mcp.start()
    await rig.until(() => failed(rig) !== null)
    expect(failed(rig)).toMatch(/redirects to http:\/\/127.0.0.1:\d+, which is not followed/)
    expect(web.requests[0]?.custom).toBe('secret-header-value')
    expect(thief.requests).toEqual([])
  })

  test('that is not there is said to be so', async () => {
    const rig = mcpRig(
      [mcpServer('web', { transport: { type: 'http', url: 'http://127.0.0.1:9/mcp', headers: {}, envHeaders: {} } })],
      {
        backoffMs: () => 60_000,
      },
    )
    open.push(rig)
    rig.mcp.start()
    await rig.until(() => failed(rig) !== null)
    expect(failed(rig)).toMatch(/cannot be reached/)
  })

  test('whose answer is too large is left', async () => {
    const web = await listen(seen => {
      const answer = mcpAnswer(seen)
      return seen.body.includes('tools/call') ? { ...answer, body: { padding: 'x'.repeat(17 * 1024 * 1024) } } : answer
    })
    const outcome = await rigFor(web.base).call('web', 'whoami')
    expect(outcome).toMatchObject({ status: 'failed', output: expect.stringMatching(/more than 16777216 bytes/) })
  })

  test('that wants a variable which is not set is not asked', async () => {
    const web = await listen(mcpAnswer)
    const transport = {
      type: 'http' as const,
      url: `${web.base}/mcp`,
      bearerTokenEnvVar: 'NOT_SET',
      headers: {},
      envHeaders: {},
    }
    const rig = mcpRig([mcpServer('web', { transport })])
    open.push(rig)
    await rig.mcp.settle(never)
    expect(failed(rig)).toBe('The variable NOT_SET is not set.')
    expect(web.requests).toEqual([])
  })

  test.each([
    ['https://auth.example/token', 'https://mcp.example/mcp', true],
    ['http://mcp.example/other', 'http://mcp.example/mcp', true],
    ['http://127.0.0.1:1/x', 'http://localhost:2/mcp', true],
    ['http://auth.example/token', 'https://mcp.example/mcp', false],
    ['http://127.0.0.1:1/x', 'https://mcp.example/mcp', false],
    ['https://localhost/x', 'https://mcp.example/mcp', false],
    ['https://169.254.169.254/latest', 'https://mcp.example/mcp', false],
    ['https://10.1.2.3/', 'https://mcp.example/mcp', false],
    ['https://[fd00::1]/', 'https://mcp.example/mcp', false],
    ['https://[::ffff:10.0.0.1]/', 'https://mcp.example/mcp', false],
    ['file:///etc/passwd', 'https://mcp.example/mcp', false],
  ])('may lead to %s from %s: %s', (target, server, allowed) => {
    expect(refusedAddress(new URL(target), new URL(server)) === null).toBe(allowed)
  })
})
