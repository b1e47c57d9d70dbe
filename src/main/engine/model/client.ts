import type { ModelInfo, SampleEnd, SampleRequest, SampleSink } from '../../../core/context/request.ts'
import type { TurnFailure } from '../../../core/thread/events.ts'
import { type ResponseItem, isCall } from '../../../core/thread/items.ts'
import { type Finished, createProgress } from './attempt.ts'
import { knownModels, modelInfo } from './catalogue.ts'
import { chatWire } from './chat.ts'
import { compactionWire } from './compaction.ts'
import { failureOf, noKeyFailure, unknownProviderFailure, unsendableFailure } from './failures.ts'
import type { HttpReply } from './http.ts'
import { listModelsAt } from './listing.ts'
import { type Problem, ProblemError, problemFrom } from './problems.ts'
import type { ProviderConfig } from './providers.ts'
import { redact } from './redaction.ts'
import { createRehearsal } from './rehearsal/rehearsal.ts'
import { responsesWire } from './responses.ts'
import { type Attempt, type Clock, withRetries } from './retry.ts'
import { type ApiCall, createSdk, warm as warmSdk } from './sdk.ts'
import { STREAM_LIMITS, type StreamLimits, readEvents } from './sse.ts'
import type { Wire } from './wire.ts'

export interface ModelClientDeps {
  provider(id: string): ProviderConfig | undefined
  /** The key to use, from wherever it is kept; null when there is none. */
  apiKey(provider: ProviderConfig): Promise<string | null>
  /** Name of the program, as providers see it, e.g. `heddle_exec`. */
  originator(): string
  version: string
  clock: Clock
  /** In [0, 1): spreads retries of many threads. */
  random(): number
  /** For proxies and for `env_http_headers`. */
  environment?: Readonly<Record<string, string | undefined>>
  limits?: StreamLimits
  /** Milliseconds between two pieces of the rehearsal model's text; 0 for none. */
  rehearsalPaceMs?: number
}

export type ModelList = { status: 'ok'; models: ModelInfo[] } | { status: 'failed'; failure: TurnFailure }

export interface ModelClient {
  /**
   * One sampling request, with all its retries. Never rejects for anything a provider does; ends within 300 ms of the
   * signal, whatever is happening.
   */
  sample(request: SampleRequest, sink: SampleSink, signal: AbortSignal): Promise<SampleEnd>
  /** The models a provider offers right now. */
  listModels(providerId: string, signal?: AbortSignal): Promise<ModelList>
  /** Loads what the first request will need, while other work goes on. */
  warm(): void
  dispose(): void
}

/** Creates the client for all configured providers. It keeps connections open until `dispose`. */
export function createModelClient(deps: ModelClientDeps): ModelClient {
  const sdk = createSdk(deps.environment)
  const rehearsal = createRehearsal({ paceMs: deps.rehearsalPaceMs ?? 12, sleep: deps.clock.sleep })

  async function sample(request: SampleRequest, sink: SampleSink, signal: AbortSignal): Promise<SampleEnd> {
    const provider = deps.provider(request.provider)
    if (!provider) return { status: 'failed', failure: unknownProviderFailure(request.provider) }
    if (provider.wireApi === 'rehearsal') return rehearsal.sample(request, sink, signal)
    const access = await untilAborted(accessTo(deps, provider), signal)
    if (access === 'aborted') return { status: 'cancelled' }
    if ('failure' in access) return { status: 'failed', failure: access.failure }
    const clean = (failure: TurnFailure) => ({ ...failure, message: redact(failure.message, access.secrets) })
    const ended = await withRetries(
      {
        provider,
        clock: deps.clock,
        random: deps.random,
        signal,
        retrying: retry => sink.retrying({ ...retry, message: redact(retry.message, access.secrets) }),
      },
      attempts({ sdk, deps, provider, headers: access.headers, request, sink, signal }),
    )
    if ('over' in ended) return { status: 'completed', ...ended.over }
    return 'failure' in ended ? { status: 'failed', failure: clean(ended.failure) } : { status: 'cancelled' }
  }

  async function listModels(providerId: string, signal = new AbortController().signal): Promise<ModelList> {
    const provider = deps.provider(providerId)
    if (!provider) return { status: 'failed', failure: unknownProviderFailure(providerId) }
    if (provider.wireApi === 'rehearsal') return { status: 'ok', models: [modelInfo('rehearsal')] }
    const access = await accessTo(deps, provider)
    if ('failure' in access) return { status: 'failed', failure: access.failure }
    try {
      return { status: 'ok', models: await listModelsAt(sdk, provider, access.headers, signal) }
    } catch (error) {
      const failure = failureOf(problemFrom(error, 'before'), provider)
      return { status: 'failed', failure: { ...failure, message: redact(failure.message, access.secrets) } }
    }
  }

  return { sample, listModels, warm: warmSdk, dispose: sdk.dispose }
}

