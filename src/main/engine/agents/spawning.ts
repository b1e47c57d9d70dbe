import type { AgentLink } from '../../../core/agents/agent.ts'
import { inheritedHistory } from '../../../core/agents/inherit.ts'
import type { AgentLimits } from '../../../core/agents/limits.ts'
import { settingsOfAgent } from '../../../core/agents/narrow.ts'
import { nicknameFor } from '../../../core/agents/nicknames.ts'
import { DEFAULT_ROLE } from '../../../core/agents/roles.ts'
import type { AgentRole } from '../../../core/agents/roles.ts'
import type { Effort, ThreadSettings } from '../../../core/thread/settings.ts'
import { turnOf } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import type { AgentsDeps } from './deps.ts'
import { actorOf } from './family.ts'
import type { Places } from './places.ts'

/** What a model asks for. */
export interface SpawnWish {
  message: string
  role?: string
  model?: string
  effort?: Effort
  /** Whether the agent begins with what its parent knows. */
  fork: boolean
}

/** The call that asks. */
export interface Asking {
  threadId: string
  turnId: string
  callId: string
  settings: ThreadSettings
}

export type Spawned = { ok: true; agentId: string; nickname: string } | { ok: false; error: string }

export const NO_PLACE = 'agent thread limit reached'
const TOO_DEEP = 'Agent depth limit reached. Do this part yourself.'

/** Begins agents. The same call spawns the same one: what a dead process began is found and finished. */
export function createSpawning(deps: AgentsDeps, places: Places) {
  const { threads } = deps

  const take = async (parent: ThreadActor, asking: Asking, role: AgentRole, limits: AgentLimits) =>
    places.take(parent.state.thread(), limits, async names => {
      const agentId = deps.newId()
      const nickname = nicknameFor(names, role.nicknames, deps.random())
      const { turnId, callId } = asking
      // Before the agent's own log begins, so that none is without an owner.
      await parent.state.transact(() => [{ type: 'agent.spawned', turnId, callId, agentId, nickname, role: role.name }])
      return { id: agentId, nickname, role: role.name }
    })

  const create = async (
    parent: ThreadActor,
    { id, nickname, role: roleName }: Pick<AgentLink, 'id' | 'nickname' | 'role'>,
    {
      settings,
      wish,
      role,
      limits,
    }: { settings: ThreadSettings; wish: SpawnWish; role: AgentRole; limits: AgentLimits },
  ): Promise<ThreadActor> => {
    const { id: parentId, parentId: above, cwd, git, agent, contextTokens } = parent.state.thread()
    return threads.start({
      threadId: id,
      cwd,
      git,
      settings: settingsOfAgent(settings, {
        model: wish.model ?? role.model ?? limits.model,
        effort: wish.effort ?? role.effort ?? limits.effort,
        sandbox: role.sandbox,
      }),
      instructions: parent.instructions,
      origin: deps.origin,
      parentId,
      agent: {
        nickname,
        role: roleName,
        depth: (agent?.depth ?? 0) + 1,
        ...(agent && { rootId: agent.rootId ?? above }),
      },
      inherited: wish.fork ? [inheritedHistory(await parent.state.history(), contextTokens)] : [],
    })
  }

  return async (asking: Asking, wish: SpawnWish): Promise<Spawned> => {
    const parent = await threads.open(asking.threadId)
    const thread = parent.state.thread()
    const [limits, roles] = await Promise.all([deps.limits(thread.cwd), deps.roles(thread.cwd)])
    const role = roles.find(({ name }) => name === (wish.role ?? DEFAULT_ROLE))
    if (!role)
      return refused(`unknown agent_type '${wish.role}'. There are: ${roles.map(({ name }) => name).join(', ')}.`)
    const before = spawnedBy(thread, asking)
    if (!before && (thread.agent?.depth ?? 0) >= limits.maxDepth) return refused(TOO_DEEP)
    const taken = before ?? (await take(parent, asking, role, limits))
    if (!taken) return refused(`collab spawn failed: ${NO_PLACE}`)
    try {
      if (turnOf(parent.state.thread(), asking.turnId)?.interruptRequested) throw new Error('it was stopped')
      const found = before && (await actorOf(threads, taken.id))
      const agent = found ?? (await create(parent, taken, { ...asking, wish, role, limits }))
      const content = [{ type: 'input_text' as const, text: wish.message }]
      // Under an id of its own the message is said once, however often this runs.
      await agent.send({ inputId: taken.id, content, delivery: 'steer' })
      return { ok: true, agentId: taken.id, nickname: taken.nickname }
    } catch (error) {
      await parent.state.transact(() => [{ type: 'agent.closed', agentId: taken.id }])
      return refused(`collab spawn failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

const refused = (error: string): Spawned => ({ ok: false, error })

/** The agent that the call has spawned already. */
const spawnedBy = ({ agents }: Thread, { turnId, callId }: Asking): AgentLink | undefined =>
  agents?.find(link => link.turnId === turnId && link.callId === callId)
