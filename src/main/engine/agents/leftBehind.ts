import type { ThreadRow } from '../store/index/threadRow.ts'
import type { Agents } from './agents.ts'

export interface LeftBehindDeps {
  /** Ids of threads whose last turn has no end, newest first. */
  unfinished(limit: number): string[]
  row(threadId: string): ThreadRow | null
  /** Whether a process that lives has the right to write a thread. */
  isHeld(threadId: string): boolean
  recover: Agents['recover']
  onFailure(error: unknown, threadId: string): void
}

const MAX_LEFT = 200

/**
 * Tells the parents of agents that a dead process left at work that those were interrupted. A parent that was left at
 * work itself is not told: going on with it goes on with them.
 */
export async function tellOfLeftBehind({ unfinished, row, isHeld, recover, onFailure }: LeftBehindDeps): Promise<void> {
  const parents = new Set<string>()
  for (const id of unfinished(MAX_LEFT)) {
    const { agent, parentId } = row(id) ?? {}
    if (!agent || !parentId || isHeld(id) || isHeld(parentId)) continue
    const parent = row(parentId)
    if (parent && !parent.readOnly && parent.status !== 'running') parents.add(parentId)
  }
  for (const id of parents) await recover(id, 'tell').catch(error => onFailure(error, id))
}
