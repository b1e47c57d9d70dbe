import type { ModelInfo, SampleEnd, SampleSink } from '../../../core/context/request.ts'
import type { TurnFailure } from '../../../core/thread/events.ts'
import { createModelClient } from './client.ts'
import type { ModelClient, ModelClientDeps } from './client.ts'
import type { ProviderConfig } from './providers.ts'

/** What a test of a provider found. */
export interface ConnectionTest {
  ok: boolean
  /** What happened and what to do, in a sentence or two. Holds no secret. */
  message: string
  models: string[]
  /** Until the first piece of an answer; null where there was none. */
  latencyMs: number | null
}

export interface ConnectionRequest {
  provider: ProviderConfig
  key: string | null
  /** Which model to ask; the first that the provider lists if left out. */
  model?: string
}

export interface ConnectionDeps extends Pick<ModelClientDeps, 'originator' | 'version' | 'clock' | 'environment'> {
  /** Milliseconds of a clock that only goes forward. */
  monotonic(): number
  /** No test takes longer. */
  timeoutMs?: number
}

const TIMEOUT_MS = 20_000
const QUESTION = 'Answer with the word "ok" and nothing else.'
/** What a server that speaks the other wire may answer. */
const WRONG_WIRE = ['model.notFound', 'model.notAnApi', 'model.badRequest', 'model.serverError']
const WIRES = { responses: 'Responses', chat: 'Chat Completions' } as const

/**
 * Asks a provider for its models and for one tiny answer, as a turn would ask, but once and without retries. Never
 * rejects, and ends within its time whatever the server does. Connections, redirects and limits are those of turns.
 */
export async function testConnection(request: ConnectionRequest, deps: ConnectionDeps): Promise<ConnectionTest> {
  const { timeoutMs = TIMEOUT_MS } = deps
  const timeout = AbortSignal.timeout(timeoutMs)
  const asker = createAsker(request, deps, timeout)
  const slow = (models: string[]): ConnectionTest => {
    const text = `${hostOf(request.provider)} did not answer within ${timeoutMs / 1000} s. Check the address, or try again.`
    return { ok: false, message: text, models, latencyMs: null }
  }
  try {
    return await conclude(request, asker, slow)
  } finally {
    asker.dispose()
  }
}

async function conclude(
  { provider, model }: ConnectionRequest,
  asker: Asker,
  slow: (models: string[]) => ConnectionTest,
): Promise<ConnectionTest> {
  const listed = await asker.list()
  if (asker.isOver()) return slow([])
  const models = listed.status === 'ok' ? listed.models.map(({ slug }) => slug) : []
  const failed = (message: string) => ({ ok: false, message, models, latencyMs: null })
  const wanted = model ?? models[0]
  if (wanted === undefined) {
    // Not every server lists its models; whoever does not even let us ask is of no use.
    const failure = listed.status === 'failed' ? listed.failure : null
    if (failure && failure.code !== 'model.notFound') return failed(failure.message)
    return failed(`${hostOf(provider)} lists no models. Name the one to ask, then test again.`)
  }
  const answer = await asker.ask(wanted, provider.wireApi)
  if (asker.isOver()) return slow(models)
  if (answer.end.status === 'completed') {
    const ms = Math.max(1, Math.round(answer.latencyMs ?? 0))
    return { ok: true, message: `It works: ${wanted} answered in ${ms} ms.`, models, latencyMs: ms }
  }
  if (answer.end.status !== 'failed') return slow(models)
  const { failure } = answer.end
  return failed((await betterAdvice({ provider, failure, wanted, models }, asker)) ?? failure.message)
}

/** What to do where the failure itself does not say: a model that is not there, a wire that is the other one. */
async function betterAdvice(
  request: { provider: ProviderConfig; failure: TurnFailure; wanted: string; models: readonly string[] },
  asker: Asker,
): Promise<string | null> {
  const { provider, failure, wanted, models } = request
  if (!WRONG_WIRE.includes(failure.code) || provider.wireApi === 'rehearsal') return null
  const other = provider.wireApi === 'chat' ? 'responses' : 'chat'
  if ((await asker.ask(wanted, other)).end.status === 'completed') {
    return `${hostOf(provider)} speaks ${WIRES[other]}, not ${WIRES[provider.wireApi]}. Choose wire_api = "${other}".`
  }
  if (models.length === 0 || models.includes(wanted)) return null
  return `${hostOf(provider)} has no model "${wanted}". It lists ${shortList(models)}.`
}

type Asker = ReturnType<typeof createAsker>

/** A client for this one provider, without retries, whose requests all end with the test. */
function createAsker({ provider, key }: ConnectionRequest, deps: ConnectionDeps, signal: AbortSignal) {
  const once = { ...provider, requestMaxRetries: 0, streamMaxRetries: 0 }
  const clients: ModelClient[] = []
  const clientFor = (wireApi: ProviderConfig['wireApi']): ModelClient => {
    const client = createModelClient({
      ...deps,
      provider: () => ({ ...once, wireApi }),
      apiKey: async () => key,
      random: () => 0,
      rehearsalPaceMs: 0,
    })
    clients.push(client)
    return client
  }
  return {
    isOver: () => signal.aborted,
    list: (): Promise<{ status: 'ok'; models: ModelInfo[] } | { status: 'failed'; failure: TurnFailure }> =>
      clientFor(provider.wireApi).listModels(provider.id, signal),
    async ask(
      model: string,
      wireApi: ProviderConfig['wireApi'],
    ): Promise<{ end: SampleEnd; latencyMs: number | null }> {
      const began = deps.monotonic()
      let latencyMs: number | null = null
      const heard = () => void (latencyMs ??= deps.monotonic() - began)
      const sink: SampleSink = { item: heard, live: heard, retrying: () => undefined }
      const end = await clientFor(wireApi).sample(questionFor(provider.id, model), sink, signal)
      return { end, latencyMs }
    },
    dispose: () => clients.forEach(client => client.dispose()),
  }
}

const questionFor = (provider: string, model: string): Parameters<ModelClient['sample']>[0] => ({
  threadId: 'connection-test',
  turnId: 'connection-test',
  provider,
  model,
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: QUESTION }] }],
  tools: [],
  parallelToolCalls: false,
  cwd: '/',
})

const shortList = (names: readonly string[]): string =>
  names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')

const hostOf = ({ baseUrl, name }: ProviderConfig): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : name)
