import type { AgentLimits } from '../../../core/agents/limits.ts'
import { runningTurn, turnOf } from '../../../core/thread/thread.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { AgentsDeps } from './deps.ts'

export interface Budgets {
  /** A turn of an agent runs, from now on or again. */
  begin(actor: ThreadActor, turnId: string): Promise<void>
  /** A model has answered it. */
  sampled(actor: ThreadActor, turnId: string): Promise<void>
  end(turnId: string): void
  dispose(): void
}

/** Timers of the platform go no further: 24 days. */
const LONGEST_MS = 2 ** 31 - 1

/** Stops agents that use more time or tokens than they may. `stop` is told why, in a sentence. */
export function createBudgets(
  { limits }: Pick<AgentsDeps, 'limits'>,
  stop: (actor: ThreadActor, turnId: string, why: string) => void,
): Budgets {
  const timers = new Map<string, NodeJS.Timeout>()

  const limitsOf = (actor: ThreadActor): Promise<AgentLimits> => limits(actor.state.thread().cwd)

  return {
    async begin(actor, turnId) {
      const { maxRuntimeMs } = await limitsOf(actor)
      const turn = turnOf(actor.state.thread(), turnId)
      if (maxRuntimeMs === null || turn?.status !== 'running' || timers.has(turnId)) return
      const why = `It was stopped: it has worked for ${maxRuntimeMs / 1000} s, the most that agents.job_max_runtime_seconds allows.`
      // Of a turn that goes on after a crash the time that nobody worked on it does not count.
      timers.set(turnId, setTimeout(stop, Math.min(maxRuntimeMs, LONGEST_MS), actor, turnId, why).unref())
    },
    async sampled(actor, turnId) {
      const { maxTokens } = await limitsOf(actor)
      const used = actor.state.thread().usage.totalTokens
      if (maxTokens === null || used <= maxTokens || runningTurn(actor.state.thread())?.id !== turnId) return
      stop(actor, turnId, `It was stopped: it has used ${used} tokens, and agents may use ${maxTokens}.`)
    },
    end(turnId) {
      clearTimeout(timers.get(turnId))
      timers.delete(turnId)
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
