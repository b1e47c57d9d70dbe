import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { AgentRow, AgentsFrame } from '../../contract/agents.ts'
import type { ThreadStatus, ThreadSummary } from '../../contract/schemas.ts'
import type { AgentLink, AgentStatus } from '../../core/agents/agent.ts'
import { t, tn } from '../ui/i18n/t.ts'
import type { Engine } from './engine.ts'
import { createFrameQueue } from './frameQueue.ts'

/** Where an agent stands in its tree: all that the order of the lines depends on. */
export interface AgentPlace {
  threadId: string
  parentId: string | null
  /** It did what it was asked to, or was closed: nothing more is to be seen of it for now. */
  finished: boolean
  /** A question of its own waits for a person. */
  waits: boolean
}

/** The tree of agents that a thread belongs to. */
export interface AgentTree {
  /** Null until the first frame. */
  rootId: string | null
  agents: Readonly<Record<string, AgentRow>>
  /** Parents before their agents. The same array as long as no agent comes, goes or changes its place. */
  places: readonly AgentPlace[]
  /** Why it cannot be watched. */
  refused: string | null
}

export const NO_AGENTS: AgentTree = { rootId: null, agents: {}, places: [], refused: null }

/** Folds one frame of `agents/watch`. Rows and places that did not change stay the same objects. */
export function takeAgentsFrame(tree: AgentTree, frame: AgentsFrame): AgentTree {
  switch (frame.type) {
    case 'reset':
      return {
        rootId: frame.rootId,
        agents: Object.fromEntries(frame.agents.map(agent => [agent.threadId, agent])),
        places: frame.agents.map(placeOf),
        refused: null,
      }
    case 'changed': {
      const { agent } = frame
      const agents = { ...tree.agents, [agent.threadId]: agent }
      return { ...tree, agents, places: withPlace(tree.places, placeOf(agent)) }
    }
    case 'removed': {
      const { [frame.threadId]: gone, ...agents } = tree.agents
      if (!gone) return tree
      return { ...tree, agents, places: tree.places.filter(place => place.threadId !== frame.threadId) }
    }
  }
}

const placeOf = ({ threadId, parentId, status, waiting }: AgentRow): AgentPlace => ({
  threadId,
  parentId,
  finished: waiting === 0 && isFinished(status),
  waits: waiting > 0,
})

/** What failed or was stopped is not finished: somebody may want to look into it. */
const isFinished = (status: AgentStatus): boolean =>
  typeof status === 'string' ? status === 'shutdown' || status === 'not_found' : 'completed' in status

function withPlace(places: readonly AgentPlace[], place: AgentPlace): readonly AgentPlace[] {
  const at = places.findIndex(({ threadId }) => threadId === place.threadId)
  const before = places[at]
  if (!before) return [...places, place]
  const { parentId, finished, waits } = before
  const same = parentId === place.parentId && finished === place.finished && waits === place.waits
  return same ? places : places.with(at, place)
}

export type AgentTreeStore = StoreApi<AgentTree>

export const createAgentTree = (): AgentTreeStore => createStore<AgentTree>(() => NO_AGENTS)

export interface AgentTreeDeps {
  tree: AgentTreeStore
  watch: Engine['watch']
  /** Runs once, at the next animation frame. */
  schedule(run: () => void): void
}

/**
 * Keeps a tree as the engine tells it, until the returned function is called. However many agents move, the tree
 * changes at most once per animation frame.
 */
export function followAgents({ tree, watch, schedule }: AgentTreeDeps, threadId: string): () => void {
  const frames = createFrameQueue<AgentsFrame>(
    batch => tree.setState(state => batch.reduce(takeAgentsFrame, state)),
    schedule,
  )
  return watch(
    'agents/watch',
    { threadId },
    frame => frames.add(frame),
    failure => tree.setState({ refused: failure.message }),
  )
}

