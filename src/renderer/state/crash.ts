import { lineOf } from '../../core/policy/commands.ts'
import { callsOf } from '../../core/thread/thread.ts'
import type { Turn } from '../../core/thread/thread.ts'

export interface LostSession {
  callId: string
  command: string
}

/** Commands that a turn left running in the background and that were not seen to end: they died with their process. */
export function lostSessions(turn: Turn): LostSession[] {
  const running = new Map<number, LostSession>()
  for (const call of callsOf(turn)) {
    const result = call.phase === 'done' ? call.result : undefined
    if (result?.kind === 'command' && result.exitCode === null && result.sessionId !== undefined)
      running.set(result.sessionId, { callId: call.id, command: lineOf(result.command) })
    if (result?.kind === 'terminal' && result.exitCode !== null) running.delete(result.sessionId)
  }
  return [...running.values()]
}
