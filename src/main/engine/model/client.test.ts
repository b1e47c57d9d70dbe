import { afterEach, expect, test } from 'vitest'
import { createCollector, createModelRig, failureIn, sampleOf } from '../../../testing/modelRig.ts'
import { type ModelServer, script, startModelServer } from '../../../testing/modelServer.ts'
import { systemClock } from './clock.ts'
import type { ProviderConfig } from './providers.ts'

let server: ModelServer | undefined
const rigs: { client: { dispose(): void } }[] = []
afterEach(async () => {
  rigs.splice(0).forEach(rig => rig.client.dispose())
  await server?.close()
  server = undefined
})

async function rigFor(story: Parameters<typeof startModelServer>[0], over: Partial<ProviderConfig> = {}) {
  server = await startModelServer(story)
  const rig = createModelRig({ baseUrl: server.url, ...over })
  rigs.push(rig)
  return { ...rig, server }
}

const textOfItem = (item: unknown) => (item as { content?: { text: string }[] }).content?.[0]?.text

for (const wireApi of ['responses', 'chat'] as const) {
  test(`${wireApi}: thoughts, text and calls arrive complete and in order, with the usage`, async () => {
    const story = script()
      .reasons('thinking it over')
      .says('I look.')
      .calls('exec_command', { cmd: 'ls' })
      .calls('read_file', { file_path: 'a' })
      .uses({ input: 50, cached: 20, output: 9, reasoning: 4 })
      .inDeltas(3)
    const { sample } = await rigFor(story, { wireApi })
    const { items, end, liveText, deltas } = await sample()
    expect(items.map(item => item.type)).toEqual(['reasoning', 'message', 'function_call', 'function_call'])
    expect(items[2]).toMatchObject({ name: 'exec_command', arguments: '{"cmd":"ls"}', call_id: 'call_1_2' })
    expect(liveText('reasoning')).toBe('thinking it over')
    expect(liveText()).toBe('I look.')
    expect(liveText('arguments')).toBe('{"cmd":"ls"}{"file_path":"a"}')
    expect(deltas.find(delta => delta.kind === 'arguments')).toMatchObject({ callId: 'call_1_2', name: 'exec_command' })
    expect(end).toMatchObject({
      status: 'completed',
      usage: { inputTokens: 50, cachedInputTokens: 20, outputTokens: 9, reasoningTokens: 4, totalTokens: 59 },
    })
  })

  test(`${wireApi}: a cut stream is tried again, and its partial text does not come twice`, async () => {
    const story = script().says('half of this is lost').inDeltas(4).cuts(4).says('the whole text').inDeltas(4)
    const { sample, waits } = await rigFor(story, { wireApi })
    const { items, end, retries } = await sample()
    expect(end.status).toBe('completed')
    expect(items.map(textOfItem)).toEqual(['the whole text'])
    expect(retries).toMatchObject([{ attempt: 1, of: 5, delayMs: 200 }])
    expect(waits).toEqual([200])
  })

  test(`${wireApi}: a stream that never completes is given up after its retries`, async () => {
    const { sample, server } = await rigFor(
      () => ({ type: 'answer', speech: [{ type: 'text', text: 'again' }], ending: { type: 'unfinished' } }),
      {
        wireApi,
        streamMaxRetries: 2,
      },
    )
    const collected = await sample()
    expect(failureIn(collected)).toMatchObject({
      code: 'model.streamCut',
      message: expect.stringContaining('Gave up after 2 retries'),
    })
    expect(server.requests).toHaveLength(3)
    expect(collected.items.map(textOfItem)).toEqual(wireApi === 'chat' ? [] : ['again'])
  })

  test(`${wireApi}: silence ends the attempt`, async () => {
    const { sample } = await rigFor(script().says('hm').stalls(2).says('back'), { wireApi, streamIdleTimeoutMs: 60 })
    const { end, retries, items } = await sample()
    expect(end.status).toBe('completed')
    expect(retries[0]?.message).toContain('sent nothing for 0.06 s')
    expect(items.map(textOfItem)).toEqual(['back'])
  })

  test(`${wireApi}: a failure reported in the stream is retried after the delay it names`, async () => {
    const story = script().reportsFailure('rate_limit_exceeded', 'Please try again in 1.5s.').says('ok')
    const { sample } = await rigFor(story, { wireApi })
    const { end, retries } = await sample()
    expect(end.status).toBe('completed')
    expect(retries).toMatchObject([{ delayMs: 1500 }])
  })

  test(`${wireApi}: an incomplete answer fails at once`, async () => {
    const { sample, server } = await rigFor(script().says('and so').staysIncomplete(), { wireApi })
    expect(failureIn(await sample()).code).toBe('model.incomplete')
    expect(server.requests).toHaveLength(1)
  })

  test(`${wireApi}: cancelling works within 300 ms, at every stage`, async () => {
    const stages: Record<string, Parameters<typeof startModelServer>[0]> = {
      'before the answer': script().says('never').after(20_000),
      'in a silent stream': script().says('hm').stalls(2),
      'in a slow stream': script().says('a'.repeat(1000)).inDeltas(1, 20),
    }
    for (const [stage, story] of Object.entries(stages)) {
      const { client, server } = await rigFor(story, { wireApi })
      const { sink, items } = createCollector()
      const controller = new AbortController()
      const sampling = client.sample(sampleOf('hi'), sink, controller.signal)
      await server.received(1)
      controller.abort()
      const abortedAt = performance.now()
      expect(await sampling, stage).toEqual({ status: 'cancelled' })
      expect(performance.now() - abortedAt, stage).toBeLessThan(300)
      expect(items).toEqual([])
      client.dispose()
      await server.close()
    }
  })
}

