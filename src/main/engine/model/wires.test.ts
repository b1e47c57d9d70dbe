import { describe, expect, test } from 'vitest'
import type { SampleRequest, ToolSpec } from '../../../core/context/request.ts'
import type { ResponseItem } from '../../../core/thread/items.ts'
import { sampleOf } from '../../../testing/modelRig.ts'
import type { AttemptSink } from './attempt.ts'
import { createChatReader } from './chat.ts'
import { chatBody, chatMessages } from './chatMessages.ts'
import { createInputPreview } from './inputPreview.ts'
import { builtInProviders } from './providers.ts'
import { responsesBody } from './responses.ts'

const { openai, ollama } = builtInProviders() as Record<
  string,
  NonNullable<ReturnType<typeof builtInProviders>[string]>
>
const say = (role: 'user' | 'developer' | 'assistant', text: string): ResponseItem => ({
  type: 'message',
  role,
  content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
})
const patchTool: ToolSpec = {
  type: 'custom',
  name: 'apply_patch',
  description: 'Changes files.',
  format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
}
const readTool: ToolSpec = {
  type: 'function',
  name: 'read_file',
  description: 'Reads.',
  parameters: { type: 'object' },
  strict: false,
}

describe('the Responses body', () => {
  const bodyOf = (over: Partial<SampleRequest> = {}, provider = openai!) => {
    const request = sampleOf('hi', over)
    return responsesBody(request, request.input, provider)
  }

  test('has its fields in order, and no more', () => {
    const schema = { type: 'object' }
    const body = bodyOf({ effort: 'low', verbosity: 'low', outputSchema: schema, tools: [readTool, patchTool] })
    expect(JSON.stringify({ ...body, input: [], tools: [] })).toBe(
      '{"model":"scripted","stream":true,"input":[],"tools":[],"tool_choice":"auto","parallel_tool_calls":true,' +
        '"reasoning":{"effort":"low","summary":"auto"},"store":false,"include":["reasoning.encrypted_content"],' +
        '"prompt_cache_key":"thread-1","text":{"verbosity":"low","format":{"type":"json_schema","strict":true,"name":"codex_output_schema","schema":{"type":"object"}}}}',
    )
    expect(body).toMatchObject({ tools: [readTool, patchTool] })
    expect(bodyOf()).not.toHaveProperty('text')
    expect(bodyOf()).toMatchObject({ reasoning: { summary: 'auto' } })
  })

  test('items lose what only rollouts know, and nothing else', () => {
    const stored = {
      type: 'message',
      id: null,
      role: 'assistant',
      content: [],
      phase: 'commentary',
      status: 'completed',
      metadata: {},
      internal_chat_message_metadata_passthrough: { turn_id: 't' },
    } as unknown as ResponseItem
    expect(bodyOf({ input: [stored] })).toMatchObject({
      input: [{ type: 'message', role: 'assistant', content: [], phase: 'commentary', status: 'completed' }],
    })
    const kept: ResponseItem = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'x', arguments: '{}' }
    expect((bodyOf({ input: [kept] }) as { input: unknown[] }).input[0]).toBe(kept)
  })

  test('reasoning that OpenAI could not find again stays at home', () => {
    const input: ResponseItem[] = [
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'blob' },
      { type: 'reasoning', id: 'rs_2', summary: [], content: [{ type: 'reasoning_text', text: 'plain' }] },
    ]
    expect((bodyOf({ input }) as { input: unknown[] }).input).toHaveLength(1)
    expect((bodyOf({ input }, { ...openai!, id: 'vllm' }) as { input: unknown[] }).input).toHaveLength(2)
  })
})

describe('chat messages', () => {
  test('one turn with everything in it', () => {
    const image = { type: 'input_image' as const, image_url: 'data:image/png;base64,AA', detail: 'original' }
    const messages = chatMessages([
      say('developer', 'base'),
      say('developer', 'rules'),
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'look' }, image] },
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'hm' }] },
      say('assistant', 'I look.'),
      { type: 'function_call', call_id: 'a', name: 'view_image', arguments: '{}' },
      { type: 'custom_tool_call', call_id: 'b', name: 'apply_patch', input: '*** Begin' },
      { type: 'function_call_output', call_id: 'a', output: [image] },
      { type: 'custom_tool_call_output', call_id: 'b', output: 'done' },
      { type: 'local_shell_call', call_id: 'c', action: { type: 'exec', command: ['ls'], working_directory: '/w' } },
      { type: 'function_call_output', call_id: 'c', output: 'x' },
      { type: 'web_search_call', id: 'ws_1' },
      say('developer', 'mode changed'),
    ])
    expect(messages).toEqual([
      { role: 'system', content: 'base\n\nrules' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image_url', image_url: { url: image.image_url } },
        ],
      },
      {
        role: 'assistant',
        content: 'I look.',
        reasoning_content: 'hm',
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'view_image', arguments: '{}' } },
          { id: 'b', type: 'function', function: { name: 'apply_patch', arguments: '{"input":"*** Begin"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: 'The image follows in the next message.' },
      { role: 'tool', tool_call_id: 'b', content: 'done' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: image.image_url } }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c', type: 'function', function: { name: 'shell', arguments: '{"command":["ls"],"workdir":"/w"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c', content: 'x' },
      { role: 'system', content: 'mode changed' },
    ])
  })

  test('thoughts of earlier turns are not sent', () => {
    const messages = chatMessages([
      say('user', 'one'),
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'old' }] },
      say('assistant', 'first'),
      say('user', 'two'),
    ])
    expect(JSON.stringify(messages)).not.toContain('old')
  })

  test('free-form tools become functions of one string; hosted ones vanish', () => {
    const request = sampleOf('hi', { tools: [patchTool, readTool, { type: 'web_search' }], effort: 'high' })
    expect(chatBody(request, request.input)).toMatchObject({
      stream_options: { include_usage: true },
      reasoning_effort: 'high',
      tools: [
        {
          function: {
            name: 'apply_patch',
            parameters: { required: ['input'] },
            description: expect.stringContaining('start: "x"'),
          },
        },
        { function: { name: 'read_file' } },
      ],
    })
    expect(chatBody(sampleOf('hi'), [])).not.toHaveProperty('tools')
  })
})

