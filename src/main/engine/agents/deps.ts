import type { AgentLimits } from '../../../core/agents/limits.ts'
import type { AgentRole } from '../../../core/agents/roles.ts'
import type { Event, ThreadOrigin } from '../../../core/thread/events.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { ThreadManager } from '../threads/threadManager.ts'

export interface AgentsDeps {
  threads: Pick<ThreadManager, 'open' | 'peek' | 'at' | 'start'>
  /** What the configuration of a folder says. Called before every sample, so it has to be quick. */
  limits(cwd: string): Promise<AgentLimits>
  roles(cwd: string): Promise<readonly AgentRole[]>
  /** The client that agents are begun by. */
  origin: ThreadOrigin
  newId(): string
  /** The same id for the same name, in any process. */
  idFor(name: string): string
  /** In [0, 1). */
  random(): number
  onFailure(error: unknown, threadId: string): void
}

/** What a thread's actor tells those who look after agents. */
export interface AgentCare {
  /** Before a turn begins: what became of its agents while no process ran them is then known. */
  beforeTurn(actor: ThreadActor): Promise<void>
  /** Before a turn goes on that another process left behind: its agents go on as well. */
  continued(actor: ThreadActor, turnId: string): Promise<void>
  /** Before the turns from `beforeSeq` on are taken out of a thread, with all that it knows of agents spawned there. */
  beforeRevert(actor: ThreadActor, beforeSeq: number): Promise<void>
  /** Something was recorded. */
  saw(actor: ThreadActor, event: Event): void
}
