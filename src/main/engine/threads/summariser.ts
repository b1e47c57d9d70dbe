import {
  COMPACT_PROMPT,
  compactedHistory,
  retainedMessages,
  skillsOfTurn,
  splitUnread,
  summaryMessage,
  userMessage,
  withoutOldest,
} from '../../../core/context/compaction.ts'
import type { Kept } from '../../../core/context/compaction.ts'
import { normalise } from '../../../core/context/history.ts'
import type { LiveDelta, SampleRequest } from '../../../core/context/request.ts'
import { itemsTokens } from '../../../core/context/tokens.ts'
import type { Summarised } from '../../../core/thread/effects.ts'
import type { TokenUsage, TurnFailure } from '../../../core/thread/events.ts'
import { textOf } from '../../../core/thread/items.ts'
import type { ResponseItem } from '../../../core/thread/items.ts'
import { planUnderWay } from '../../../core/plan/attach.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import type { EffectsDeps } from './localEffects.ts'

/** How threads are compacted. */
export interface CompactionRules {
  /** Tokens in the window at which a turn with these settings compacts. */
  limit(settings: ThreadSettings): number
  /** Asked instead of our own words. */
  prompt(): string | undefined
  /** The provider can compact by itself. */
  byProvider(settings: ThreadSettings): boolean
}

type SummariserDeps = Pick<
  EffectsDeps,
  'threadId' | 'instructions' | 'state' | 'hub' | 'model' | 'sample' | 'context' | 'compaction'
>

interface Asked {
  turn: Turn & { settings: ThreadSettings }
  /** Who sums up. */
  settings: ThreadSettings
  /** Tokens of instructions and tools, which every request has besides the history. */
  frameTokens: number
}

/** Sums the history up, by the provider itself where it can, and puts together what takes its place. */
export async function summarise(deps: SummariserDeps, asked: Asked, signal: AbortSignal): Promise<Summarised> {
  const { turn, settings } = asked
  const { state, compaction } = deps
  const history = await state.history()
  // Whoever asks for a compaction has said nothing that waits to be read.
  const { read, unread } = turn.compactionRequested ? { read: history, unread: [] } : splitUnread(history)
  const answer = compaction.byProvider(settings) ? await sealed(deps, asked, read.items, signal) : null
  // A provider that cannot do it after all is asked like any other.
  const end = answer?.status === 'completed' || signal.aborted ? answer : await summed(deps, asked, read.items, signal)
  if (end === null || signal.aborted) return { status: 'cancelled' }
  if (end.status !== 'completed') return end
  const kept = compactedHistory({
    said: retainedMessages(read).messages,
    context: await freshContext(deps, turn.settings),
    skills: skillsOfTurn(history, turn.id).filter(({ item }) => read.items.includes(item)),
    rest: end.rest,
    unread,
  })
  const replacement = kept.map(({ item }) => item)
  return {
    status: 'completed',
    summary: {
      message: end.message,
      replacement,
      kinds: kept.map(({ kinds }) => kinds),
      tokensAfter: asked.frameTokens + itemsTokens(replacement),
      responseId: end.responseId,
      usage: end.usage,
    },
  }
}

type Answer =
  | { status: 'completed'; message: string; rest: Kept[]; responseId: string | null; usage: TokenUsage | null }
  | { status: 'failed'; failure: TurnFailure }
  | { status: 'cancelled' }

/** What the model is told as if it were the first turn, and the plan that it is at work on. */
async function freshContext({ context, state }: SummariserDeps, settings: ThreadSettings): Promise<Kept[]> {
  const thread = state.thread()
  const events = [...(await context({ ...thread, settings }, {})), ...planUnderWay(thread)]
  return events.flatMap(event => (event.type === 'context.added' ? [{ item: event.item, kinds: event.kinds }] : []))
}

/** The provider's own compaction, which only it can read. */
async function sealed(deps: SummariserDeps, asked: Asked, items: ResponseItem[], signal: AbortSignal): Promise<Answer> {
  const answer = await ask(deps, asked, items, { signal, purpose: 'compaction' })
  if (answer.status !== 'completed') return answer
  const { responseId, usage } = answer
  const rest = answer.items.map(item => ({ item, kinds: null }))
  return rest.length === 0 ? EMPTY : { status: 'completed', message: '', rest, responseId, usage }
}

