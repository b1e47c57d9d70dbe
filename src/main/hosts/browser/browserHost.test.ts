import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { MessagePort } from '../../../rpc/port.ts'
import { startBrowserHost } from './browserHost.ts'
import type { BrowserHost } from './browserHost.ts'

let host: BrowserHost
let root = ''
let token = ''
const served = new Set<MessagePort>()

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'heddle-host-'))
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><p>the inner room</p>',
  )
  host = await startBrowserHost({
    port: 0,
    rendererRoot: root,
    serve: port => {
      served.add(port)
      const end = port.onMessage(message => port.send({ echo: message }))
      return () => {
        end()
        served.delete(port)
      }
    },
  })
  token = host.url.split('#token=')[1] ?? ''
})
afterAll(async () => {
  await host.close()
  rmSync(root, { recursive: true })
})

const origin = () => `http://127.0.0.1:${host.port}`
const get = (path: string, headers: Record<string, string> = {}) => fetch(origin() + path, { headers })
const enter = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${origin()}/enter`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-heddle': 'enter', origin: origin(), ...headers },
  })
const cookie = async () => (await enter(JSON.stringify({ token }))).headers.get('set-cookie')?.split(';')[0] ?? ''

/** The status line of a raw request: fetch would not let these headers through. */
const raw = (lines: string[]) =>
  new Promise<string>(resolve => {
    const socket = connectTcp(host.port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`))
    socket.once('data', data => {
      resolve(data.toString().split('\r\n')[0] ?? '')
      socket.destroy()
    })
  })

describe('the door', () => {
  test('the token has 256 bits and is in the fragment, which browsers never send', () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(new URL(host.url).search).toBe('')
  })

  test('a stranger gets the entrance and nothing else', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    expect(await page.text()).not.toContain('the inner room')
    expect((await get('/index.html')).status).toBe(401)
    expect((await get('/assets/app.js')).status).toBe(401)
    expect((await get('/', { cookie: `heddle-${host.port}=guess` })).status).toBe(200)
    expect(await (await get('/', { cookie: `heddle-${host.port}=guess` })).text()).not.toContain('the inner room')
  })

  test('the token is exchanged for a strict cookie that opens', async () => {
    const answer = await enter(JSON.stringify({ token }))
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
    expect(answer.headers.get('set-cookie')).not.toContain(token)
    const page = await get('/', { cookie: await cookie() })
    expect(await page.text()).toContain('the inner room')
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/)
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe/)
  })

  test.each([
    ['a wrong token', '{"token":"AAAA"}', {}, 401],
    ['no JSON', 'token', {}, 401],
    ['a form', 'token=x', { 'content-type': 'application/x-www-form-urlencoded' }, 403],
    ['no header of ours', '{}', { 'x-heddle': '' }, 403],
    ['another site', '{}', { origin: 'http://evil.example' }, 403],
    ['a huge body', `{"token":"${'A'.repeat(10_000)}"}`, {}, 401],
  ])('%s is refused', async (_name, body, headers, status) => {
    const answer = await enter(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test.each(['evil.example', '127.0.0.1.nip.io', '127.0.0.1', 'LOCALHOST', 'localhost.:1', ''])(
    'host "%s" is answered before anything else',
    async name => {
      expect(await raw(['GET / HTTP/1.1', `Host: ${name}`])).toMatch(/ (421|400) /)
    },
  )

  test.each(['/../package.json', '/%2e%2e/x', '/..%5cx', '/assets/../../x', '//etc/passwd'])(
    '%s leads nowhere',
    async path => {
      expect(await raw([`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, `Cookie: ${await cookie()}`])).toMatch(
        / (404|400) /,
      )
    },
  )
})

describe('the contract', () => {
  const socket = async (headers: Record<string, string>, path = '/contract') =>
    new Promise<WebSocket | number>(resolve => {
      const client = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers })
      client.on('open', () => resolve(client))
      client.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      client.on('error', () => undefined)
    })

  test('opens for the page, carries messages, and is let go', async () => {
    const client = await socket({ cookie: await cookie(), origin: origin() })
    if (typeof client === 'number') throw new Error(`refused with ${client}`)
    const answer = new Promise(resolve => client.once('message', data => resolve(JSON.parse(String(data)))))
    client.send('{"hello":1}')
    expect(await answer).toEqual({ echo: { hello: 1 } })
    client.close()
    await expect.poll(() => served.size).toBe(0)
  })

  test('stays shut for everyone else', async () => {
    const good = await cookie()
    expect(await socket({ origin: origin() })).toBe(401)
    expect(await socket({ cookie: good })).toBe(403)
    expect(await socket({ cookie: good, origin: 'null' })).toBe(403)
    expect(await socket({ cookie: good, origin: 'http://evil.example' })).toBe(403)
    expect(await socket({ cookie: good, origin: origin(), host: 'evil.example' })).toBe(421)
    expect(await socket({ cookie: good, origin: origin() }, '/other')).toBe(403)
  })

  test('a message over the limit closes that connection only', async () => {
    const headers = { cookie: await cookie(), origin: origin() }
    const client = await socket(headers)
    const other = await socket(headers)
    if (typeof client === 'number' || typeof other === 'number') throw new Error('refused')
    const closed = new Promise<number>(resolve => client.once('close', resolve))
    client.send('x'.repeat(17 * 1024 * 1024))
    expect(await closed).toBe(1009)
    expect(other.readyState).toBe(WebSocket.OPEN)
    other.close()
  })
})

test('a taken port is said', async () => {
  const second = startBrowserHost({ port: host.port, rendererRoot: root, serve: () => () => {} })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
