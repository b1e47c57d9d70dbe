import { describe, expect, test } from 'vitest'
import { DEFAULT_MODEL, knownModels, modelInfo } from './catalogue.ts'
import { builtInProviders, providerFrom } from './providers.ts'
import { oneLine, redact } from './redaction.ts'

describe('providers', () => {
  test('the built-ins', () => {
    const all = builtInProviders()
    expect(Object.keys(all)).toEqual(['openai', 'openrouter', 'ollama', 'lmstudio', 'rehearsal'])
    for (const [id, provider] of Object.entries(all)) expect(provider.id).toBe(id)
    expect(all.openai).toMatchObject({
      baseUrl: 'https://api.openai.com/v1',
      envKey: 'OPENAI_API_KEY',
      wireApi: 'responses',
    })
    expect(builtInProviders({ openaiBaseUrl: 'https://gate.example/v1/' }).openai?.baseUrl).toBe(
      'https://gate.example/v1',
    )
    expect(all.ollama?.envKey).toBeUndefined()
  })

  test('a full table', () => {
    const read = providerFrom('mine', {
      name: 'Mine',
      base_url: 'http://10.0.0.1:8000/v1/',
      env_key: 'MY_KEY',
      wire_api: 'chat',
      http_headers: { 'X-A': '1' },
      env_http_headers: { 'X-B': 'B' },
      query_params: { 'api-version': '2026' },
      request_max_retries: 0,
      stream_max_retries: 1000,
      stream_idle_timeout_ms: 5000,
      auth: { command: 'print-token', args: ['--short'] },
      supports_websockets: true,
    })
    expect(read).toMatchObject({
      ok: true,
      ignored: ['supports_websockets'],
      provider: {
        id: 'mine',
        baseUrl: 'http://10.0.0.1:8000/v1',
        wireApi: 'chat',
        requestMaxRetries: 0,
        streamMaxRetries: 100,
        streamIdleTimeoutMs: 5000,
        authCommand: { command: 'print-token', args: ['--short'], timeoutMs: 5000 },
      },
    })
  })

  test('every mistake is named, with its place', () => {
    const read = providerFrom('bad', {
      base_url: 'ftp://x',
      wire_api: 'grpc',
      request_max_retries: -1,
      http_headers: { a: 1 },
      auth: 'token',
      name: 5,
    })
    expect(read).toEqual({
      ok: false,
      problems: [
        'model_providers.bad.base_url must be an http or https address, but it is "ftp://x".',
        'model_providers.bad.name must be a string, but it is 5.',
        'model_providers.bad.wire_api must be one of "responses", "chat", but it is "grpc".',
        'model_providers.bad.http_headers must be a table of strings, but it is {"a":1}.',
        'model_providers.bad.request_max_retries must be a whole number, at least 0, but it is -1.',
        'model_providers.bad.auth must be a table with a command and, if wanted, args and timeout_ms.',
      ],
    })
    expect(providerFrom('empty', {})).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('base_url is missing')],
    })
  })

  test('a table may change a built-in', () => {
    const { openai } = builtInProviders()
    const read = providerFrom('openai', { stream_max_retries: 9 }, openai)
    expect(read).toMatchObject({ ok: true, provider: { ...openai, streamMaxRetries: 9 } })
  })
})

describe('the catalogue', () => {
  test('knows its own default, snapshots and vendor prefixes', () => {
    expect(modelInfo(DEFAULT_MODEL).known).toBe(true)
    expect(modelInfo('gpt-6.1-terra').contextWindow).toBe(500_000)
    expect(modelInfo('openai/gpt-5.5-2026-05-01')).toMatchObject({ slug: 'openai/gpt-5.5-2026-05-01', known: true })
    expect(new Set(knownModels().map(model => model.slug)).size).toBe(knownModels().length)
  })

  test('is careful about strangers', () => {
    expect(modelInfo('llama-9')).toMatchObject({ known: false, applyPatch: 'function', contextWindow: 128_000 })
    expect(modelInfo('gpt-7')).toMatchObject({ known: false, applyPatch: 'freeform' })
  })
})

describe('redaction', () => {
  test('takes secrets out in every spelling, longest first, and leaves words alone', () => {
    expect(redact('abcd abcdef a%2Fb%3Dc a/b=c', ['abcd', 'abcdef', 'a/b=c', 'a', ''])).toBe(
      '[redacted] [redacted] [redacted] [redacted]',
    )
    expect(redact('the desk-lamp, key-value, task-1234, key-1234abcd', [])).toBe(
      'the desk-lamp, key-value, task-1234, [redacted]',
    )
  })

  test('one line holds no control characters and has an end', () => {
    expect(oneLine('a\u001b[31m\r\nb\u202ec')).toBe('a [31m b c')
    expect(oneLine('x'.repeat(500))).toHaveLength(301)
  })
})
