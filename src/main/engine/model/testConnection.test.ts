import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { TEST_KEY } from '../../../testing/modelRig.ts'
import { script, startModelServer } from '../../../testing/modelServer.ts'
import { discoverServers } from './discover.ts'
import { builtInProviders } from './providers.ts'
import type { ProviderConfig } from './providers.ts'
import { testConnection } from './testConnection.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close()
})

const deps = {
  originator: () => 'heddle_test',
  version: '0.0.0',
  clock: { now: Date.now, sleep: async () => undefined },
  monotonic: () => performance.now(),
}

const providerAt = (baseUrl: string, over: Partial<ProviderConfig> = {}): ProviderConfig => {
  const { openai } = builtInProviders()
  if (!openai) throw new Error('the table of providers has lost OpenAI')
  return { ...openai, id: 'mine', name: 'Mine', baseUrl, ...over }
}

async function serverFor(...args: Parameters<typeof startModelServer>) {
  const server = await startModelServer(...args)
  open.push(server)
  return server
}

const ask = (provider: ProviderConfig, over: { key?: string | null; model?: string; timeoutMs?: number } = {}) => {
  const { key = TEST_KEY, timeoutMs, model } = over
  return testConnection({ provider, key, model }, { ...deps, timeoutMs })
}

/** A server of which the test says everything. */
async function rawServer(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server: Server = createServer(answer)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => server.closeAllConnections() }, server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

test.each(['responses', 'chat'] as const)('%s: lists the models and gets one small answer', async wireApi => {
  const server = await serverFor(script().says('ok'), { models: ['alpha', 'beta'] })
  const result = await ask(providerAt(server.url, { wireApi }))
  expect(result).toMatchObject({ ok: true, models: ['alpha', 'beta'] })
  expect(result.message).toMatch(/^It works: alpha answered in \d+ ms\.$/)
  expect(server.requests.map(({ wire, body }) => [wire, body.model])).toEqual([[wireApi, 'alpha']])
  expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${TEST_KEY}`)
})

test('a wrong key: says so, once, without the key', async () => {
  const body = { error: { message: `Incorrect API key provided: ${TEST_KEY}` } }
  const server = await serverFor(() => ({ type: 'refusal', status: 401, headers: {}, body: JSON.stringify(body) }))
  const result = await ask(providerAt(server.url))
  expect(result).toMatchObject({ ok: false, latencyMs: null })
  expect(result.message).toContain('did not accept the API key')
  expect(result.message).not.toContain(TEST_KEY)
  expect(server.requests).toHaveLength(1)
})

test('no key where one is needed', async () => {
  const server = await serverFor(script().says('ok'))
  const result = await ask(providerAt(server.url), { key: null })
  expect(result.message).toContain('There is no API key for Mine.')
  expect(server.requests).toHaveLength(0)
})

test('a model that is not there: says which are', async () => {
  const server = await serverFor(
    () => ({ type: 'refusal', status: 404, headers: {}, body: '{"error":{"code":"model_not_found"}}' }),
    { models: ['alpha', 'beta'] },
  )
  const { message } = await ask(providerAt(server.url), { model: 'gone' })
  expect(message).toMatch(/has no model "gone"\. It lists alpha, beta\.$/)
})

test('the other wire: tried, and told', async () => {
  const server = await serverFor(({ wire }) =>
    wire === 'responses'
      ? { type: 'refusal', status: 404, headers: {}, body: 'Not Found' }
      : { type: 'answer', speech: [{ type: 'text', text: 'ok' }], ending: { type: 'completed' } },
  )
  const result = await ask(providerAt(server.url, { wireApi: 'responses' }))
  expect(result.ok).toBe(false)
  expect(result.message).toContain('speaks Chat Completions, not Responses. Choose wire_api = "chat".')
})

test('nobody there, no such host, a page instead of a model', async () => {
  expect((await ask(providerAt('http://127.0.0.1:1/v1'))).message).toContain('Nothing answers at 127.0.0.1:1')
  expect((await ask(providerAt('http://no-such-host.invalid/v1'))).message).toContain('cannot be found')
  const page = await rawServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>Router login</title>')
  })
  expect((await ask(providerAt(page))).message).toContain('Router login')
})

test('a server that never answers: the test ends all the same', async () => {
  const silent = await rawServer(() => undefined)
  const { ok, message } = await ask(providerAt(silent), { timeoutMs: 150 })
  expect({ ok, message }).toEqual({
    ok: false,
    message: expect.stringContaining('did not answer within 0.15 s'),
  })
})

test('a server that sends elsewhere: neither key nor request goes there', async () => {
  const elsewhere = await serverFor(script().says('ok'))
  const redirecting = await rawServer((_, response) => {
    response.writeHead(307, { location: `${elsewhere.url}/models` }).end()
  })
  const { ok, message } = await ask(providerAt(redirecting), { model: 'alpha' })
  expect(ok).toBe(false)
  expect(message).toContain('wants the request sent to')
  expect(elsewhere.requests).toHaveLength(0)
})

test('servers on this machine: those that answer like one, with their models', async () => {
  const server = await serverFor(script(), { models: ['llama-4', 'nomic-embed-text'] })
  const page = await rawServer((_, response) => void response.end('<html>no models here</html>'))
  const found = await discoverServers(deps, [
    { kind: 'ollama', name: 'Ollama', baseUrl: server.url },
    { kind: 'other', name: 'A page', baseUrl: page },
    { kind: 'lmstudio', name: 'LM Studio', baseUrl: 'http://127.0.0.1:1/v1' },
  ])
  expect(found).toMatchObject([{ kind: 'ollama', provider: { baseUrl: server.url }, models: ['llama-4'] }])
})