/** Models that need no request to be offered, for the provider that speaks to OpenAI. */
export const offlineModels = (): ModelInfo[] => knownModels().filter(model => model.slug !== 'rehearsal')

interface Access {
  headers: Record<string, string>
  /** Values that must not appear in any text. */
  secrets: string[]
}

// Looked at here because Node's own complaint would quote the value, which may be the key.
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

async function accessTo(deps: ModelClientDeps, provider: ProviderConfig): Promise<Access | { failure: TurnFailure }> {
  const key = ((await deps.apiKey(provider)) ?? provider.experimentalBearerToken)?.trim()
  if (!key && (provider.envKey || provider.authCommand)) return { failure: noKeyFailure(provider) }
  const fromEnvironment = Object.entries(provider.envHttpHeaders).flatMap(([name, variable]) => {
    const value = deps.environment?.[variable]
    return value ? [[name.toLowerCase(), value] as const] : []
  })
  const configured = Object.entries(provider.httpHeaders).map(([name, value]) => [name.toLowerCase(), value] as const)
  const headers = {
    ...(key ? { authorization: `Bearer ${key}` } : {}),
    'user-agent': `${deps.originator()}/${deps.version}`,
    originator: deps.originator(),
    ...Object.fromEntries([...configured, ...fromEnvironment]),
  }
  const unsendable = Object.entries(headers).find(
    ([name, value]) => !HEADER_NAME.test(name) || !HEADER_VALUE.test(value),
  )
  if (unsendable) return { failure: unsendableFailure(provider, unsendable[0]) }
  const sensitive = [...configured, ...Object.entries(provider.queryParams)].filter(([name]) =>
    /auth|key|token|secret/i.test(name),
  )
  const secrets = [...sensitive, ...fromEnvironment].map(([, value]) => value)
  return { headers, secrets: key ? [key, ...secrets] : secrets }
}

interface SampleContext {
  sdk: { call(call: ApiCall): Promise<HttpReply> }
  deps: ModelClientDeps
  provider: ProviderConfig
  headers: Record<string, string>
  request: SampleRequest
  sink: SampleSink
  signal: AbortSignal
}

/** The attempts of one sample. Each sends what earlier ones have already brought. */
function attempts(context: SampleContext): () => Promise<Attempt<Finished>> {
  const { request, sink, provider, deps } = context
  const wire = wireFor(provider, request)
  const progress = createProgress(sink, request.input, request.takenIds)
  const headers = {
    accept: wire === compactionWire ? 'application/json' : 'text/event-stream',
    'session-id': request.threadId,
    'thread-id': request.threadId,
    'x-client-request-id': request.threadId,
    ...(request.parentId !== undefined && {
      'x-openai-subagent': 'collab_spawn',
      'x-codex-parent-thread-id': request.parentId,
    }),
    ...context.headers,
  }
  return async () => {
    progress.startOver()
    const input: ResponseItem[] = [...request.input, ...progress.kept]
    const idle = createIdleTimer(provider.streamIdleTimeoutMs)
    const signal = AbortSignal.any([context.signal, idle.signal])
    const idleProblem: Problem = { kind: 'idle', afterMs: provider.streamIdleTimeoutMs }
    const reader = wire.reader(request, input, progress.sink)
    try {
      const body = wire.body(request, input, provider)
      const reply = await context.sdk.call({ provider, method: 'post', path: wire.path, headers, body, signal })
      const problem = await readEvents(reply, reader, idle.alive, deps.limits ?? STREAM_LIMITS)
      if (!problem) return { over: reader.finished() }
      // The next sample carries on from here anyway, with the call's output, which a retry of this one could not send.
      if (problem.kind === 'cut' && progress.kept.some(isCall)) return { over: reader.finished() }
      return { problem: idle.signal.aborted ? idleProblem : problem }
    } catch (error) {
      if (idle.signal.aborted) return { problem: idleProblem }
      if (context.signal.aborted || isTransportError(error)) return { problem: problemFrom(error, 'before') }
      throw error
    } finally {
      idle.stop()
    }
  }
}

function wireFor(provider: ProviderConfig, { purpose }: SampleRequest): Wire {
  if (purpose === 'compaction') return compactionWire
  return provider.wireApi === 'chat' ? chatWire : responsesWire
}

/** Errors that the network or the server caused, as opposed to bugs of ours. */
function isTransportError(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth++) {
    if (cause instanceof ProblemError || 'code' in cause || 'status' in cause) return true
  }
  return false
}

/** Fires when nothing has been heard for so long. */
function createIdleTimer(afterMs: number) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), afterMs)
  return { signal: controller.signal, alive: () => void timer.refresh(), stop: () => clearTimeout(timer) }
}

/** The value, or `aborted` as soon as the signal fires; the promise then goes on unheard. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve('aborted')
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
