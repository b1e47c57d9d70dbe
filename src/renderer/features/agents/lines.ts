import type { AgentPlace } from '../../state/agents.ts'

/** One line of the tree: an agent, or those of one parent that have finished and are folded away. */
export type TreeLine = {
  id: string
  /** 1 for the root. */
  level: number
  /** Its place among its siblings, from 1, and how many there are. */
  position: number
  siblings: number
  /** Null where there is nothing below. */
  expanded: boolean | null
} & ({ type: 'agent'; threadId: string } | { type: 'finished'; parentId: string; count: number })

/** Fewer finished agents than this stay in their place: there is little to gain, and nothing should move unasked. */
export const FOLDS_FROM = 3

export interface Folds {
  isOpen(lineId: string, byDefault: boolean): boolean
  /** A thread that somebody is looking at: it does not go away while they do. */
  kept: string | null
}

const finishedId = (parentId: string): string => `finished ${parentId}`

/** The lines of a tree from top to bottom, as far as they are not folded away. */
export function linesOf(places: readonly AgentPlace[], folds: Folds): TreeLine[] {
  const below = new Map<string | null, AgentPlace[]>()
  for (const place of places) below.set(place.parentId, [...(below.get(place.parentId) ?? []), place])
  const done = allFinished(places)
  const lines: TreeLine[] = []

  const add = (place: AgentPlace, level: number, position: number, siblings: number) => {
    const agents = below.get(place.threadId) ?? []
    const id = place.threadId
    const expanded = agents.length === 0 ? null : folds.isOpen(id, true)
    lines.push({ type: 'agent', id, threadId: id, level, position, siblings, expanded })
    if (expanded) addBelow(id, agents, level + 1)
  }

  const addBelow = (parentId: string, agents: readonly AgentPlace[], level: number) => {
    const away = agents.filter(({ threadId }) => done.has(threadId) && threadId !== folds.kept)
    const folded = away.length >= FOLDS_FROM ? away : []
    const shown = agents.filter(agent => !folded.includes(agent))
    const siblings = shown.length + (folded.length > 0 ? 1 : 0)
    shown.forEach((agent, index) => add(agent, level, index + 1, siblings))
    if (folded.length === 0) return
    const id = finishedId(parentId)
    const expanded = folds.isOpen(id, false)
    const count = folded.length
    lines.push({ type: 'finished', id, parentId, count, level, position: siblings, siblings, expanded })
    if (expanded) folded.forEach((agent, index) => add(agent, level + 1, index + 1, count))
  }

  const roots = below.get(null) ?? []
  roots.forEach((root, index) => add(root, 1, index + 1, roots.length))
  return lines
}

/** Agents that have finished with all below them. */
function allFinished(places: readonly AgentPlace[]): ReadonlySet<string> {
  const busy = new Set<string | null>()
  // Parents come before their agents, so that from the end each is seen before its parent.
  for (const { threadId, parentId, finished } of places.toReversed()) {
    if (!finished || busy.has(threadId)) busy.add(threadId).add(parentId)
  }
  return new Set(places.flatMap(({ threadId }) => (busy.has(threadId) ? [] : [threadId])))
}

/** How many agents below each thread wait for a person. */
export function waitingBelow(places: readonly AgentPlace[]): ReadonlyMap<string, number> {
  const parents = new Map(places.map(({ threadId, parentId }) => [threadId, parentId]))
  const counts = new Map<string, number>()
  for (const { threadId, waits } of places) {
    if (!waits) continue
    const seen = new Set([threadId])
    for (let above = parents.get(threadId); above && !seen.has(above); above = parents.get(above)) {
      seen.add(above)
      counts.set(above, (counts.get(above) ?? 0) + 1)
    }
  }
  return counts
}

/** The line that holds the parent of another. */
export const lineAbove = (lines: readonly TreeLine[], at: number): number =>
  lines.findLastIndex((line, index) => index < at && line.level < (lines[at]?.level ?? 0))

/** The next line, around the end, whose name begins with what was typed. -1: none does. */
export function lineNamed(
  lines: readonly TreeLine[],
  from: number,
  typed: string,
  nameOf: (line: TreeLine) => string,
): number {
  const wanted = typed.toLowerCase()
  // One letter again and again goes through all lines; a longer word may still be the line it stands on.
  const first = typed.length === 1 ? 1 : 0
  for (let step = first; step < lines.length + first; step++) {
    const at = (from + step) % lines.length
    const line = lines[at]
    if (line && nameOf(line).toLowerCase().startsWith(wanted)) return at
  }
  return -1
}