/** A summary that the model writes when asked like any question. */
async function summed(deps: SummariserDeps, asked: Asked, items: ResponseItem[], signal: AbortSignal): Promise<Answer> {
  const answer = await ask(deps, asked, items, { signal, prompt: deps.compaction.prompt() ?? COMPACT_PROMPT })
  if (answer.status !== 'completed') return answer
  const { responseId, usage } = answer
  const said = answer.items.map(item => (item.type === 'message' ? textOf(item.content) : '')).join('\n\n')
  if (said.trim() === '') return EMPTY
  const { text, ...summary } = summaryMessage(said.trim())
  return { status: 'completed', message: text, rest: [summary], responseId, usage }
}

const EMPTY: Answer = {
  status: 'failed',
  failure: {
    code: 'compaction.empty',
    message:
      'The model was asked for a summary and gave none. Compact again, choose another model, or start a new thread.',
  },
}

type Answered = {
  status: 'completed'
  items: ResponseItem[]
  responseId: string | null
  usage: TokenUsage | null
}

/** A history that overflows even the summary loses this share of its oldest items, so many times. */
const DROPPED_SHARE = 0.3
const MOST_DROPS = 8

const OVERFLOWS: ReadonlySet<string> = new Set(['model.contextOverflow', 'model.tooLong'])

async function ask(
  deps: SummariserDeps,
  { turn, settings }: Asked,
  items: readonly ResponseItem[],
  { signal, prompt, purpose }: { signal: AbortSignal; prompt?: string; purpose?: SampleRequest['purpose'] },
): Promise<Answered | Exclude<Answer, { status: 'completed' }>> {
  const model = deps.model(settings)
  let left = items
  for (let drops = 0; drops <= MOST_DROPS && left.length > 0; drops++, left = withoutOldest(left, DROPPED_SHARE)) {
    const input = [instructionsMessage(deps.instructions), ...normalise(left, { vision: model.vision })]
    const request: SampleRequest = {
      threadId: deps.threadId,
      turnId: turn.id,
      provider: settings.provider,
      model: settings.model,
      effort: settings.effort ?? model.defaultEffort,
      input: prompt === undefined ? input : [...input, userMessage(prompt)],
      tools: [],
      parallelToolCalls: false,
      purpose,
      verbosity: model.verbosity,
      cwd: deps.state.thread().cwd,
    }
    const answered = await sampleAll(deps, request, signal)
    if (answered.status !== 'failed') return answered
    if (!OVERFLOWS.has(answered.failure.code)) return { status: 'failed', failure: because(answered.failure) }
  }
  return { status: 'failed', failure: TOO_LONG }
}

async function sampleAll({ threadId, hub, sample }: SummariserDeps, request: SampleRequest, signal: AbortSignal) {
  const items: ResponseItem[] = []
  const { turnId } = request
  const sink = {
    item: (item: ResponseItem) => void items.push(item),
    live: ({ kind, text }: LiveDelta) => {
      if (kind === 'text') hub.publish(threadId, { kind: 'summary', itemId: turnId, text })
    },
    retrying: (retry: Parameters<typeof hub.retrying>[1]) => hub.retrying(threadId, retry),
  }
  const end = await sample(request, sink, signal)
  return end.status === 'completed' ? { ...end, items } : end
}

const because = ({ code, message }: TurnFailure): TurnFailure => ({
  code,
  message: `This thread could not be compacted, and is as it was. ${message}`,
})

const TOO_LONG: TurnFailure = {
  code: 'compaction.tooLong',
  message:
    'Not even the newest part of this thread fits into the model, so it could not be compacted. Choose a model with a larger window, or start a new thread.',
}

/** The instructions lead every prompt of a thread unchanged, so the provider's prompt cache holds. */
export const instructionsMessage = (text: string): ResponseItem => ({
  type: 'message',
  role: 'developer',
  content: [{ type: 'input_text', text }],
})
