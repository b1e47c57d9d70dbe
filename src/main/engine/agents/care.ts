import { runningTurn, turnOf } from '../../../core/thread/thread.ts'
import type { EventOf } from '../../../core/thread/events.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { Budgets } from './budgets.ts'
import type { Changes } from './changes.ts'
import type { AgentCare, AgentsDeps } from './deps.ts'
import type { Family } from './family.ts'
import type { Reports } from './reports.ts'
import type { Stopping } from './stopping.ts'

export interface Care extends AgentCare {
  /** Stops a turn of an agent, for which its parent is told the reason. */
  stopFor(actor: ThreadActor, turnId: string, why: string): void
  /** Follows up nothing any more but how turns end. Resolves when nothing of it runs. */
  close(): Promise<void>
  /** Resolves when every end of a turn is told. */
  told(): Promise<void>
}

/** What follows from what happens in threads. None of them waits for it. */
export function createCare(
  deps: Pick<AgentsDeps, 'onFailure'>,
  parts: { family: Family; reports: Reports; stopping: Stopping; changes: Changes; budgets: Budgets },
): Care {
  const { family, reports, stopping, changes, budgets } = parts

  const following = new Set<Promise<unknown>>()
  let closed = false

  const follow = (actor: ThreadActor, work: () => Promise<unknown>): void => {
    if (!closed) take(actor, work)
  }

  const take = (actor: ThreadActor, work: () => Promise<unknown>): void => {
    const done = work()
      .catch(error => deps.onFailure(error, actor.id))
      .finally(() => following.delete(done))
    following.add(done)
  }

  const stop = async (actor: ThreadActor, turnId: string, why: string): Promise<void> => {
    if (runningTurn(actor.state.thread())?.id !== turnId) return
    family.reasons.set(turnId, why)
    await actor.state.transact(() => [{ type: 'notice.added', turnId, level: 'warning', text: why }])
    await stopping.interrupt(actor)
  }

  const ended = async (actor: ThreadActor, { turnId }: EventOf<'turn.finished'>): Promise<void> => {
    const thread = actor.state.thread()
    const turn = turnOf(thread, turnId)
    try {
      if (turn) await reports.turnEnded(thread, turn)
    } finally {
      changes.changed(actor.id)
    }
  }

  const told = async () => {
    while (following.size > 0) await Promise.all(following)
  }

  return {
    stopFor: (actor, turnId, why) => follow(actor, () => stop(actor, turnId, why)),
    async close() {
      closed = true
      await told()
    },
    told,
    beforeTurn: actor => reports.catchUp(actor, 'tell').catch(error => deps.onFailure(error, actor.id)),
    async continued(actor, turnId) {
      const thread = actor.state.thread()
      if (thread.agent) follow(actor, () => budgets.begin(actor, turnId))
      // One that goes on only to be stopped takes its agents along by that.
      if (turnOf(thread, turnId)?.interruptRequested) return
      await reports.catchUp(actor, 'continue').catch(error => deps.onFailure(error, actor.id))
    },
    beforeRevert: (actor, beforeSeq) => stopping.closeBelow(actor, beforeSeq),
    saw(actor, event) {
      const { agent, agents } = actor.state.thread()
      if (event.type === 'turn.started') family.begun(actor.id)
      if (event.type === 'interrupt.requested' && agents)
        follow(actor, () => stopping.interruptBelow(actor, event.turnId))
      if (event.type === 'thread.archived' && agents) follow(actor, () => stopping.closeBelow(actor))
      if (!agent) return
      if (event.type === 'turn.started') follow(actor, () => budgets.begin(actor, event.turnId))
      if (event.type === 'sample.completed') follow(actor, () => budgets.sampled(actor, event.turnId))
      if (event.type !== 'turn.finished') return
      budgets.end(event.turnId)
      // Also of one that ends while its host does: what is not told then is found out by who opens the parent next.
      take(actor, () => ended(actor, event))
    },
  }
}
