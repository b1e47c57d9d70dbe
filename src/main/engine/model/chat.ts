import type { SampleRequest } from '../../../core/context/request.ts'
import type { TokenUsage } from '../../../core/thread/events.ts'
import type { ResponseItem } from '../../../core/thread/items.ts'
import type { AttemptSink, Finished } from './attempt.ts'
import { MOST_ARGUMENTS, createChatCalls } from './chatCalls.ts'
import { chatBody } from './chatMessages.ts'
import type { Problem } from './problems.ts'
import { type AnswerReader, type Wire, isRecord, listIn, numberIn, recordIn, textIn } from './wire.ts'

/** Chat Completions: what most other providers and every local server speak. */
export const chatWire: Wire = { path: '/chat/completions', body: chatBody, reader: createChatReader }

/**
 * Puts the chunks of one answer together: thoughts, then text, then calls. An item is passed on as soon as the next one
 * begins, so that a call can run while the model still writes; what is open when the stream breaks is lost.
 */
export function createChatReader(
  request: SampleRequest,
  input: readonly ResponseItem[],
  sink: AttemptSink,
): AnswerReader {
  // Chat has no item ids: ours follow from where in the thread the answer stands.
  const stem = `${request.turnId.replace(/[^A-Za-z0-9]/g, '').slice(-32)}_${input.length}`
  const prose = createProse(stem, sink)
  const calls = createChatCalls(stem, request.tools, sink)
  let outcome: 'done' | Problem | undefined
  let finishReason: string | null = null
  let responseId: string | null = null
  let usage: TokenUsage | null = null

  function addDelta(delta: Record<string, unknown>): void {
    prose.think(textIn(delta.reasoning_content) || textIn(delta.reasoning))
    prose.say(textIn(delta.content) || textIn(delta.refusal))
    const pieces = listIn(delta.tool_calls)
    if (pieces.length > 0) prose.close()
    if (!pieces.every(calls.add)) outcome = { kind: 'tooLarge', what: 'event', limitBytes: MOST_ARGUMENTS }
  }

  function event(data: Record<string, unknown>): void {
    if (data.error) return fail(data.error)
    responseId ??= textIn(data.id) || null
    if (isRecord(data.usage)) usage = usageFrom(data.usage)
    const choice = recordIn(listIn(data.choices)[0])
    // A server that does not stream sends one message instead of many deltas.
    addDelta(recordIn(choice.delta ?? choice.message))
    if (typeof choice.finish_reason === 'string') finishReason = choice.finish_reason
    if (isRecord(choice.message)) end()
  }

  function fail(error: unknown): void {
    const { code, type, message } = recordIn(error)
    const given = typeof code === 'number' ? String(code) : textIn(code) || textIn(type)
    outcome = { kind: 'reported', code: given, detail: textIn(message) || textIn(error) }
  }

  function end(): void {
    if (outcome || finishReason === null) return
    prose.close()
    if (finishReason === 'length') outcome = { kind: 'incomplete', reason: 'max_output_tokens' }
    else if (finishReason === 'content_filter') outcome = { kind: 'incomplete', reason: finishReason }
    else {
      calls.close()
      outcome = 'done'
    }
  }

  return {
    event,
    end,
    chunk: sink.flush,
    finished: (): Finished => ({ responseId, usage }),
    get outcome() {
      return outcome
    },
  }
}

/** What the model thinks and says. Thoughts end where speech begins. */
function createProse(stem: string, sink: AttemptSink) {
  let begun = 0
  let open: { kind: 'reasoning' | 'text'; itemId: string; text: string } | null = null

  function add(kind: 'reasoning' | 'text', text: string): void {
    if (text === '') return
    if (open?.kind !== kind) {
      close()
      begun += 1
      open = { kind, itemId: `${kind === 'text' ? 'msg' : 'rs'}_${stem}_${begun}`, text: '' }
    }
    open.text += text
    sink.live({ kind, itemId: open.itemId, text })
  }

  function close(): void {
    if (!open) return
    const { kind, itemId: id, text } = open
    open = null
    if (kind === 'text') sink.item({ type: 'message', id, role: 'assistant', content: [{ type: 'output_text', text }] })
    else sink.item({ type: 'reasoning', id, summary: [], content: [{ type: 'reasoning_text', text }] })
  }

  return { think: (text: string) => add('reasoning', text), say: (text: string) => add('text', text), close }
}

function usageFrom(usage: Record<string, unknown>): TokenUsage {
  const inputTokens = numberIn(usage.prompt_tokens)
  const outputTokens = numberIn(usage.completion_tokens)
  return {
    inputTokens,
    cachedInputTokens: numberIn(recordIn(usage.prompt_tokens_details).cached_tokens),
    outputTokens,
    reasoningTokens: numberIn(recordIn(usage.completion_tokens_details).reasoning_tokens),
    totalTokens: numberIn(usage.total_tokens) || inputTokens + outputTokens,
  }
}
