import { Failure } from '../../../contract/procedure.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { outlineOf, pageOf } from '../../../core/thread/window.ts'
import type { Stretch, TurnOutline, TurnPage } from '../../../core/thread/window.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

/** Turns of threads: from memory where they are at hand, else from disk, without opening the thread. */
export interface TurnPages {
  /** Throws `turn.notFound`, `thread.notFound`. */
  page(threadId: string, stretch: Stretch): Promise<TurnPage>
  /** One turn. Throws `turn.notFound`, `thread.notFound`. */
  turn(threadId: string, turnId: string): Promise<Turn>
  /** All turns without their items, oldest first. */
  outline(threadId: string): Promise<TurnOutline[]>
}

export interface TurnPagesDeps {
  /** The actor of a thread if it is open now. */
  at(threadId: string): Promise<ThreadActor> | null
  /** From disk; null where `turnId` is none of the thread. */
  stored(threadId: string, stretch: Stretch): Promise<TurnPage | null>
  storedOutline(threadId: string): Promise<TurnOutline[]>
}

export function createTurnPages({ at, stored, storedOutline }: TurnPagesDeps): TurnPages {
  const atHand = async (threadId: string) => (await at(threadId))?.state.thread() ?? null

  const page: TurnPages['page'] = async (threadId, stretch) => {
    const thread = await atHand(threadId)
    const found = thread?.earlier === null ? pageOf(thread, stretch) : await stored(threadId, stretch)
    if (found) return found
    throw new Failure('turn.notFound', 'That turn is not part of this thread.', { turnId: stretch.turnId })
  }

  return {
    page,
    async turn(threadId, turnId) {
      const near = (await atHand(threadId))?.turns.find(turn => turn.id === turnId)
      const found = near ?? (await page(threadId, { turnId, limit: 1 })).turns[0]
      if (found) return found
      throw new Failure('turn.notFound', 'That turn is not part of this thread.', { turnId })
    },
    async outline(threadId) {
      const thread = await atHand(threadId)
      return thread?.earlier === null ? thread.turns.map(outlineOf) : storedOutline(threadId)
    },
  }
}
