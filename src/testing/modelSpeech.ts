import type { AnswerRound, RoundUsage, Speech } from './modelScript.ts'

/** One server-sent event: `data` is written as JSON, or as it is when it is a string. */
export interface WireEvent {
  name?: string
  data: object | string
  /** A piece of running text: `deltaDelayMs` applies before it. */
  delta?: boolean
}

/** Renders a round for one of the two wires. `n` is the number of the request, which makes ids unique. */
export type Renderer = (round: AnswerRound, n: number, model: string) => Iterable<WireEvent>

/** How many events `cuts` and `stalls` let through is counted over this sequence. */
export function* responsesEvents(round: AnswerRound, n: number, model: string): Iterable<WireEvent> {
  let sequence = 0
  const event = (type: string, fields: object, delta = false): WireEvent => ({
    name: type,
    data: { type, sequence_number: sequence++, ...fields },
    delta,
  })
  const response = { id: `resp_${n}`, object: 'response', model, output: [] }
  yield event('response.created', { response: { ...response, status: 'in_progress' } })
  for (const [index, speech] of round.speech.entries()) {
    const item = responseItem(speech, n, index)
    const place = { item_id: item.id, output_index: index }
    yield event('response.output_item.added', { output_index: index, item: begun(item, speech) })
    for (const delta of pieces(runningText(speech), round.deltaChars)) {
      yield event(deltaType(speech), { ...place, ...partIndex(speech), delta }, true)
    }
    yield event('response.output_item.done', { output_index: index, item })
  }
  const { ending } = round
  if (ending.type === 'failed') {
    const error = { code: ending.code, message: ending.message }
    yield event('response.failed', { response: { ...response, status: 'failed', error } })
  } else if (ending.type === 'incomplete') {
    const incomplete_details = { reason: ending.reason }
    yield event('response.incomplete', { response: { ...response, status: 'incomplete', incomplete_details } })
  } else if (ending.type === 'completed') {
    const usage = responsesUsage(round.usage)
    yield event('response.completed', { response: { ...response, status: 'completed', usage } })
  }
}

/** The same story as chunks of Chat Completions. */
export function* chatEvents(round: AnswerRound, n: number, model: string): Iterable<WireEvent> {
  const chunk = (delta: object, finish_reason: string | null = null): WireEvent => ({
    data: {
      id: `chatcmpl-${n}`,
      object: 'chat.completion.chunk',
      model,
      choices: [{ index: 0, delta, finish_reason }],
    },
    delta: finish_reason === null,
  })
  yield { ...chunk({ role: 'assistant', content: '' }), delta: false }
  let calls = 0
  for (const [index, speech] of round.speech.entries()) {
    if (speech.type === 'item') continue
    if (speech.type === 'call' || speech.type === 'custom') {
      const slot = calls++
      const called = { name: speech.name, arguments: '' }
      const id = speech.callId ?? `call_${n}_${index}`
      yield chunk({ tool_calls: [{ index: slot, id, type: 'function', function: called }] })
      const text = speech.type === 'custom' ? JSON.stringify({ input: speech.input }) : runningText(speech)
      for (const piece of pieces(text, round.deltaChars)) {
        yield chunk({ tool_calls: [{ index: slot, function: { arguments: piece } }] })
      }
      continue
    }
    const field = speech.type === 'reasoning' ? 'reasoning_content' : 'content'
    for (const piece of pieces(speech.text, round.deltaChars)) yield chunk({ [field]: piece })
  }
  const { ending } = round
  if (ending.type === 'failed') yield { data: { error: { code: ending.code, message: ending.message } } }
  if (ending.type === 'incomplete') yield chunk({}, ending.reason === 'content_filter' ? 'content_filter' : 'length')
  if (ending.type !== 'completed') return
  yield chunk({}, calls > 0 ? 'tool_calls' : 'stop')
  yield {
    data: { id: `chatcmpl-${n}`, object: 'chat.completion.chunk', model, choices: [], usage: chatUsage(round.usage) },
  }
  yield { data: '[DONE]' }
}

function responseItem(speech: Speech, n: number, index: number): Record<string, unknown> {
  const id = (prefix: string) => ('id' in speech && speech.id ? speech.id : `${prefix}_${n}_${index}`)
  const callId = 'callId' in speech && speech.callId !== undefined ? speech.callId : `call_${n}_${index}`
  switch (speech.type) {
    case 'text': {
      const content = [{ type: 'output_text', text: speech.text, annotations: [] }]
      return {
        type: 'message',
        id: id('msg'),
        role: 'assistant',
        content,
        ...(speech.phase && { phase: speech.phase }),
      }
    }
    case 'reasoning': {
      const summary = [{ type: 'summary_text', text: speech.text }]
      return { type: 'reasoning', id: id('rs'), summary, content: null, encrypted_content: speech.encrypted ?? null }
    }
    case 'call': {
      const namespace = speech.namespace ? { namespace: speech.namespace } : {}
      const args = runningText(speech)
      return { type: 'function_call', id: id('fc'), name: speech.name, ...namespace, arguments: args, call_id: callId }
    }
    case 'custom':
      return { type: 'custom_tool_call', id: id('ctc'), name: speech.name, input: speech.input, call_id: callId }
    case 'item':
      return { id: `item_${n}_${index}`, ...speech.item }
  }
}

/** The item as it is announced: known, but still empty. */
function begun(item: Record<string, unknown>, speech: Speech): Record<string, unknown> {
  switch (speech.type) {
    case 'text':
      return { ...item, content: [], status: 'in_progress' }
    case 'reasoning':
      return { ...item, summary: [] }
    case 'call':
      return { ...item, arguments: '' }
    case 'custom':
      return { ...item, input: '' }
    case 'item':
      return item
  }
}

function runningText(speech: Speech): string {
  switch (speech.type) {
    case 'text':
    case 'reasoning':
      return speech.text
    case 'call':
      return typeof speech.args === 'string' ? speech.args : JSON.stringify(speech.args)
    case 'custom':
      return speech.input
    case 'item':
      return ''
  }
}

function deltaType(speech: Speech): string {
  switch (speech.type) {
    case 'reasoning':
      return 'response.reasoning_summary_text.delta'
    case 'call':
      return 'response.function_call_arguments.delta'
    case 'custom':
      return 'response.custom_tool_call_input.delta'
    default:
      return 'response.output_text.delta'
  }
}

const partIndex = (speech: Speech): object =>
  speech.type === 'text' ? { content_index: 0 } : speech.type === 'reasoning' ? { summary_index: 0 } : {}

function* pieces(text: string, size = Infinity): Iterable<string> {
  if (text === '') return
  if (size >= text.length) return yield text
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

const USAGE = { input: 100, cached: 0, output: 10, reasoning: 0 }

function responsesUsage(over: RoundUsage = {}): object {
  const { input, cached, output, reasoning } = { ...USAGE, ...over }
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  }
}

function chatUsage(over: RoundUsage = {}): object {
  const { input, cached, output, reasoning } = { ...USAGE, ...over }
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}
