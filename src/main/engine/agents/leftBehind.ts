import type { Agents } from './agents.ts'

export interface LeftBehindDeps {
  /** Agents among the `newest` whose parents rest and were not told how, or that, their last turns ended. */
  untold(newest: number): { id: string; parentId: string }[]
  /** Whether a process that lives has the right to write a thread. */
  isHeld(threadId: string): boolean
  recover: Agents['recover']
  onFailure(error: unknown, threadId: string): void
}

/** What a dead process left is among the newest. */
const NEWEST = 200

/**
 * Tells the parents of agents how those ended, or that they were interrupted, where a process died before it could. A
 * parent that was left at work itself is not told: going on with it goes on with them.
 */
export async function tellOfLeftBehind({ untold, isHeld, recover, onFailure }: LeftBehindDeps): Promise<void> {
  const left = untold(NEWEST).filter(({ id, parentId }) => !isHeld(id) && !isHeld(parentId))
  for (const id of new Set(left.map(({ parentId }) => parentId)))
    await recover(id, 'tell').catch(error => onFailure(error, id))
}
