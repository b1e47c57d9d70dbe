import { createContext, use, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { AgentRow } from '../../../contract/agents.ts'
import { createAgentTree, followAgents } from '../../state/agents.ts'
import type { AgentPlace, AgentTree, AgentTreeStore } from '../../state/agents.ts'
import { useEngine } from '../../state/engine.ts'
import { onNextFrame } from '../../state/frameQueue.ts'
import { waitingBelow } from './lines.ts'

/** The tree that the pane shows. Each line selects its own agent, so that one that moves draws itself alone. */
export const TreeContext = createContext<AgentTreeStore | null>(null)

/** The time for everything in the pane that counts it, renewed once a second. */
export const NowContext = createContext(0)

export const useNow = (): number => use(NowContext)

/** Follows the tree of a thread for as long as whoever asks is shown; of another thread somebody else asks. */
export function useAgentTree(threadId: string): AgentTreeStore {
  const { watch } = useEngine()
  const [tree] = useState(createAgentTree)
  useEffect(() => followAgents({ tree, watch, schedule: onNextFrame }, threadId), [tree, watch, threadId])
  return tree
}

export function useTreeStore(): AgentTreeStore {
  const tree = use(TreeContext)
  if (!tree) throw new Error('Broken invariant: lines of agents live inside TreeContext')
  return tree
}

export const useTree = <T>(select: (tree: AgentTree) => T): T => useStore(useTreeStore(), select)

/** An agent of the tree; null once it is gone. */
export const useAgent = (threadId: string): AgentRow | null => useTree(tree => tree.agents[threadId] ?? null)

const known = new WeakMap<readonly AgentPlace[], ReadonlyMap<string, number>>()

/** How many agents below a thread wait for a person. */
export const useBelow = (threadId: string): number =>
  useTree(({ places }) => {
    const counts = known.get(places) ?? waitingBelow(places)
    known.set(places, counts)
    return counts.get(threadId) ?? 0
  })

/** When the first agent was sent off. The root may have been at work for days before. */
export const useStart = (): number =>
  useTree(({ agents }) =>
    Math.min(...Object.values(agents).flatMap(agent => (agent.parentId === null ? [] : [agent.startedAt]))),
  )
