import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import { summaryOf } from './summaries.ts'

export interface AncestryDeps {
  live(): ThreadActor[]
  /** What the index knows of a thread. */
  row(threadId: string): ThreadRow | null
}

/** Who spawned whom, as far as is known without opening a thread. */
export interface Ancestry {
  /** The threads above one, its parent first and the root last; none above a root. */
  above(threadId: string): string[]
  rootOf(threadId: string): string
  /** Null of a thread that there is no trace of. */
  summary(threadId: string): ThreadSummary | null
}

/** Deeper is no tree that anybody grew: files may say anything. */
const MAX_DEPTH = 100

export function createAncestry({ live, row }: AncestryDeps): Ancestry {
  const actorOf = (threadId: string) => live().find(({ id }) => id === threadId)

  const parentOf = (threadId: string): string | null => {
    const actor = actorOf(threadId)
    return (actor ? actor.state.thread().parentId : row(threadId)?.parentId) ?? null
  }

  const above = (threadId: string): string[] => {
    const found: string[] = []
    for (let at = parentOf(threadId); at !== null && found.length < MAX_DEPTH; at = parentOf(at)) {
      if (at === threadId || found.includes(at)) break
      found.push(at)
    }
    return found
  }

  return {
    above,
    rootOf: threadId => above(threadId).at(-1) ?? threadId,
    summary(threadId) {
      const actor = actorOf(threadId)
      if (actor) return actor.summary()
      const known = row(threadId)
      return known && summaryOf(known)
    },
  }
}
