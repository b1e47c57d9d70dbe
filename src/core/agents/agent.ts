import type { Millis } from '../thread/events.ts'

/**
 * Where an agent stands, in the words that models know (codex-formats 9). `pending_init` until its first turn begins;
 * `shutdown` once it was closed; `not_found` where there is no such thread (any more).
 */
export type AgentStatus =
  | 'pending_init'
  | 'running'
  | 'interrupted'
  | { completed: string | null }
  | { errored: string }
  | 'shutdown'
  | 'not_found'

/** What makes a thread an agent of another, told at its birth. */
export interface AgentOrigin {
  nickname: string
  role: string
  /** 1 for an agent of a root. */
  depth: number
  /** The thread at the top of the tree that it was begun in; its parent if left out. */
  rootId?: string
}

/** An agent as its parent knows it. */
export interface AgentLink {
  id: string
  nickname: string
  role: string
  /** The call that spawned it. */
  callId: string
  turnId: string
  spawnedAt: Millis
  /** The newest that was reported of it; null until then. */
  reported: AgentStatus | null
  /** Of the newest report: which end of which turn it tells. */
  reportId?: string
  /** When it was opened again after it had been closed, if it was. */
  resumedAt?: Millis
  /** It takes a place among its root's agents until it is closed, or made a thread of its own. */
  state: 'open' | 'closed' | 'promoted'
}

/** News of an agent that its parent's model has not read yet. */
export interface AgentReport {
  id: string
  agentId: string
  status: AgentStatus
  at: Millis
}

/** Whether an agent has stopped working, so that who waits for it need not wait any longer. */
export const isFinal = (status: AgentStatus): boolean => status !== 'pending_init' && status !== 'running'

/** A status in one line: what the agent said last, or why it failed, where there is that. */
export function wordsOf(status: AgentStatus): string {
  if (typeof status !== 'string') return 'completed' in status ? (status.completed ?? 'done') : status.errored
  return { pending_init: 'starting', not_found: 'gone', shutdown: 'closed', running: status, interrupted: status }[
    status
  ]
}