test('the text of a free-form call is shown while it arrives', () => {
  const text = 'a "quoted" \\ line\n\tthen 世界 and 😀'
  const json = JSON.stringify({ input: text }).replace('世', '\\u4e16')
  for (const size of [1, 2, 3, 7, 1000]) {
    const preview = createInputPreview()
    const pieces = json.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(pieces.map(preview).join(''), `in pieces of ${size}`).toBe(text)
  }
  expect(createInputPreview()('*** Begin Patch')).toBe('')
  expect(createInputPreview()('{"input":"raw\nbreak"}')).toBe('raw\nbreak')
})

describe('chat chunks', () => {
  const read = (deltas: object[], finish: string | null = 'stop') => {
    const items: ResponseItem[] = []
    const sink: AttemptSink = { item: item => items.push(item), live() {}, flush() {} }
    const reader = createChatReader(sampleOf('hi', { tools: [patchTool], provider: ollama!.id }), [], sink)
    for (const delta of deltas) reader.event({ choices: [{ delta }] }, undefined)
    reader.event({ choices: [{ delta: {}, finish_reason: finish }] }, undefined)
    reader.end()
    return { items, outcome: reader.outcome }
  }
  const piece = (index: number | undefined, id: string, name: string, args: string) => ({
    tool_calls: [{ index, id, function: { name, arguments: args } }],
  })

  test('pieces by index, interleaved', () => {
    const { items } = read([
      piece(0, 'a', 'x', '{"n"'),
      piece(1, 'b', 'y', '{"m"'),
      piece(0, '', '', ':1}'),
      piece(1, '', '', ':2}'),
    ])
    expect(items).toMatchObject([
      { call_id: 'a', name: 'x', arguments: '{"n":1}' },
      { call_id: 'b', name: 'y', arguments: '{"m":2}' },
    ])
  })

  test('whole calls that all claim index 0, or none, or no id', () => {
    expect(read([piece(0, 'a', 'x', '{}'), piece(0, 'b', 'x', '{}')]).items).toHaveLength(2)
    expect(read([piece(undefined, 'a', 'x', '{}'), piece(undefined, 'b', 'x', '{}')]).items).toHaveLength(2)
    expect(read([piece(0, '', 'x', '')]).items).toMatchObject([
      { call_id: expect.stringMatching(/^call_/), arguments: '{}' },
    ])
  })

  test('arguments as an object, and free-form text with and without its wrapping', () => {
    expect(read([{ tool_calls: [{ function: { name: 'x', arguments: { n: 1 } } }] }]).items).toMatchObject([
      { arguments: '{"n":1}' },
    ])
    expect(read([piece(0, 'a', 'apply_patch', '{"input":"*** B"}')]).items).toMatchObject([
      { type: 'custom_tool_call', input: '*** B' },
    ])
    expect(read([piece(0, 'a', 'apply_patch', '*** B')]).items).toMatchObject([
      { type: 'custom_tool_call', input: '*** B' },
    ])
  })

  test('a call is passed on when the next one begins, and never when the stream breaks', () => {
    const { items, outcome } = read([piece(0, 'a', 'x', '{}'), piece(1, 'b', 'y', '{"half')], null)
    expect(items).toMatchObject([{ call_id: 'a' }])
    expect(outcome).toBeUndefined()
  })

  test('thoughts in either field, and a refusal', () => {
    const { items } = read([{ reasoning: 'a' }, { reasoning_content: 'b' }, { refusal: 'no' }])
    expect(items).toMatchObject([{ type: 'reasoning', content: [{ text: 'ab' }] }, { content: [{ text: 'no' }] }])
    expect(new Set(items.map(item => item.id)).size).toBe(2)
  })

  test('content filter and length are endings of their own', () => {
    expect(read([{ content: 'x' }], 'content_filter').outcome).toEqual({ kind: 'incomplete', reason: 'content_filter' })
    const { items, outcome } = read([piece(0, 'a', 'x', '{}')], 'length')
    expect(outcome).toMatchObject({ kind: 'incomplete' })
    expect(items).toEqual([])
  })
})
