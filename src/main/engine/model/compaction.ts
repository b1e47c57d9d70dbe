import { itemFrom } from './itemFrom.ts'
import type { Problem } from './problems.ts'
import { responsesInput, usageFrom } from './responses.ts'
import { type Wire, isRecord, listIn, recordIn, textIn } from './wire.ts'

/**
 * Compaction by the provider: one request, one JSON answer. What it sends back of the messages is left out, since we keep
 * what people said ourselves; what remains is sealed and stands for all the rest.
 */
export const compactionWire: Wire = {
  path: '/responses/compact',
  body: (request, input, provider) => ({
    model: request.model,
    input: responsesInput(input, provider),
    prompt_cache_key: request.threadId,
  }),
  reader(_request, _input, sink) {
    let outcome: 'done' | Problem | undefined
    let finished: ReturnType<ReturnType<Wire['reader']>['finished']> = { responseId: null, usage: null }
    return {
      event(data) {
        if (isRecord(data.error)) {
          const { code, message } = recordIn(data.error)
          outcome = { kind: 'reported', code: textIn(code), detail: textIn(message) }
          return
        }
        for (const value of listIn(data.output)) {
          const item = itemFrom(value)
          if (item?.type === 'compaction') sink.item(item)
        }
        finished = { responseId: textIn(data.id) || null, usage: usageFrom(data.usage) }
        outcome = 'done'
      },
      chunk: sink.flush,
      end() {},
      finished: () => finished,
      get outcome() {
        return outcome
      },
    }
  },
}
