import type { OpenAI } from 'openai/client'
import { bodyOf } from './body.ts'
import { createHttp, type HttpReply } from './http.ts'
import { ProblemError } from './problems.ts'
import type { ProviderConfig } from './providers.ts'
import { Response } from './webTypes.ts'

/** One call to a provider's API. Header values of `null` are not sent. */
export interface ApiCall {
  provider: ProviderConfig
  method: 'get' | 'post'
  /** Below the base URL, e.g. `/responses`. */
  path: string
  headers: Record<string, string | null>
  body?: object
  signal: AbortSignal
}

/** Starts loading the SDK, so that its 30 ms pass while other work waits for the disk. Idempotent, never rejects. */
export const warm = (): void => void import('openai/client').catch(() => undefined)

/** Never sent: it finds a call again on the far side of the package. */
const CALL_ID = 'x-heddle-call'

export type Sdk = ReturnType<typeof createSdk>

/**
 * The `openai` package over our own HTTP: it builds addresses, queries, headers and bodies; connections, redirects,
 * limits and retries are ours. Only headers named in the call are sent: the package's own telemetry, and whatever it
 * finds in the environment, stay here.
 */
export function createSdk(environment: Readonly<Record<string, string | undefined>> = {}) {
  let http: ReturnType<typeof createHttp> | undefined
  const clients = new Map<string, Promise<OpenAI>>()
  const replies = new WeakMap<object, HttpReply>()
  /** The header names of calls on their way, by the id that each call carries through the package. */
  const allowed = new Map<string, ReadonlySet<string>>()
  let lastCall = 0

  async function send(url: string, init: RequestInit | undefined): Promise<globalThis.Response> {
    // The package hands over its own `Headers`, with names in lower case.
    const all = new Map((init?.headers ?? []) as Iterable<[string, string]>)
    const names = allowed.get(all.get(CALL_ID) ?? '')
    const reply = await (http ??= createHttp(environment)).send({
      method: init?.method ?? 'GET',
      url,
      headers: Object.fromEntries([...all].filter(([name]) => names?.has(name))),
      ...(init?.body instanceof Uint8Array ? { body: init.body } : {}),
      signal: init?.signal ?? new AbortController().signal,
    })
    // A Response without its body: the bytes are read from the socket, past the slower web streams.
    const response = new Response(null, { status: 200 })
    replies.set(response, reply)
    return response as unknown as globalThis.Response
  }

  async function makeClient({ baseUrl, queryParams }: ProviderConfig): Promise<OpenAI> {
    const { OpenAI } = await import('openai/client')
    return new OpenAI({
      baseURL: baseUrl,
      defaultQuery: { ...queryParams },
      // Authorization is among the call's headers; the package only insists on having something.
      apiKey: 'unused',
      adminAPIKey: null,
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: 2 ** 31 - 1,
      logLevel: 'off',
      fetch: (url, init) => send(String(url), init),
    })
  }

  function clientFor(provider: ProviderConfig): Promise<OpenAI> {
    const key = JSON.stringify([provider.baseUrl, provider.queryParams])
    const client = clients.get(key) ?? makeClient(provider)
    clients.set(key, client)
    return client
  }

  /** Makes the call. Rejects with the SDK's wrapping of a `ProblemError` or of a system error: see `problemFrom`. */
  async function call({ provider, method, path, headers, body, signal }: ApiCall): Promise<HttpReply> {
    const sent = { 'content-type': 'application/json', 'accept-encoding': 'identity', ...headers }
    const id = String(++lastCall)
    allowed.set(id, new Set(Object.keys(sent).map(name => name.toLowerCase())))
    try {
      const client = await clientFor(provider)
      const options = { headers: { ...sent, [CALL_ID]: id }, signal, ...(body ? { body: bodyOf(body) } : {}) }
      const reply = replies.get(await client[method](path, options).asResponse())
      if (!reply) throw new ProblemError({ kind: 'network', code: 'UNKNOWN', detail: 'no answer' })
      return reply
    } finally {
      allowed.delete(id)
    }
  }

  return { call, dispose: () => http?.dispose() }
}
