import type { Seq } from '../thread/events.ts'
import type { Thread } from '../thread/thread.ts'
import type { AgentLink } from './agent.ts'
import { openLinks } from './status.ts'

/**
 * The open agents that a thread does not know any more once its turns from `beforeSeq` on are taken out. Of an agent that
 * was spawned before the turns that are at hand, what lies behind the cut counts as taken out.
 */
export function agentsTakenOut(thread: Thread, beforeSeq: Seq): AgentLink[] {
  const [first] = thread.turns
  const isOlderKept = first === undefined || first.firstSeq <= beforeSeq
  return openLinks(thread).filter(({ turnId }) => {
    const turn = thread.turns.find(({ id }) => id === turnId)
    return turn ? turn.firstSeq >= beforeSeq : !isOlderKept
  })
}
