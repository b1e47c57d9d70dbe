import type { SampleEnd } from '../context/request.ts'
import type { ApprovalRequest, Call, ToolOutcome, Verdict } from './calls.ts'
import type { EventBody, TokenUsage, TurnFailure } from './events.ts'
import type { ResponseItem } from './items.ts'
import type { ThreadSettings } from './settings.ts'
import type { Thread } from './thread.ts'

export type Lane = 'shared' | 'exclusive'

/** How an attempt to sum a history up ended: with what takes its place, or with why not. */
export type Summarised =
  | {
      status: 'completed'
      summary: {
        message: string
        replacement: ResponseItem[]
        kinds: (readonly string[] | null)[]
        tokensAfter: number
        responseId: string | null
        usage: TokenUsage | null
      }
    }
  | { status: 'failed'; failure: TurnFailure }
  | { status: 'cancelled' }

/** What hooks make of what happens in a turn, as facts to record. */
export interface TurnHooks {
  /** Before a call is judged. With `call.hooked` it was refused or changed. */
  beforeCall(turnId: string, call: Call): Promise<EventBody[]>
  /** Before the model reads a message of the user: itself and what the hooks add, or that it was refused. */
  message(sent: MessageSent): Promise<EventBody[]>
}

export type MessageSent = Extract<EventBody, { type: 'message.sent' }>

/**
 * Everything the loop needs from the world. The local host performs these on this machine; a durable host runs the same
 * loop with activities and signals.
 */
export interface Effects {
  /** The fold of everything recorded so far. */
  thread(): Thread
  /** Records events, in order and together; resolves when they are folded and safe. */
  persist(events: EventBody[]): Promise<void>
  /**
   * Samples the model over the recorded history. `onItem` gets each item as it completes, in order, and is awaited
   * before the result.
   */
  callModel(turnId: string, onItem: (item: ResponseItem) => void): Promise<SampleEnd & { timeToFirstTokenMs?: number }>
  /** Has a model sum the history up: that of `settings`, else that of the turn. Records nothing. */
  summarise(turnId: string, settings: ThreadSettings | undefined): Promise<Summarised>
  /** The user's programs that have a say; left out where there are none. */
  hooks?: TurnHooks
  /** What a message of the user brings along for the model, such as the skills it names; left out where nothing does. */
  brought?(sent: MessageSent): Promise<EventBody[]>
  /** Whether the call may run. Deterministic given the thread and the host's policy. */
  judge(call: Call): Promise<Verdict>
  /** Resolves when `approval.decided` for this call, or the turn's interrupt, is recorded. */
  askApproval(turnId: string, callId: string): Promise<void>
  /** Waits for the call's place: shared calls run together, an exclusive one alone in its working directory. */
  enterLane(call: Call): Promise<() => void>
  /** Runs the tool. `in-doubt`: it was started by a process that died; run again only what cannot do harm. */
  runTool(call: Call, attempt: 'first' | 'in-doubt'): Promise<ToolOutcome>
  /** Resolves when the end of a command of the user's is recorded. */
  userCommand(turnId: string, callId: string): Promise<void>
  /** The question whether to run a call again without the sandbox that seems to have stopped it; null: leave it failed. */
  offerRetry(call: Call, outcome: ToolOutcome): Promise<ApprovalRequest | null>
}
