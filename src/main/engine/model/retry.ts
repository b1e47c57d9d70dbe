import type { SampleSink } from '../../../core/context/request.ts'
import type { TurnFailure } from '../../../core/thread/events.ts'
import { failureOf, kindOfError } from './failures.ts'
import type { Problem } from './problems.ts'
import type { ProviderConfig } from './providers.ts'

/** Time and chance, injected so that tests need neither. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Resolves after `ms`, or at once when the signal fires. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

const BASE_DELAY_MS = 200
const LONGEST_BACKOFF_MS = 30_000
/** No server may make a person wait longer than this between two tries. */
const LONGEST_RETRY_AFTER_MS = 60_000

/** 200 ms, doubling, give or take a tenth. `random` is in [0, 1). */
export const backoffMs = (tried: number, random: number): number =>
  Math.round(Math.min(BASE_DELAY_MS * 2 ** tried, LONGEST_BACKOFF_MS) * (0.9 + random * 0.2))

export interface Classified {
  /** `request`: nothing was answered, try the request again. `stream`: start the whole sample again. */
  retry: 'request' | 'stream' | 'no'
  /** How long the provider asked us to wait, already capped. */
  delayMs?: number
  failure: TurnFailure
}

const DOOMED_NETWORK = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO|^EPROTO|ERR_SSL|ERR_TLS|ERR_INVALID|HPE_|ERR_UNESCAPED/

/**
 * What to do about a problem. Pure.
 *
 * Worth a retry: no connection, 5xx, 408, 409, 425, 429, a broken or silent stream, and failures that the provider reports
 * as its own or as a rate limit. Everything else would only fail again.
 */
export function classify(problem: Problem, provider: ProviderConfig, nowMs: number): Classified {
  const failure = failureOf(problem, provider)
  switch (problem.kind) {
    case 'network':
      return { retry: DOOMED_NETWORK.test(problem.code) ? 'no' : 'request', failure }
    case 'cut':
    case 'idle':
      return { retry: 'stream', failure }
    case 'status': {
      const retry = retryOfStatus(problem.status, problem.body)
      return { retry, delayMs: retryAfterMs(problem.retryAfter, nowMs) ?? statedDelayMs(problem.body), failure }
    }
    case 'reported': {
      const kind = kindOfError(problem.code, problem.detail)
      const retry = kind === 'rateLimited' || kind === 'server' ? 'stream' : 'no'
      return { retry, delayMs: statedDelayMs(problem.detail), failure }
    }
    case 'incomplete':
    case 'notAStream':
    case 'tooLarge':
    case 'redirect':
      return { retry: 'no', failure }
  }
}

function retryOfStatus(status: number, body: string): Classified['retry'] {
  if (status === 429) return kindOfError('', body) === 'quota' ? 'no' : 'stream'
  if (status === 408 || status === 409 || status === 425) return 'request'
  return status >= 500 && status !== 501 && status !== 505 ? 'request' : 'no'
}

/** `Retry-After` in seconds or as a date. Nonsense and the past count as absent; the far future is capped. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (!header) return undefined
  const value = header.trim()
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : /[a-z]/i.test(value) ? Date.parse(value) - nowMs : NaN
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_AFTER_MS) : undefined
}

/** The delay in sentences such as "Please try again in 1.5s." */
function statedDelayMs(text: string): number | undefined {
  const [, amount, unit] = /try again in (\d+(?:\.\d+)?)\s*(ms|s|sec|m|min)/i.exec(text) ?? []
  if (amount === undefined || unit === undefined) return undefined
  const factor = /^ms/i.test(unit) ? 1 : /^s/i.test(unit) ? 1000 : 60_000
  return Math.min(Number(amount) * factor, LONGEST_RETRY_AFTER_MS)
}

export interface RetryDeps {
  provider: ProviderConfig
  clock: Clock
  random(): number
  signal: AbortSignal
  retrying: SampleSink['retrying']
}

/** How an attempt went: it is over (in whichever way), or it met a problem. */
export type Attempt<T> = { over: T } | { problem: Problem }

/**
 * Tries until an attempt is over, the problem is not worth a retry, the retries are used up, or the signal fires.
 *
 * Requests that got no answer are repeated within a stream attempt (`requestMaxRetries` each time); when those are used
 * up, that counts as one broken stream. `attempt` and `of` of the notices count both, so that they only ever rise.
 */
export async function withRetries<T>(
  deps: RetryDeps,
  attempt: () => Promise<Attempt<T>>,
): Promise<{ over: T } | { failure: TurnFailure } | { cancelled: true }> {
  const { provider, clock, random, signal } = deps
  const used = { request: 0, stream: 0, all: 0 }
  while (!signal.aborted) {
    const result = await attempt()
    if (signal.aborted) break
    if ('over' in result) return result
    const { retry, delayMs, failure } = classify(result.problem, provider, clock.now())
    const inner = retry === 'request' && used.request < provider.requestMaxRetries
    if (retry === 'no' || (!inner && used.stream >= provider.streamMaxRetries)) {
      return { failure: used.all > 0 && retry !== 'no' ? gaveUp(failure, used.all) : failure }
    }
    const wait = delayMs ?? backoffMs(inner ? used.request : used.stream, random())
    const of = used.all + retriesLeft(retry, used, provider)
    used.all += 1
    if (inner) used.request += 1
    else Object.assign(used, { request: 0, stream: used.stream + 1 })
    deps.retrying({ attempt: used.all, of, delayMs: wait, message: failure.message })
    await clock.sleep(wait, signal)
  }
  return { cancelled: true }
}

function retriesLeft(
  retry: 'request' | 'stream',
  used: { request: number; stream: number },
  provider: ProviderConfig,
): number {
  const streams = provider.streamMaxRetries - used.stream
  if (retry === 'stream') return streams
  return provider.requestMaxRetries - used.request + streams * (provider.requestMaxRetries + 1)
}

const gaveUp = (failure: TurnFailure, retries: number): TurnFailure => ({
  ...failure,
  message: `${failure.message} Gave up after ${retries} ${retries === 1 ? 'retry' : 'retries'}.`,
})
