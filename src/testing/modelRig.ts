import type { LiveDelta, SampleEnd, SampleRequest, SampleSink } from '../core/context/request.ts'
import type { ResponseItem } from '../core/thread/items.ts'
import { type ModelClient, type ModelClientDeps, createModelClient } from '../main/engine/model/client.ts'
import { type ProviderConfig, builtInProviders } from '../main/engine/model/providers.ts'

export const TEST_KEY = 'canary-7f3a9c-never-shown'

/** A sample of a user who says `text`. */
export const sampleOf = (text: string, over: Partial<SampleRequest> = {}): SampleRequest => ({
  threadId: 'thread-1',
  turnId: '01a1fbc1-a456-78a0-822f-52b844b6e0bb',
  provider: 'mock',
  model: 'scripted',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
  tools: [],
  parallelToolCalls: true,
  cwd: '/',
  ...over,
})

/** Collects what a sample delivers. */
export function createCollector() {
  const items: ResponseItem[] = []
  const deltas: LiveDelta[] = []
  const retries: Parameters<SampleSink['retrying']>[0][] = []
  const waiting: (() => void)[] = []
  const happened = () => waiting.splice(0).forEach(wake => wake())
  const note =
    <T>(list: T[]) =>
    (entry: T) => {
      list.push(entry)
      happened()
    }
  return {
    items,
    deltas,
    retries,
    sink: { item: note(items), live: note(deltas), retrying: note(retries) } satisfies SampleSink,
    /** Resolves once `fact` holds; looked at whenever something is delivered. */
    async until(fact: () => boolean): Promise<void> {
      while (!fact()) await new Promise<void>(resolve => waiting.push(resolve))
    },
    liveText: (kind: LiveDelta['kind'] = 'text') =>
      deltas
        .filter(delta => delta.kind === kind)
        .map(delta => delta.text)
        .join(''),
  }
}

export type Collected = ReturnType<typeof createCollector> & { end: SampleEnd; waits: number[] }

export interface ModelRig {
  client: ModelClient
  config: ProviderConfig
  /** Everything one sample delivers. */
  sample(request?: SampleRequest, signal?: AbortSignal): Promise<Collected>
  /** How long the client wanted to wait before each retry, in milliseconds. */
  waits: number[]
}

/** A model client for one provider, with waits that take no time and are written down instead. */
export function createModelRig(
  provider: Partial<ProviderConfig> & { baseUrl: string },
  deps: Partial<ModelClientDeps> = {},
): ModelRig {
  const { openai } = builtInProviders()
  if (!openai) throw new Error('the table of providers has lost OpenAI')
  const config: ProviderConfig = { ...openai, id: 'mock', name: 'Mock', envKey: 'MOCK_KEY', ...provider }
  const waits: number[] = []
  const client = createModelClient({
    provider: id => (id === 'mock' ? config : undefined),
    apiKey: async () => TEST_KEY,
    originator: () => 'heddle_test',
    version: '0.0.0',
    clock: { now: Date.now, sleep: async ms => void waits.push(ms) },
    random: () => 0.5,
    ...deps,
  })
  async function sample(request = sampleOf('hi'), signal = new AbortController().signal): Promise<Collected> {
    const collector = createCollector()
    const end = await client.sample(request, collector.sink, signal)
    return { ...collector, end, waits }
  }
  return { client, config, sample, waits }
}

/** The failure of a sample that must have failed. */
export function failureIn({ end }: { end: SampleEnd }): { code: string; message: string } {
  if (end.status !== 'failed') throw new Error(`the sample did not fail: ${JSON.stringify(end)}`)
  return end.failure
}
