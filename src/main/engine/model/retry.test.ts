import { describe, expect, test } from 'vitest'
import type { Problem } from './problems.ts'
import { builtInProviders } from './providers.ts'
import { backoffMs, classify, retryAfterMs, withRetries } from './retry.ts'

const provider = builtInProviders().openai!
const now = Date.parse('2026-11-21T00:00:00Z')
const status = (code: number, body = '', retryAfter: string | null = null): Problem => ({
  kind: 'status',
  status: code,
  body,
  retryAfter,
})
const errorBody = (code: string, message: string) => JSON.stringify({ error: { code, message } })

describe('what is retried', () => {
  test.each<[string, Problem, string, string]>([
    ['401', status(401), 'no', 'model.unauthorized'],
    ['403', status(403), 'no', 'model.forbidden'],
    ['400', status(400, errorBody('invalid_request_error', 'no such field')), 'no', 'model.badRequest'],
    [
      '400 with an overflow',
      status(400, errorBody('context_length_exceeded', 'too long')),
      'no',
      'model.contextOverflow',
    ],
    ['402', status(402), 'no', 'model.quota'],
    ['404', status(404), 'no', 'model.notFound'],
    ['413', status(413), 'no', 'model.tooLong'],
    ['429', status(429), 'stream', 'model.rateLimited'],
    ['429 with the quota used up', status(429, errorBody('insufficient_quota', 'pay')), 'no', 'model.quota'],
    ['408', status(408), 'request', 'model.serverError'],
    ['500', status(500), 'request', 'model.serverError'],
    ['501', status(501), 'no', 'model.serverError'],
    ['503', status(503), 'request', 'model.serverError'],
    ['refused connection', { kind: 'network', code: 'ECONNREFUSED', detail: '' }, 'request', 'model.unreachable'],
    ['reset connection', { kind: 'network', code: 'ECONNRESET', detail: '' }, 'request', 'model.unreachable'],
    ['unknown host', { kind: 'network', code: 'ENOTFOUND', detail: '' }, 'request', 'model.unreachable'],
    ['expired certificate', { kind: 'network', code: 'CERT_HAS_EXPIRED', detail: '' }, 'no', 'model.untrusted'],
    [
      'self-signed certificate',
      { kind: 'network', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', detail: '' },
      'no',
      'model.untrusted',
    ],
    ['plain HTTP behind https', { kind: 'network', code: 'EPROTO', detail: '' }, 'no', 'model.untrusted'],
    ['cut stream', { kind: 'cut', detail: '' }, 'stream', 'model.streamCut'],
    ['silence', { kind: 'idle', afterMs: 1000 }, 'stream', 'model.idle'],
    [
      'reported rate limit',
      { kind: 'reported', code: 'rate_limit_exceeded', detail: '' },
      'stream',
      'model.rateLimited',
    ],
    ['reported quota', { kind: 'reported', code: 'insufficient_quota', detail: '' }, 'no', 'model.quota'],
    [
      'reported overflow',
      { kind: 'reported', code: 'context_length_exceeded', detail: '' },
      'no',
      'model.contextOverflow',
    ],
    ['reported server error', { kind: 'reported', code: 'server_error', detail: '' }, 'stream', 'model.serverError'],
    ['reported nonsense', { kind: 'reported', code: 'gremlins', detail: '' }, 'stream', 'model.serverError'],
    ['reported invalid prompt', { kind: 'reported', code: 'invalid_prompt', detail: '' }, 'no', 'model.badRequest'],
    ['incomplete', { kind: 'incomplete', reason: 'max_output_tokens' }, 'no', 'model.incomplete'],
    ['filtered', { kind: 'incomplete', reason: 'content_filter' }, 'no', 'model.filtered'],
    ['web page', { kind: 'notAStream', contentType: 'text/html', body: '<html>' }, 'no', 'model.notAnApi'],
    ['huge event', { kind: 'tooLarge', what: 'event', limitBytes: 2 ** 24 }, 'no', 'model.tooLarge'],
    ['redirect', { kind: 'redirect', status: 307, location: 'https://evil.example/' }, 'no', 'model.redirected'],
  ])('%s', (_, problem, retry, code) => {
    const classified = classify(problem, provider, now)
    expect(classified.retry).toBe(retry)
    expect(classified.failure.code).toBe(code)
    // What happened, and at least one sentence of what to do.
    expect(classified.failure.message).toMatch(/^[^.]+.*\. .+\.$/)
  })
})

describe('how long it waits', () => {
  test.each([
    ['2', 2000],
    ['1.5', 1500],
    ['0', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['999999999999', 60_000],
    ['Sat, 21 Nov 2026 00:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2020 00:00:30 GMT', undefined],
    ['Sat, 21 Nov 2099 00:00:30 GMT', 60_000],
    ['', undefined],
    [null, undefined],
  ])('Retry-After %j is %j ms', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms))

  test('a delay in the words of the error counts', () => {
    const said = (detail: string) =>
      classify({ kind: 'reported', code: 'rate_limit_exceeded', detail }, provider, now).delayMs
    expect(said('Please try again in 1.5s.')).toBe(1500)
    expect(said('try again in 250ms')).toBe(250)
    expect(said('Try again in 20 minutes')).toBe(60_000)
    expect(said('no idea')).toBeUndefined()
  })

  test('the delay doubles from 200 ms and spreads by a tenth', () => {
    expect([0, 1, 2, 3, 4].map(n => backoffMs(n, 0.5))).toEqual([200, 400, 800, 1600, 3200])
    expect([backoffMs(0, 0), backoffMs(0, 0.999)]).toEqual([180, 220])
    expect(backoffMs(50, 0.5)).toBe(30_000)
  })
})

describe('the loop', () => {
  const run = async (problems: (Problem | null)[], retries = { requestMaxRetries: 2, streamMaxRetries: 1 }) => {
    const notices: string[] = []
    let tried = 0
    const ended = await withRetries(
      {
        provider: { ...provider, ...retries },
        clock: { now: () => now, sleep: async () => {} },
        random: () => 0.5,
        signal: new AbortController().signal,
        retrying: ({ attempt, of, delayMs }) => notices.push(`${attempt}/${of} ${delayMs}`),
      },
      async () => {
        const problem = problems[Math.min(tried++, problems.length - 1)]
        return problem ? { problem } : { over: 'fine' }
      },
    )
    return { ended, notices, tried }
  }

  test('requests are retried within stream attempts, and the count says how far it is', async () => {
    const { notices, tried, ended } = await run([status(500)])
    expect(tried).toBe(6)
    expect(notices).toEqual(['1/5 200', '2/5 400', '3/5 200', '4/5 200', '5/5 400'])
    expect(ended).toMatchObject({ failure: { message: expect.stringContaining('Gave up after 5 retries.') } })
  })

  test('a rate limit is retried as often as a stream, at the pace the server asks for', async () => {
    const { notices, tried } = await run([status(429, '', '2')])
    expect(tried).toBe(2)
    expect(notices).toEqual(['1/1 2000'])
  })

  test('a mixture ends well when one attempt does', async () => {
    const { ended, notices } = await run([status(503), { kind: 'cut', detail: '' }, null])
    expect(ended).toEqual({ over: 'fine' })
    expect(notices).toEqual(['1/5 200', '2/2 200'])
  })

  test('no retries means one attempt, and no word of giving up', async () => {
    const { ended, tried } = await run([status(500)], { requestMaxRetries: 0, streamMaxRetries: 0 })
    expect(tried).toBe(1)
    expect(ended).toMatchObject({ failure: { message: expect.not.stringContaining('Gave up') } })
  })
})
