import type { AgentRow, AgentsFrame } from '../../../contract/agents.ts'
import type { AgentLink } from '../../../core/agents/agent.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { TurnRow } from '../store/index/threadIndex.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import { liveRow, storedRow } from './agentRows.ts'
import type { Place } from './agentRows.ts'

export interface AgentTreeDeps {
  live(): ThreadActor[]
  /** A thread with its last turn at least, opened or not. */
  peek(threadId: string): Promise<{ thread: Thread }>
  /** What the index knows of threads. */
  known: {
    row(threadId: string): ThreadRow | null
    turns(threadId: string): TurnRow[]
    agents(threadId: string): ThreadRow[]
  }
}

/** A tree of agents as one client was told it. */
export interface AgentTree {
  rootId: string
  ids(): string[]
  has(threadId: string): boolean
  /** Reads it whole. */
  read(): Promise<AgentsFrame>
  /** What is different now in these threads, and in which agents they have. */
  changes(threadIds: readonly string[]): Promise<AgentsFrame[]>
}

interface Node {
  place: Place
  /** What the client knows, as text. */
  told: string
}

export function createAgentTree({ live, peek, known }: AgentTreeDeps, rootId: string): AgentTree {
  const nodes = new Map<string, Node>()

  const actorOf = (threadId: string) => live().find(({ id }) => id === threadId)

  const rowAt = (place: Place): AgentRow => {
    const actor = actorOf(place.id)
    return actor ? liveRow(place, actor) : storedRow(place, known.row(place.id), known.turns(place.id))
  }

  /** The agents of a thread: those that its log names, and those that another program's index entries name it for. */
  const below = async ({ id, depth }: Place): Promise<Place[]> => {
    const stored = known.agents(id)
    const actor = actorOf(id)
    // One that never had an agent need not be read to learn that.
    const read = actor || stored.length === 0 ? null : await peek(id).catch(() => null) // listed by the index alone
    const links: readonly AgentLink[] = (actor?.state.thread() ?? read?.thread)?.agents ?? []
    const place = (agentId: string, link: AgentLink | null): Place => ({
      id: agentId,
      parentId: id,
      depth: depth + 1,
      link,
    })
    const linked = new Set(links.map(link => link.id))
    return [
      ...links.filter(({ state }) => state !== 'promoted').map(link => place(link.id, link)),
      ...stored.filter(row => !linked.has(row.id)).map(row => place(row.id, null)),
    ]
  }

  const root: Place = { id: rootId, parentId: null, depth: 0, link: null }

  const read: AgentTree['read'] = async () => {
    nodes.clear()
    const agents: AgentRow[] = []
    const waiting = [root]
    for (let place = waiting.shift(); place; place = waiting.shift()) {
      if (nodes.has(place.id)) continue
      const row = rowAt(place)
      nodes.set(place.id, { place, told: JSON.stringify(row) })
      agents.push(row)
      waiting.push(...(await below(place)))
    }
    return { type: 'reset', rootId, agents }
  }

  const forget = (threadId: string): AgentsFrame[] => {
    if (!nodes.delete(threadId)) return []
    const under = [...nodes.values()].filter(({ place }) => place.parentId === threadId)
    return [...under.flatMap(({ place }) => forget(place.id)), { type: 'removed', threadId }]
  }

  const told = (place: Place): AgentsFrame[] => {
    const row = rowAt(place)
    const text = JSON.stringify(row)
    const before = nodes.get(place.id)?.told
    nodes.set(place.id, { place, told: text })
    return before === text ? [] : [{ type: 'changed', agent: row }]
  }

  const changesIn = async (threadId: string): Promise<AgentsFrame[]> => {
    const node = nodes.get(threadId)
    if (!node) return []
    const frames = told(node.place)
    const now = await below(node.place)
    const still = new Set(now.map(({ id }) => id))
    for (const { place } of [...nodes.values()])
      if (place.parentId === threadId && !still.has(place.id)) frames.push(...forget(place.id))
    for (const place of now) {
      const isNew = !nodes.has(place.id)
      if (isNew || nodes.get(place.id)?.place.link !== place.link) frames.push(...told(place))
      if (isNew) frames.push(...(await changesIn(place.id)))
    }
    return frames
  }

  return {
    rootId,
    ids: () => [...nodes.keys()],
    has: threadId => nodes.has(threadId),
    read,
    async changes(threadIds) {
      const frames: AgentsFrame[] = []
      for (const threadId of threadIds) frames.push(...(await changesIn(threadId)))
      return frames
    },
  }
}
