import type { MessageSent, TurnHooks } from '../../../core/thread/effects.ts'
import type { Call, ToolOutcome } from '../../../core/thread/calls.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import type { Thread } from '../../../core/thread/thread.ts'

/** What hooks have to do with a thread. Where there are none, nothing of them is loaded. */
export interface ThreadHooks {
  /**
   * What becomes of the message that a turn begins with: itself with what hooks add, or that it was refused. The first
   * time in this process that a thread is spoken to, its session starts.
   */
  turnBegins(thread: Thread, sent: MessageSent): Promise<EventBody[]>
  /** The hooks of a turn while it runs. */
  ofTurn(thread: () => Thread, signal: AbortSignal): RunningHooks
  /** Tells who wants to know that a turn is over. Nobody waits for them. */
  turnEnded(thread: Thread, turnId: string): void
}

export interface RunningHooks extends TurnHooks {
  /** What the model reads of a call, with what hooks remark. */
  afterCall(call: Call, outcome: ToolOutcome): Promise<ToolOutcome>
}
