import { decide, isRefusal } from '../../../core/thread/decide.ts'
import { callOf, turnOf } from '../../../core/thread/thread.ts'
import type { ThreadState } from './threadState.ts'

/**
 * Has a question that nobody answers by its time answer itself, also where that time passed while no process ran: who
 * resumes the turn by an answer still comes first. Returns a function that forgets about it.
 */
export function goOnInTime(
  { state, now }: { state: ThreadState; now(): number },
  { turnId, callId }: { turnId: string; callId: string },
  signal: AbortSignal,
): () => void {
  const turn = turnOf(state.thread(), turnId)
  const call = turn && callOf(turn, callId)
  if (call?.phase !== 'waiting' || call.request.answeredBy === undefined) return () => undefined
  const unanswered = { type: 'answerApproval', turnId, callId, decision: { type: 'answer', answers: null } } as const
  return atMoment(call.request.answeredBy, now, () => {
    if (signal.aborted) return
    const record = state.transact(thread => {
      const decided = decide(thread, unanswered)
      return isRefusal(decided) ? [] : decided
    })
    record.catch(() => {}) // what cannot be recorded now goes on waiting, for a person or for the next process
  })
}

/** The longest time that a timer can be set for. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Calls back once a moment has come, which may be long past or weeks away. Never at once: whoever sets it in passing can
 * still say something first. Returns a function that forgets about it.
 *
 * @param moment in Unix milliseconds
 */
function atMoment(moment: number, now: () => number, onCome: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    const left = moment - now()
    timer = setTimeout(left > LONGEST_MS ? wait : onCome, Math.min(LONGEST_MS, Math.max(0, left)))
  }
  wait()
  return () => clearTimeout(timer)
}
