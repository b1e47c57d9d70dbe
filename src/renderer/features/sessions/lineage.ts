import type { LineageNode } from '../../../contract/history.ts'

/** A thread in the tree of its forks, as a line. */
export interface LineageLine {
  node: LineageNode
  /** 1 for threads that were forked from none. */
  level: number
  /** For each level above its own, whether the branch there goes on below. */
  passing: readonly boolean[]
  isLast: boolean
  /** Which one of how many ways it says a message; null where it is no edit. */
  edit: { number: number; of: number } | null
}

/** The tree of forks as lines, each thread below the one it was forked from, older ones first. */
export function lineageLines(nodes: readonly LineageNode[]): LineageLine[] {
  const known = new Set(nodes.map(node => node.threadId))
  const children = new Map<string | null, LineageNode[]>()
  for (const node of nodes) {
    const origin = node.forkedFrom && known.has(node.forkedFrom.threadId) ? node.forkedFrom.threadId : null
    children.set(origin, [...(children.get(origin) ?? []), node])
  }
  const lines: LineageLine[] = []
  const drawn = new Set<string>()
  const draw = (parent: string | null, level: number, passing: readonly boolean[]) => {
    const siblings = (children.get(parent) ?? []).filter(({ threadId }) => !drawn.has(threadId))
    siblings.forEach((node, index) => {
      const isLast = index === siblings.length - 1
      drawn.add(node.threadId)
      lines.push({ node, level, passing, isLast, edit: editOf(node, siblings) })
      draw(node.threadId, level + 1, level === 1 ? [] : [...passing, !isLast])
    })
  }
  draw(null, 1, [])
  return lines
}

/** Edits of one message are forks of the thread that says it the first way. */
function editOf(node: LineageNode, siblings: readonly LineageNode[]): LineageLine['edit'] {
  if (node.editOf === null) return null
  const edits = siblings.filter(other => other.editOf === node.editOf)
  return { number: edits.indexOf(node) + 2, of: edits.length + 1 }
}
