import { messageOf } from '../plan/fold.ts'
import { addUsage } from '../thread/apply.ts'
import type { EventBody, Millis, TokenUsage } from '../thread/events.ts'
import { callsOf, NO_USAGE } from '../thread/thread.ts'
import type { Thread } from '../thread/thread.ts'

/** What lines repeat of the lines before them: totals, the last words of a turn, when a call began. */
export interface Tally {
  note(body: EventBody, at: Millis): void
  /** Forgets what was noted since `saved`. */
  restore(saved: TallyState): void
  /** What is noted now. */
  save(): TallyState
  threadId(): string
  contextWindow(): number | null
  /** Count of facts so far: a name for items that have none. */
  items(): number
  turnUsage(): TokenUsage
  threadUsage(): TokenUsage
  lastAgentMessage(): string | null
  /** The mode of the turn. */
  mode(): string | null
  callStartedAt(callId: string): Millis | undefined
}

export interface TallyState {
  threadId: string
  contextWindow: number | null
  items: number
  turnUsage: TokenUsage
  threadUsage: TokenUsage
  lastAgentMessage: string | null
  mode: string | null
  /** Added to in place: one too many, of a call that was not recorded after all, does no harm. */
  callsStarted: Map<string, Millis>
}

const nothing = (): TallyState => ({
  threadId: '',
  contextWindow: null,
  items: 0,
  turnUsage: NO_USAGE,
  threadUsage: NO_USAGE,
  lastAgentMessage: null,
  mode: null,
  callsStarted: new Map(),
})

/** What a thread that is continued has noted already. */
export function tallyOf(thread: Thread): TallyState {
  const turn = thread.turns.at(-1)
  const said = turn?.items.findLast(item => item.type === 'agentMessage')
  const calls = turn ? callsOf(turn) : []
  return {
    threadId: thread.id,
    contextWindow: thread.contextWindow,
    // Only has to differ from all before: there are never more facts than lines.
    items: Math.ceil(thread.seq) + 1,
    turnUsage: turn?.usage ?? NO_USAGE,
    threadUsage: thread.usage,
    lastAgentMessage: said?.type === 'agentMessage' ? said.text : null,
    mode: turn?.settings?.mode ?? null,
    callsStarted: new Map(
      calls.flatMap(call =>
        'startedAt' in call && call.startedAt !== undefined ? [[call.id, call.startedAt] as const] : [],
      ),
    ),
  }
}

export function createTally(from = nothing()): Tally {
  let state = from
  return {
    note: (body, at) => void (state = noted(state, body, at)),
    save: () => state,
    restore: saved => void (state = saved),
    threadId: () => state.threadId,
    contextWindow: () => state.contextWindow,
    items: () => state.items,
    turnUsage: () => state.turnUsage,
    threadUsage: () => state.threadUsage,
    lastAgentMessage: () => state.lastAgentMessage,
    mode: () => state.mode,
    callStartedAt: callId => state.callsStarted.get(callId),
  }
}

function noted(before: TallyState, body: EventBody, at: Millis): TallyState {
  const state = { ...before, items: before.items + 1 }
  switch (body.type) {
    case 'thread.created':
      return { ...state, threadId: body.threadId }
    case 'turn.started': {
      const contextWindow = body.contextWindow ?? state.contextWindow
      const began = { turnUsage: NO_USAGE, lastAgentMessage: null, mode: null, callsStarted: new Map() }
      return { ...state, contextWindow, ...began }
    }
    case 'turn.configured':
      return { ...state, mode: body.settings.mode }
    case 'message.received':
      return { ...state, lastAgentMessage: messageOf(body.item, state.mode).said }
    case 'call.started':
      state.callsStarted.set(body.callId, at)
      return state
    case 'sample.completed': {
      const { usage } = body
      if (!usage) return state
      return {
        ...state,
        turnUsage: addUsage(state.turnUsage, usage),
        threadUsage: addUsage(state.threadUsage, usage),
      }
    }
    default:
      return state
  }
}
