import type { LineageNode } from '../../contract/history.ts'
import type { Turn } from '../../core/thread/thread.ts'
import { useApp } from './app.ts'
import { useQuery } from './engine.ts'
import type { Spot } from './pages.ts'
import type { Shown } from './stretch.ts'

/** One way in which a message was said: in which thread, and where it stands there. */
export interface Variant {
  threadId: string
  at: Spot
}

/** All ways in which the message of a turn was said, the first one first. */
export interface Variants {
  /** The turn that the others say differently, in the thread that had it first. */
  origin: { threadId: string; turnId: string }
  all: readonly Variant[]
  /** Which of them is shown. */
  current: number
}

const NO_VARIANTS: ReadonlyMap<string, Variants> = new Map()

type Fork = LineageNode & { forkedFrom: NonNullable<LineageNode['forkedFrom']> }

const isFork = (node: LineageNode | undefined): node is Fork => node !== undefined && node.forkedFrom !== null

/** Variants of messages in what is shown of a thread, by the turns that the messages began. */
export function variantsIn(
  nodes: readonly LineageNode[],
  threadId: string,
  { turns, earlier }: Pick<Shown, 'turns' | 'earlier'>,
): ReadonlyMap<string, Variants> {
  const edits = new Map<string, Fork[]>()
  for (const node of nodes) {
    if (isFork(node) && node.editOf !== null) edits.set(node.editOf, [...(edits.get(node.editOf) ?? []), node])
  }
  if (edits.size === 0) return NO_VARIANTS
  const found = new Map<string, Variants>()
  for (const { id } of turns) {
    const forks = edits.get(id)
    if (forks) found.set(id, groupOf(id, forks, 0))
  }
  let until = Infinity
  for (const node of forksAbove(nodes, threadId)) {
    const { beforeSeq } = node.forkedFrom
    const turn = node.editOf === null ? undefined : firstFrom(turns, beforeSeq, earlier === null)
    const forks = edits.get(node.editOf ?? '')
    if (turn && turn.firstSeq < until && forks) {
      found.set(turn.id, groupOf(node.editOf ?? '', forks, 1 + forks.indexOf(node)))
    }
    until = Math.min(until, beforeSeq)
  }
  return found
}

function groupOf(turnId: string, forks: readonly Fork[], current: number): Variants {
  const threadId = forks[0]?.forkedFrom.threadId ?? ''
  const edits = forks.map(fork => ({ threadId: fork.threadId, at: { seq: fork.forkedFrom.beforeSeq } }))
  return { origin: { threadId, turnId }, all: [{ threadId, at: { turnId } }, ...edits], current }
}

/** The thread and its ancestors, as far as they are forks. */
function forksAbove(nodes: readonly LineageNode[], threadId: string): Fork[] {
  const byId = new Map(nodes.map(node => [node.threadId, node]))
  const chain: Fork[] = []
  for (let node = byId.get(threadId); isFork(node) && !chain.includes(node);) {
    chain.push(node)
    node = byId.get(node.forkedFrom.threadId)
  }
  return chain
}

/** The first turn from a seq on, if it is sure that none before it is left out. */
function firstFrom(turns: readonly Turn[], seq: number, isStart: boolean): Turn | undefined {
  const at = turns.findIndex(turn => turn.firstSeq >= seq)
  return at > 0 || isStart ? turns[at] : undefined
}

/** A node of a tree of forks, drawn so deep. */
export interface LineageLine {
  node: LineageNode
  depth: number
}

/** The tree of forks as lines, each thread before what was forked from it. */
export function linesOf(nodes: readonly LineageNode[]): LineageLine[] {
  const known = new Set(nodes.map(node => node.threadId))
  const parentOf = (node: LineageNode) =>
    node.forkedFrom && known.has(node.forkedFrom.threadId) ? node.forkedFrom.threadId : null
  const lines = (parent: string | null, depth: number): LineageLine[] =>
    nodes
      .filter(node => parentOf(node) === parent)
      .flatMap(node => [{ node, depth }, ...lines(node.threadId, depth + 1)])
  return lines(null, 0)
}

const NO_NODES: readonly LineageNode[] = []

/** The thread, its ancestors and everything forked from any of them; asked for again when a thread comes or goes. */
export function useLineage(threadId: string): readonly LineageNode[] {
  const known = useApp(state => Object.keys(state.summaries ?? {}).length)
  return useQuery('thread/lineage', { threadId }, String(known)).result?.nodes ?? NO_NODES
}