test('a reset, then 429, then 500: all are retried, each in its own way', async () => {
  const story = script()
    .says('x')
    .cuts(0)
    .fails({ status: 429, headers: { 'retry-after': '2' }, body: { error: { message: 'slow down' } } })
    .fails({ status: 500, body: 'oops' })
    .says('there')
  const { sample, server } = await rigFor(story)
  const { end, waits, items } = await sample()
  expect(end.status).toBe('completed')
  expect(waits).toEqual([200, 2000, 200])
  expect(items.map(textOfItem)).toEqual(['there'])
  expect(server.problems).toEqual([])
})

test.each([
  [400, 'model.badRequest'],
  [401, 'model.unauthorized'],
  [403, 'model.forbidden'],
  [404, 'model.notFound'],
])('%i is not retried', async (status, code) => {
  const { sample, server } = await rigFor(script().fails({ status, body: { error: { message: 'no' } } }))
  expect(failureIn(await sample()).code).toBe(code)
  expect(server.requests).toHaveLength(1)
})

test('items that were complete when the stream broke are sent along and not delivered twice', async () => {
  const story = script()
    .reasons('why')
    .says('First part.')
    .cuts()
    // The server says the same again: once under the old id, once under a new one.
    .emits({
      type: 'message',
      id: 'msg_1_1',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'First part.', annotations: [] }],
    })
    .emits({
      type: 'message',
      id: 'msg_new',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'First part.', annotations: [] }],
    })
    .says('Second part.')
  const { sample, server } = await rigFor(story)
  const { items, end } = await sample()
  expect(end.status).toBe('completed')
  expect(items.map(item => item.id)).toEqual(['rs_1_0', 'msg_1_1', 'msg_2_2'])
  expect(server.requests[1]?.input.map(item => item.id)).toEqual([undefined, 'rs_1_0', 'msg_1_1'])
  expect(server.problems).toEqual([])
})

test('a stream that breaks after a complete call is not repeated: the next sample carries its output', async () => {
  const { sample, server } = await rigFor(script().calls('exec_command', { cmd: 'make' }).cuts())
  const { items, end, retries } = await sample()
  expect(end).toEqual({ status: 'completed', responseId: null, usage: null })
  expect(items).toMatchObject([{ type: 'function_call', name: 'exec_command' }])
  expect(retries).toEqual([])
  expect(server.requests).toHaveLength(1)
})

test('a call that was not complete is never delivered', async () => {
  const story = script().calls('exec_command', { cmd: 'rm -rf everything' }).inDeltas(4).cuts(5).says('ok')
  const { sample } = await rigFor(story)
  const { items } = await sample()
  expect(items.map(item => item.type)).toEqual(['message'])
})

test('call ids are made unique within the thread', async () => {
  const { sample } = await rigFor(
    script()
      .calls('a', {}, { callId: 'same' })
      .calls('b', {}, { callId: '' })
      .calls('c', {}, { callId: 'x'.repeat(9999) }),
  )
  const input = [
    ...sampleOf('hi').input,
    { type: 'function_call' as const, call_id: 'same', name: 'a', arguments: '{}' },
    { type: 'function_call_output' as const, call_id: 'same', output: 'done' },
  ]
  const { items } = await sample(sampleOf('hi', { input }))
  const ids = items.map(item => (item.type === 'function_call' ? item.call_id : ''))
  expect(new Set(['same', ...ids]).size).toBe(4)
  expect(Math.max(...ids.map(id => id.length))).toBeLessThan(64)
})

