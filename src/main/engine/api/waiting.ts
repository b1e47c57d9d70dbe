import type { Call, Decision, Verdict } from '../../../core/thread/calls.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { runningTurn, waitingCalls } from '../../../core/thread/thread.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

export interface WaitingDeps {
  live(): ThreadActor[]
  judge(
    call: Call,
    context: { cwd: string; settings: ThreadSettings; sessionApprovals: readonly string[] },
  ): Promise<Verdict>
}

/**
 * Gives the answer that made a rule to every other command that waits and falls under it, in all threads: who has said
 * "always" is not asked again.
 */
export async function answerAlike({ live, judge }: WaitingDeps, decision: Decision): Promise<void> {
  for (const actor of live()) {
    const thread = actor.state.thread()
    const turn = runningTurn(thread)
    if (!turn?.settings) continue
    const context = { cwd: thread.cwd, settings: turn.settings, sessionApprovals: thread.sessionApprovals }
    for (const call of waitingCalls(thread)) {
      // One that failed in the sandbox is another question: whether to run it again.
      if (call.phase !== 'waiting' || call.request.kind !== 'command' || call.request.attempt) continue
      const verdict = await judge(call, context)
      if (verdict.type !== 'run' || verdict.reason.code !== 'rule.allow') continue
      await actor.command({ type: 'answerApproval', turnId: turn.id, callId: call.id, decision })
    }
  }
}