/** The sign and the word for how an agent stands. */
export interface Standing {
  dot: ThreadStatus
  word: string
}

/** `below`: agents further down that wait for a person. They make those above them wait too. */
export function standingOf({ status, waiting }: Pick<AgentRow, 'status' | 'waiting'>, below: number): Standing {
  if (waiting > 0) return { dot: 'waiting', word: t('waits for you') }
  if (below > 0)
    return {
      dot: 'waiting',
      word: tn(below, 'one below waits for you', '{n} below wait for you'),
    }
  return standingIn(status)
}

const STANDINGS: Readonly<Record<Extract<AgentStatus, string>, Standing>> = {
  pending_init: { dot: 'running', word: t('starting') },
  running: { dot: 'running', word: t('running') },
  interrupted: { dot: 'interrupted', word: t('stopped') },
  shutdown: { dot: 'idle', word: t('closed') },
  not_found: { dot: 'idle', word: t('gone') },
}

export const standingIn = (status: AgentStatus): Standing => {
  if (typeof status === 'string') return STANDINGS[status]
  return 'completed' in status ? { dot: 'done', word: t('done') } : { dot: 'failed', word: t('failed') }
}

const WORDS: Readonly<Record<ThreadStatus, string>> = {
  idle: t('idle'),
  running: t('running'),
  waiting: t('waits for you'),
  done: t('done'),
  failed: t('failed'),
  interrupted: t('stopped'),
}

/** How an agent stands as far as its parent's log and the list of threads tell. */
export function standingOfLink(link: AgentLink | undefined, summary: ThreadSummary | null): Standing {
  if (link?.state === 'closed') return STANDINGS.shutdown
  if (summary && summary.status !== 'idle') return { dot: statusOf(summary), word: WORDS[statusOf(summary)] }
  if (link?.reported) return standingIn(link.reported)
  return summary ? { dot: statusOf(summary), word: WORDS[statusOf(summary)] } : STANDINGS.pending_init
}

/** The status of a thread with all below it: what waits there waits for the same person. */
export const statusOf = (summary: Pick<ThreadSummary, 'status' | 'waitingBelow'>): ThreadStatus =>
  (summary.waitingBelow ?? 0) > 0 ? 'waiting' : summary.status

/** Whether a thread belongs under another one that the list has. */
export const parentIn = (
  summaries: Readonly<Record<string, ThreadSummary>>,
  { parentId }: ThreadSummary,
): ThreadSummary | null => (parentId === undefined ? null : (summaries[parentId] ?? null))

/** All threads but those that belong under another. */
export const rootThreads = (summaries: Readonly<Record<string, ThreadSummary>>): ThreadSummary[] =>
  Object.values(summaries).filter(thread => !parentIn(summaries, thread))

/** Agents by the thread at the top of their tree, oldest first, each below its parent. */
export function agentsByRoot(
  summaries: Readonly<Record<string, ThreadSummary>>,
): ReadonlyMap<string, readonly ThreadSummary[]> {
  const below = new Map<string, ThreadSummary[]>()
  for (const thread of Object.values(summaries)) {
    const parent = parentIn(summaries, thread)
    if (parent) below.set(parent.id, [...(below.get(parent.id) ?? []), thread])
  }
  const byRoot = new Map<string, readonly ThreadSummary[]>()
  for (const id of below.keys()) {
    const root = summaries[id]
    if (root && !parentIn(summaries, root)) byRoot.set(id, allBelow(id, below, new Set([id])))
  }
  return byRoot
}

function allBelow(
  id: string,
  below: ReadonlyMap<string, readonly ThreadSummary[]>,
  seen: Set<string>,
): readonly ThreadSummary[] {
  const agents = (below.get(id) ?? []).filter(agent => !seen.has(agent.id))
  for (const agent of agents) seen.add(agent.id)
  return agents
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .flatMap(agent => [agent, ...allBelow(agent.id, below, seen)])
}