test('a server that numbers its items anew in every answer hides nothing', async () => {
  const said = {
    type: 'message' as const,
    id: 'msg_0',
    role: 'assistant' as const,
    content: [{ type: 'output_text' as const, text: 'one' }],
  }
  const { sample } = await rigFor(script().says('two', { id: 'msg_0' }))
  const { items, deltas } = await sample(sampleOf('hi', { input: [...sampleOf('hi').input, said] }))
  expect(items).toMatchObject([{ id: 'msg_0_2', content: [{ text: 'two' }] }])
  expect(deltas[0]?.itemId).toBe('msg_0_2')
})

test('a kept connection that turns out to be closed is replaced, and nobody notices', async () => {
  const { client, sample, server } = await rigFor(script().says('lost').cuts(0).says('there'))
  await client.listModels('mock')
  const { items, retries } = await sample()
  expect(items.map(textOfItem)).toEqual(['there'])
  expect(retries).toEqual([])
  expect(server.requests).toHaveLength(2)
})

test('cancelling works while it waits for the next try, too', async () => {
  server = await startModelServer(script().fails({ status: 429, headers: { 'retry-after': '30' } }))
  const { client } = createModelRig({ baseUrl: server.url }, { clock: systemClock })
  const { sink, retries, until } = createCollector()
  const controller = new AbortController()
  const sampling = client.sample(sampleOf('hi'), sink, controller.signal)
  await until(() => retries.length === 1)
  const abortedAt = performance.now()
  controller.abort()
  expect(await sampling).toEqual({ status: 'cancelled' })
  expect(performance.now() - abortedAt).toBeLessThan(300)
  client.dispose()
})

test('a missing key, an unknown provider and a hanging key program end at once', async () => {
  const { client, config } = await rigFor(script())
  const { sink } = createCollector()
  const { signal } = new AbortController()
  const lost = await client.sample(sampleOf('hi', { provider: 'nope' }), sink, signal)
  expect(lost).toMatchObject({ status: 'failed', failure: { code: 'model.unknownProvider' } })
  const keyless = createModelRig(config, { apiKey: async () => null })
  expect(failureIn(await keyless.sample()).message).toBe(
    'There is no API key for Mock. Enter one in Settings, set MOCK_KEY, or choose another provider. Create a key at https://platform.openai.com/api-keys.',
  )
  const hanging = createModelRig(config, { apiKey: () => new Promise(() => {}) })
  const controller = new AbortController()
  const sampling = hanging.sample(sampleOf('hi'), controller.signal)
  controller.abort()
  expect((await sampling).end).toEqual({ status: 'cancelled' })
})

test('nothing listens: the message names the address and what to do', async () => {
  const { server, config } = await rigFor(script())
  await server.close()
  const { sample } = createModelRig({ ...config, requestMaxRetries: 1, streamMaxRetries: 0 })
  const { code, message } = failureIn(await sample())
  expect(code).toBe('model.unreachable')
  expect(message).toContain(`Nothing answers at ${new URL(config.baseUrl).host} (connection refused). Start Mock`)
})

test('200,000 deltas arrive whole, in far fewer pieces', async () => {
  const text = 'abcde'.repeat(200_000)
  const { sample } = await rigFor(script().says(text).inDeltas(5))
  const { deltas, liveText, items } = await sample()
  expect(liveText() === text && textOfItem(items[0]) === text).toBe(true)
  expect(deltas.length).toBeLessThan(10_000)
})

test('models are listed, and those of the catalogue are recognised', async () => {
  server = await startModelServer(script(), { models: ['gpt-5.5', 'qwen3-coder', 'text-embedding-3-small'] })
  const { client } = createModelRig({ baseUrl: server.url })
  const list = await client.listModels('mock')
  expect(list).toMatchObject({
    status: 'ok',
    models: [
      { slug: 'gpt-5.5', known: true, applyPatch: 'freeform', contextWindow: 272_000 },
      { slug: 'qwen3-coder', known: false, applyPatch: 'function' },
    ],
  })
  expect(await client.listModels('nope')).toMatchObject({ status: 'failed' })
})
