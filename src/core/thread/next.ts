import type { Call } from './calls.ts'
import { dueCompaction, requestedCompaction } from './compaction.ts'
import type { CompactionTrigger, TurnEnd, TurnFailure } from './events.ts'
import { callsOf } from './thread.ts'
import type { QueuedInput, Thread, Turn } from './thread.ts'

/** What to do next, derived from the state alone. */
export type Step =
  /** Bring these calls to their end; outputs still pending are recorded in the order of the list. */
  | { type: 'settle'; callIds: string[] }
  | { type: 'compact'; trigger: CompactionTrigger }
  | { type: 'sample' }
  | { type: 'finish'; status: TurnEnd; failure?: TurnFailure }

/** A call is settled once its output has entered the history. */
export const isSettled = (call: Call): boolean => call.phase === 'done' && call.pendingOutput === undefined

export const steersOf = (thread: Thread) => thread.inbox.filter(input => input.delivery === 'steer')

/**
 * The waiting message that begins the next turn by itself: behind a turn that ended well, and behind a compaction however
 * that ended, for it is not about that one. Behind a turn that was stopped or failed a person has the next word.
 */
export function nextInLine({ archived, turns, inbox }: Thread): QueuedInput | undefined {
  const last = turns.at(-1)
  const goesOn = !last || last.status === 'completed' || (last.status !== 'running' && last.compactionRequested)
  return goesOn && !archived ? inbox[0] : undefined
}

/** The next step of a running turn. */
export function next(thread: Thread, turn: Turn): Step {
  const open = callsOf(turn).filter(call => !isSettled(call))
  const asked = open.filter(call => !call.byUser)
  if (asked.length > 0) return { type: 'settle', callIds: asked.map(call => call.id) }
  if (turn.interruptRequested) return { type: 'finish', status: 'interrupted' }
  const requested = requestedCompaction(turn)
  if (requested) return requested
  if (turn.owesSample || steersOf(thread).length > 0) return dueCompaction(thread, turn) ?? { type: 'sample' }
  // The model does not wait for what the user runs, the end of the turn does.
  if (open.length > 0) return { type: 'settle', callIds: open.map(call => call.id) }
  return { type: 'finish', status: 'completed' }
}
