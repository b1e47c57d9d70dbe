import type { AgentStatus } from '../../../core/agents/agent.ts'
import { DEFAULT_LIMITS } from '../../../core/agents/limits.ts'
import type { AgentLimits } from '../../../core/agents/limits.ts'
import { BUILT_IN_ROLES } from '../../../core/agents/roles.ts'
import type { AgentRole } from '../../../core/agents/roles.ts'
import { createBudgets } from './budgets.ts'
import { createCare } from './care.ts'
import { createChanges } from './changes.ts'
import type { AgentCare, AgentsDeps } from './deps.ts'
import { createFamily } from './family.ts'
import { createOpening } from './opening.ts'
import type { Opening } from './opening.ts'
import { createPlaces } from './places.ts'
import { createReports } from './reports.ts'
import { createSpawning } from './spawning.ts'
import type { Asking, Spawned, SpawnWish } from './spawning.ts'
import { createStopping } from './stopping.ts'
import { createTalking } from './talking.ts'
import type { Talking } from './talking.ts'

export type { AgentCare, AgentsDeps } from './deps.ts'
export type { AgentControl } from './opening.ts'
export type { Asking, Spawned, SpawnWish } from './spawning.ts'

/** Agents of threads. Models reach their own by id; people reach any, by `control`. */
export interface Agents extends Talking, Opening {
  /** Begins an agent and says the first message to it. The same call spawns the same agent. */
  spawn(asking: Asking, wish: SpawnWish): Promise<Spawned>
  /** Stops an agent and all below it, and gives their places free. Resolves with what it was before. */
  close(parentId: string, agentId: string): Promise<AgentStatus>
  /** What became of a thread's agents while no process ran them is told to it, or gone on with. */
  recover(threadId: string, how?: 'continue' | 'tell'): Promise<void>
  /** What counts in a folder, as of its newest reading. */
  terms(cwd: string): Terms
  readTerms(cwd: string): Promise<void>
  /** For the actors of all threads. */
  care: AgentCare
  /** Before the threads are let go of. */
  dispose(): Promise<void>
  /** Once no turn runs any more, before the logs are closed: resolves when parents know how their agents ended. */
  told(): Promise<void>
}

export interface Terms {
  limits: AgentLimits
  roles: readonly AgentRole[]
}

const DEFAULT_TERMS: Terms = { limits: DEFAULT_LIMITS, roles: BUILT_IN_ROLES }

/** Looks after the agents of all threads. What they are stands in the threads' logs; nothing here has to survive. */
export function createAgents(deps: AgentsDeps): Agents {
  const { threads } = deps
  const changes = createChanges()
  const family = createFamily(deps)
  const places = createPlaces(family)
  const reports = createReports(deps, family)
  const stopping = createStopping(deps, family, changes.changed)
  const budgets = createBudgets(deps, (actor, turnId, why) => care.stopFor(actor, turnId, why))
  const parts = { family, places, reports, stopping, changes, budgets }
  const care = createCare(deps, parts)
  const terms = new Map<string, Terms>()
  return {
    ...createTalking(deps, parts),
    ...createOpening(deps, parts),
    spawn: createSpawning(deps, places),
    close: async (parentId, agentId) => stopping.close(await threads.open(parentId), agentId),
    recover: async (threadId, how = 'tell') => reports.catchUp(await threads.open(threadId), how),
    terms: cwd => terms.get(cwd) ?? DEFAULT_TERMS,
    async readTerms(cwd) {
      const [limits, roles] = await Promise.all([deps.limits(cwd), deps.roles(cwd)])
      terms.set(cwd, { limits, roles })
    },
    care,
    async dispose() {
      budgets.dispose()
      await care.close()
    },
    told: care.told,
  }
}
