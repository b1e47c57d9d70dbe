import type { Effort } from '../thread/settings.ts'

/** How many agents there may be, how deep, and how much each may use (`[agents]` of the configuration). */
export interface AgentLimits {
  /** Whether threads may have agents at all. */
  enabled: boolean
  /** Open agents of one root, at any depth. Finished ones count until they are closed. */
  maxThreads: number
  /** An agent of a root has depth 1. */
  maxDepth: number
  /** How long an agent may work on one task; null for as long as it takes. */
  maxRuntimeMs: number | null
  /** Tokens that an agent may use in its life; null for any number. */
  maxTokens: number | null
  /** For agents whose role and task name none. */
  model?: string
  effort?: Effort
}

export const DEFAULT_LIMITS: AgentLimits = {
  enabled: true,
  maxThreads: 6,
  maxDepth: 1,
  maxRuntimeMs: null,
  maxTokens: null,
}
