import { next } from '../../../core/thread/next.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'

/** The running turn, if what it does right now is to compact: the next step follows from the state, here as anywhere. */
export function compactingTurn(thread: Thread): Turn | null {
  const turn = runningTurn(thread)
  return turn && !turn.interruptRequested && next(thread, turn).type === 'compact' ? turn : null
}
