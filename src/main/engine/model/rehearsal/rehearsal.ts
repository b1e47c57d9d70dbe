import type { SampleEnd, SampleRequest, SampleSink, ToolSpec } from '../../../../core/context/request.ts'
import type { CallItem } from '../../../../core/thread/items.ts'
import type { Clock } from '../retry.ts'
import { nextBeat } from './scenes.ts'
import { type Beat, type PlannedCall, callIdOf, stageFrom } from './stage.ts'

/** Every message says what it comes from: nobody shall take this for a model. */
const HEADER = 'Rehearsal model: '

/** About three words: what a fast model writes at a time. */
const DELTA_CHARS = 16

export interface RehearsalDeps {
  /** Milliseconds between two deltas; 0 for none. */
  paceMs: number
  sleep: Clock['sleep']
}

/**
 * The provider that needs no key and no network. It plays a scripted agent against the real workspace: what to do next
 * follows from the history it is given, the loop executes its calls like any model's.
 */
export function createRehearsal({ paceMs, sleep }: RehearsalDeps) {
  async function sample(request: SampleRequest, sink: SampleSink, signal: AbortSignal): Promise<SampleEnd> {
    const stage = stageFrom(request)
    const beat = nextBeat(stage, request.tools.length > 0)
    const id = `${stage.mark}_${beat.name}`
    const speak = async (kind: 'text' | 'reasoning', itemId: string, text: string) => {
      for (let at = 0; at < text.length && !signal.aborted; at += DELTA_CHARS) {
        sink.live({ kind, itemId, text: text.slice(at, at + DELTA_CHARS) })
        if (paceMs > 0) await sleep(paceMs, signal)
      }
    }
    if (beat.thinks) {
      await speak('reasoning', `rs_${id}`, beat.thinks)
      if (signal.aborted) return { status: 'cancelled' }
      sink.item({ type: 'reasoning', id: `rs_${id}`, summary: [{ type: 'summary_text', text: beat.thinks }] })
    }
    const text = HEADER + beat.says
    await speak('text', `msg_${id}`, text)
    if (signal.aborted) return { status: 'cancelled' }
    const phase = beat.calls.length > 0 ? 'commentary' : 'final_answer'
    sink.item({ type: 'message', id: `msg_${id}`, role: 'assistant', content: [{ type: 'output_text', text }], phase })
    beat.calls.forEach((call, index) => {
      const item = callItem(call, callIdOf(stage.mark, beat.name, index), request.tools)
      const written = item.type === 'custom_tool_call' ? item.input : argumentsOf(call)
      sink.live({
        kind: 'arguments',
        itemId: `fc_${item.call_id}`,
        callId: item.call_id,
        name: call.tool,
        text: written,
      })
      sink.item(item)
    })
    return { status: 'completed', responseId: null, usage: usageOf(request, beat) }
  }

  return { sample }
}

const argumentsOf = (call: PlannedCall): string => JSON.stringify(call.args)

function callItem(call: PlannedCall, callId: string, tools: readonly ToolSpec[]): CallItem {
  const custom = tools.some(tool => tool.type === 'custom' && tool.name === call.tool)
  const common = { id: `fc_${callId}`, call_id: callId, name: call.tool }
  return custom
    ? { type: 'custom_tool_call', ...common, input: String(call.args.input) }
    : { type: 'function_call', ...common, arguments: argumentsOf(call) }
}

/** Tokens as if a model had been used, at four characters each, so that meters have something to show. */
function usageOf(request: SampleRequest, beat: Beat) {
  const inputTokens = Math.ceil(JSON.stringify([request.input, request.tools]).length / 4)
  const outputTokens = Math.ceil((beat.says.length + JSON.stringify(beat.calls).length) / 4)
  return {
    inputTokens,
    cachedInputTokens: 0,
    outputTokens,
    reasoningTokens: 0,
    totalTokens: inputTokens + outputTokens,
  }
}
