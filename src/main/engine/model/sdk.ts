import { createHttp, type HttpReply } from './http.ts'
import { ProblemError } from './problems.ts'
import type { ProviderConfig } from './providers.ts'

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

export type Sdk = ReturnType<typeof createSdk>

/**
 * The `openai` package over our own HTTP: it builds addresses, queries, headers and bodies; connections, redirects,
 * limits and retries are ours. Only headers named in the call are sent: the package's own telemetry, and whatever it
 * finds in the environment, stay here.
 */
export function createSdk(environment: Readonly<Record<string, string | undefined>> = {}) {
  let http: ReturnType<typeof createHttp> | undefined
  const replies = new WeakMap<Response, HttpReply>()

  async function clientFor(provider: ProviderConfig, allowed: ReadonlySet<string>) {
    const { OpenAI } = await import('openai/client')
    const connection = (http ??= createHttp(environment))
    return new OpenAI({
      baseURL: provider.baseUrl,
      defaultQuery: { ...provider.queryParams },
      // Authorization is among the call's headers; the package only insists on having something.
      apiKey: 'unused',
      adminAPIKey: null,
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: 2 ** 31 - 1,
      logLevel: 'off',
      async fetch(url, init) {
        const headers = Object.fromEntries([...new Headers(init?.headers)].filter(([name]) => allowed.has(name)))
        const reply = await connection.send({
          method: init?.method ?? 'GET',
          url: String(url),
          headers,
          ...(typeof init?.body === 'string' ? { body: init.body } : {}),
          signal: init?.signal ?? new AbortController().signal,
        })
        // A Response without its body: the bytes are read from the socket, past the slower web streams.
        const response = new Response(null, { status: 200 })
        replies.set(response, reply)
        return response
      },
    })
  }

  /** Makes the call. Rejects with the SDK's wrapping of a `ProblemError` or of a system error: see `problemFrom`. */
  async function call({ provider, method, path, headers, body, signal }: ApiCall): Promise<HttpReply> {
    const sent = { 'content-type': 'application/json', 'accept-encoding': 'identity', ...headers }
    const allowed = new Set(Object.keys(sent).map(name => name.toLowerCase()))
    const client = await clientFor(provider, allowed)
    const response = await client[method](path, { headers: sent, signal, ...(body ? { body } : {}) }).asResponse()
    const reply = replies.get(response)
    if (!reply) throw new ProblemError({ kind: 'network', code: 'UNKNOWN', detail: 'no answer' })
    return reply
  }

  return { call, dispose: () => http?.dispose() }
}
