import type { TurnFailure } from '../../../core/thread/events.ts'
import type { Problem } from './problems.ts'
import type { ProviderConfig } from './providers.ts'
import { oneLine } from './redaction.ts'

/** The kinds of error that providers report in their own words. */
export type ErrorKind = 'rateLimited' | 'quota' | 'contextOverflow' | 'invalid' | 'server'

const QUOTA =
  /insufficient_quota|usage_limit|usage_not_included|billing|quota exceeded|exceeded your current quota|insufficient (credits|balance|funds)/i
const OVERFLOW =
  /context_length_exceeded|context_window|context (length|window)|maximum context|prompt is too long|too many (input )?tokens/i
const RATE = /rate_limit|rate limit|slow_down|too many requests|tokens per min/i
const INVALID =
  /invalid_request|invalid_prompt|invalid_image|invalid_value|unsupported|not_found|authentication|permission|bio_policy|content_policy|safety/i

/** Sorts what a provider says about its own failure. Anything unheard of counts as the server's trouble. */
export function kindOfError(code: string, text: string): ErrorKind {
  const said = `${code} ${text}`
  if (QUOTA.test(said) || code === '402') return 'quota'
  if (OVERFLOW.test(said)) return 'contextOverflow'
  if (RATE.test(said) || code === '429') return 'rateLimited'
  return INVALID.test(code) || /^4\d\d$/.test(code) ? 'invalid' : 'server'
}

/**
 * A problem in words a person can act on: what happened, where, and what to do. Server text is cut to one line; the
 * caller redacts it.
 */
export function failureOf(problem: Problem, provider: ProviderConfig): TurnFailure {
  const host = hostOf(provider)
  switch (problem.kind) {
    case 'status':
      return statusFailure(problem.status, problem.body, provider, host)
    case 'network':
      return networkFailure(problem.code, problem.detail, provider, host)
    case 'reported':
      return reportedFailure(kindOfError(problem.code, problem.detail), problem, provider, host)
    case 'cut':
      return say('model.streamCut', `${host} ended its answer too early${because(problem.detail)}.`, 'Try again.')
    case 'idle':
      return say(
        'model.idle',
        `${host} sent nothing for ${problem.afterMs / 1000} s.`,
        'Try again, or raise stream_idle_timeout_ms of this provider.',
      )
    case 'incomplete':
      return problem.reason === 'content_filter'
        ? say(
            'model.filtered',
            `${host} withheld the rest of the answer (content filter).`,
            'Put the request differently.',
          )
        : say(
            'model.incomplete',
            `${host} stopped before the answer was complete (${oneLine(problem.reason, 80)}).`,
            'Ask it to go on, or for a shorter answer.',
          )
    case 'notAStream':
      return say(
        'model.notAnApi',
        `${host} answered with ${problem.contentType || 'an unknown type'} instead of a model's stream${because(problem.body)}.`,
        `Check base_url of the provider "${provider.id}": it is ${provider.baseUrl}.`,
      )
    case 'tooLarge':
      return say(
        'model.tooLarge',
        `${host} sent more than ${Math.round(problem.limitBytes / 2 ** 20)} MB in one ${problem.what}.`,
        'The turn was stopped to protect this machine. Ask for smaller steps.',
      )
    case 'redirect':
      return say(
        'model.redirected',
        `${host} wants the request sent to ${hostIn(problem.location)} (${problem.status}). It was not: it holds your conversation and key.`,
        `If you trust that address, make it base_url of the provider "${provider.id}".`,
      )
  }
}

/** The provider needs a key and there is none. */
export function noKeyFailure(provider: ProviderConfig): TurnFailure {
  const how = provider.envKey ? `Enter one in Settings, set ${provider.envKey}` : 'Check the command under auth'
  return say(
    'model.noKey',
    `There is no API key for ${provider.name}.`,
    `${how}, or choose another provider.${provider.envKeyInstructions ? ` ${provider.envKeyInstructions}` : ''}`,
  )
}

export const unknownProviderFailure = (id: string): TurnFailure =>
  say(
    'model.unknownProvider',
    `There is no provider "${id}".`,
    `Add [model_providers.${id}] to config.toml or choose another.`,
  )

/** A header, or the key within it, has characters that HTTP cannot carry. Its value is not shown. */
export const unsendableFailure = (provider: ProviderConfig, header: string): TurnFailure =>
  header === 'authorization'
    ? say(
        'model.badKey',
        `The API key for ${provider.name} has characters that no key has.`,
        'Enter it again, without line breaks.',
      )
    : say(
        'model.badHeader',
        `The header ${oneLine(header, 60)} of ${provider.name} cannot be sent.`,
        'Correct http_headers or env_http_headers of this provider.',
      )

