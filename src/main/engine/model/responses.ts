import type { SampleRequest } from '../../../core/context/request.ts'
import type { TokenUsage } from '../../../core/thread/events.ts'
import type { ReasoningItem, ResponseItem } from '../../../core/thread/items.ts'
import type { AttemptSink, Finished } from './attempt.ts'
import { itemFrom } from './itemFrom.ts'
import type { Problem } from './problems.ts'
import type { ProviderConfig } from './providers.ts'
import { type AnswerReader, type Wire, isRecord, listIn, numberIn, recordIn, textIn } from './wire.ts'

/** The Responses API: what a thread's history is made of goes over the wire as it is. */
export const responsesWire: Wire = { path: '/responses', body: responsesBody, reader: createResponsesReader }

/** Name under which the schema of a structured answer is sent. */
const OUTPUT_SCHEMA_NAME = 'codex_output_schema'

/** The request body, in the order of fields that the original program sends. Nothing is stored at the provider. */
export function responsesBody(
  request: SampleRequest,
  input: readonly ResponseItem[],
  provider: ProviderConfig,
): object {
  const { effort, verbosity, outputSchema } = request
  const text = {
    ...(verbosity && { verbosity }),
    ...(outputSchema && {
      format: { type: 'json_schema', strict: true, name: OUTPUT_SCHEMA_NAME, schema: outputSchema },
    }),
  }
  return {
    model: request.model,
    stream: true,
    input: responsesInput(input, provider),
    tools: request.tools,
    tool_choice: 'auto',
    parallel_tool_calls: request.parallelToolCalls,
    reasoning: { ...(effort && { effort }), summary: 'auto' },
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: request.threadId,
    ...(Object.keys(text).length > 0 && { text }),
  }
}

/** The history as this provider can read it. */
export const responsesInput = (input: readonly ResponseItem[], provider: ProviderConfig): ResponseItem[] =>
  input.filter(item => canReplay(item, provider)).map(wireItem)

/** What another provider sealed only that one can open. */
function canReplay(item: ResponseItem, provider: ProviderConfig): boolean {
  if (item.type === 'compaction') return provider.compacts === true
  return item.type !== 'reasoning' || canReplayReasoning(item, provider)
}

/** OpenAI looks reasoning without its encrypted content up by id, finds nothing (`store: false`), and refuses the request. */
const canReplayReasoning = (item: ReasoningItem, provider: ProviderConfig): boolean =>
  Boolean(item.encrypted_content) || provider.id !== 'openai'

/** The item without what only rollouts know, and without an id that is none. */
function wireItem(item: ResponseItem): ResponseItem {
  const isOurs = (key: string) => key === 'metadata' || key.startsWith('internal_') || (key === 'id' && !item.id)
  if (!Object.keys(item).some(isOurs)) return item
  return Object.fromEntries(Object.entries(item).filter(([key]) => !isOurs(key))) as typeof item
}

/** Reads the events of one answer. Events it does not know are skipped. */
export function createResponsesReader(
  _request: SampleRequest,
  _input: readonly ResponseItem[],
  sink: AttemptSink,
): AnswerReader {
  let outcome: 'done' | Problem | undefined
  let finished: Finished = { responseId: null, usage: null }
  let itemsSeen = 0
  const calls = new Map<string, { callId: string; name: string }>()

  function added(event: Record<string, unknown>): void {
    const item = recordIn(event.item)
    const id = textIn(item.id)
    if (id) calls.set(id, { callId: textIn(item.call_id), name: textIn(item.name) })
  }

  function done(value: unknown): void {
    const item = itemFrom(value)
    if (!item) return
    itemsSeen += 1
    sink.item(item)
  }

  function completed(response: Record<string, unknown>): void {
    // Some servers announce no items and put them all into the last event.
    if (itemsSeen === 0) listIn(response.output).forEach(done)
    finished = { responseId: textIn(response.id) || null, usage: usageFrom(response.usage) }
    outcome = 'done'
  }

  function failed(error: Record<string, unknown>): void {
    const code = textIn(error.code) || textIn(error.type)
    outcome = { kind: 'reported', code: code === 'error' ? '' : code, detail: textIn(error.message) }
  }

  function event(data: Record<string, unknown>, name: string | undefined): void {
    const itemId = textIn(data.item_id)
    const text = textIn(data.delta)
    switch (typeof data.type === 'string' ? data.type : name) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        return sink.live({ kind: 'text', itemId, text })
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return sink.live({ kind: 'reasoning', itemId, text })
      case 'response.reasoning_summary_part.added':
        return numberIn(data.summary_index) > 0 ? sink.live({ kind: 'reasoning', itemId, text: '\n\n' }) : undefined
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return sink.live({ kind: 'arguments', itemId, text, ...(calls.get(itemId) ?? { callId: '', name: '' }) })
      case 'response.output_item.added':
        return added(data)
      case 'response.output_item.done':
        return done(data.item)
      case 'response.completed':
      case 'response.done':
        return completed(recordIn(data.response))
      case 'response.failed':
        return failed(recordIn(recordIn(data.response).error))
      case 'response.incomplete': {
        const details = recordIn(recordIn(data.response).incomplete_details)
        outcome = { kind: 'incomplete', reason: textIn(details.reason) || 'no reason given' }
        return
      }
      case 'error':
        return failed(isRecord(data.error) ? data.error : data)
      case undefined:
        return plain(data)
    }
  }

  /** A server that does not stream answers with the response itself, or with nothing but an error. */
  function plain(data: Record<string, unknown>): void {
    if (data.object === 'response') completed(data)
    else if (isRecord(data.error)) failed(data.error)
  }

  return {
    event,
    chunk: sink.flush,
    end() {}, // a stream that closes without response.completed is incomplete
    finished: () => finished,
    get outcome() {
      return outcome
    },
  }
}

export function usageFrom(value: unknown): TokenUsage | null {
  if (!isRecord(value)) return null
  const inputTokens = numberIn(value.input_tokens)
  const outputTokens = numberIn(value.output_tokens)
  return {
    inputTokens,
    cachedInputTokens: numberIn(recordIn(value.input_tokens_details).cached_tokens),
    outputTokens,
    reasoningTokens: numberIn(recordIn(value.output_tokens_details).reasoning_tokens),
    totalTokens: numberIn(value.total_tokens) || inputTokens + outputTokens,
  }
}
