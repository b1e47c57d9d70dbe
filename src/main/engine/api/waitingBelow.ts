import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { Ancestry } from './ancestry.ts'

export interface WaitingBelowDeps {
  /** Whether a person wants to see a thread first. */
  isPinned(threadId: string): boolean
  ancestry: Pick<Ancestry, 'above' | 'summary'>
  /** Calls back with every change of a thread's row. Returns a function that ends it. */
  onSummary(handler: (summary: ThreadSummary) => void): () => void
}

/** Rows of threads, each with how many agents below it wait for a person, and whether it is pinned. */
export interface WaitingBelow {
  counted(summary: ThreadSummary): ThreadSummary
  /** Calls back with every change of a thread's row, also when only its count has changed. */
  onSummary(handler: (summary: ThreadSummary) => void): () => void
}

export function createWaitingBelow({ isPinned, ancestry, onSummary }: WaitingBelowDeps): WaitingBelow {
  /** Agents that wait, with the threads that were above them when they began to. */
  const waiting = new Map<string, string[]>()
  const counts = new Map<string, number>()
  const handlers = new Set<(summary: ThreadSummary) => void>()

  const counted = (summary: ThreadSummary): ThreadSummary => {
    const waitingBelow = counts.get(summary.id)
    const row = waitingBelow === undefined ? summary : { ...summary, waitingBelow }
    return isPinned(summary.id) ? { ...row, pinned: true } : row
  }
  const tell = (summary: ThreadSummary) => handlers.forEach(handler => handler(counted(summary)))

  const count = (threadIds: readonly string[], change: 1 | -1): void => {
    for (const id of threadIds) {
      const now = (counts.get(id) ?? 0) + change
      if (now > 0) counts.set(id, now)
      else counts.delete(id)
    }
  }

  /** The threads above whose count has changed with this. */
  const note = ({ id, parentId, status }: ThreadSummary): string[] => {
    const known = waiting.get(id)
    const waits = status === 'waiting' && parentId !== undefined
    if (waits === (known !== undefined)) return []
    const above = known ?? ancestry.above(id)
    if (waits) waiting.set(id, above)
    else waiting.delete(id)
    count(above, waits ? 1 : -1)
    return above
  }

  onSummary(summary => {
    const changed = note(summary)
    tell(summary)
    for (const id of changed) {
      const above = ancestry.summary(id)
      if (above) tell(above)
    }
  })

  return {
    counted,
    onSummary(handler) {
      handlers.add(handler)
      return () => void handlers.delete(handler)
    },
  }
}