function statusFailure(status: number, body: string, provider: ProviderConfig, host: string): TurnFailure {
  const { code, text } = errorIn(body)
  const said = `${status}${because(text, ': ')}`
  const kind = kindOfError(code, text)
  const key = provider.envKey ? `the key in ${provider.envKey}` : `the key of ${provider.name}`
  if (kind === 'quota' || kind === 'contextOverflow') {
    return reportedFailure(kind, { code, detail: text }, provider, host)
  }
  if (status === 401) return say('model.unauthorized', `${host} did not accept the API key (${said}).`, `Check ${key}.`)
  if (status === 402) return reportedFailure('quota', { code, detail: text }, provider, host)
  if (status === 403) {
    return say('model.forbidden', `${host} refused access (${said}).`, `Check what ${key} may use.`)
  }
  if (status === 404) {
    return say(
      'model.notFound',
      `${host} does not know this model or address (${said}).`,
      `Check the model and ${baseUrlOf(provider)}.`,
    )
  }
  if (status === 413) return say('model.tooLong', `${host} finds the request too long (${said}).`, COMPACT)
  if (status === 429) return reportedFailure('rateLimited', { code, detail: text }, provider, host)
  if (status === 408 || status === 409 || status === 425 || status >= 500) {
    return say('model.serverError', `${host} is in trouble (${said}).`, 'Try again in a while.')
  }
  return say('model.badRequest', `${host} refused the request (${said}).`, 'Check the model and its settings.')
}

const COMPACT = 'Compact this thread or start a new one.'

function reportedFailure(
  kind: ErrorKind,
  { code, detail }: { code: string; detail: string },
  provider: ProviderConfig,
  host: string,
): TurnFailure {
  const said = because([code, detail].filter(Boolean).join(': '))
  switch (kind) {
    case 'quota':
      return say(
        'model.quota',
        `The quota at ${host} is used up${said}.`,
        `Check plan and billing of ${provider.name}.`,
      )
    case 'contextOverflow':
      return say('model.contextOverflow', `The thread no longer fits into the model's context window${said}.`, COMPACT)
    case 'rateLimited':
      return say('model.rateLimited', `${host} limits the rate of requests${said}.`, 'Wait a moment, then try again.')
    case 'invalid':
      return say('model.badRequest', `${host} refused the request${said}.`, 'Check the model and its settings.')
    case 'server':
      return say('model.serverError', `${host} failed while answering${said}.`, 'Try again in a while.')
  }
}

function networkFailure(code: string, detail: string, provider: ProviderConfig, host: string): TurnFailure {
  const local = /^(localhost|127\.|\[::1\])/.test(host)
  if (code === 'ECONNREFUSED') {
    const advice = local
      ? `Start ${provider.name}, or correct ${baseUrlOf(provider)}.`
      : `Check ${baseUrlOf(provider)}.`
    return say('model.unreachable', `Nothing answers at ${host} (connection refused).`, advice)
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return say(
      'model.unreachable',
      `The address ${host} cannot be found.`,
      `Check your connection and ${baseUrlOf(provider)}.`,
    )
  }
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code)) {
    return say(
      'model.untrusted',
      `The certificate of ${host} cannot be trusted (${code}).`,
      'Nothing was sent. Set NODE_EXTRA_CA_CERTS if the authority is your own.',
    )
  }
  if (/^EPROTO|ERR_SSL/.test(code)) {
    return say('model.untrusted', `${host} does not speak TLS as it should (${code}).`, `Check ${baseUrlOf(provider)}.`)
  }
  return say(
    'model.unreachable',
    `The connection to ${host} failed (${code}${because(detail, ': ')}).`,
    `Check your connection and ${baseUrlOf(provider)}.`,
  )
}

/** Code and words of an error body, in whichever of the common shapes it comes. */
export function errorIn(body: string): { code: string; text: string } {
  const parsed = parseJson(body)
  if (!isRecord(parsed)) return { code: '', text: body }
  const error = parsed.error ?? parsed
  if (typeof error === 'string') return { code: '', text: error }
  if (!isRecord(error)) return { code: '', text: body }
  const words = error.message ?? error.detail ?? parsed.message ?? parsed.detail
  return {
    code: [error.code, error.type].find(code => typeof code === 'string' || typeof code === 'number')?.toString() ?? '',
    text: typeof words === 'string' ? words : body,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // an error page need not be JSON
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const say = (code: string, what: string, advice: string): TurnFailure => ({ code, message: `${what} ${advice}` })

const because = (text: string, before = ' ('): string => {
  const line = oneLine(text)
  return line ? `${before}${line.replace(/[.\s]+$/, '')}${before === ' (' ? ')' : ''}` : ''
}

const baseUrlOf = (provider: ProviderConfig): string => `base_url (${provider.baseUrl})`

const hostOf = (provider: ProviderConfig): string => hostIn(provider.baseUrl) || provider.name

const hostIn = (url: string): string => (URL.canParse(url) ? new URL(url).host : oneLine(url, 80))
