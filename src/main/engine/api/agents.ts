import type { agentRoutes, AgentsFrame } from '../../../contract/agents.ts'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { AgentControl } from '../agents/opening.ts'
import { aborted } from './aborted.ts'
import { createAgentTree } from './agentTree.ts'
import type { AgentTreeDeps } from './agentTree.ts'
import type { Ancestry } from './ancestry.ts'

export interface AgentApiDeps extends AgentTreeDeps {
  ancestry: Pick<Ancestry, 'rootOf'>
  /** Calls back with every change of a thread's row. Returns a function that ends it. */
  onSummary(handler: (summary: ThreadSummary) => void): () => void
  /** Calls back when lists of threads have changed as a whole. */
  onList(handler: () => void): () => void
  onProblem(error: unknown): void
  /** What a person does with an agent. Each resolves with the seq of what its parent's log says of it. */
  control: AgentControl
}

/** A tree at work changes with every call of every agent; nobody reads faster than this. */
const FRAME_MS = 100

export function agentHandlers(deps: AgentApiDeps): Pick<Handlers, keyof typeof agentRoutes> {
  const { control } = deps
  return {
    'agents/watch': async ({ threadId }, push, signal) => {
      await deps.peek(threadId) // of a thread that there is not, the client is told so
      const end = await watchTree(deps, threadId, push)
      await aborted(signal)
      end()
    },
    'agent/close': async ({ threadId }) => ({ seq: await control.close(threadId) }),
    'agent/resume': async ({ threadId }) => ({ seq: await control.resume(threadId) }),
    'agent/promote': async ({ threadId }) => ({ seq: await control.promote(threadId) }),
  }
}

/** Tells the tree of a thread and what changes in it, until the function that this resolves with is called. */
async function watchTree(
  deps: AgentApiDeps,
  threadId: string,
  push: (frame: AgentsFrame) => void,
): Promise<() => void> {
  const treeNow = () => createAgentTree(deps, deps.ancestry.rootOf(threadId))
  let tree = treeNow()
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let telling: Promise<void> = Promise.resolve()
  const ending = new AbortController()

  const tell = async () => {
    timer = null
    if (ending.signal.aborted) return
    const ids = [...changed]
    changed.clear()
    for (const frame of await tree.changes(ids)) push(frame)
    // It was made a thread of its own, or whose agent it is was not known yet.
    if (deps.ancestry.rootOf(threadId) === tree.rootId) return
    tree = treeNow()
    push(await tree.read())
  }
  const soon = (threadIds: readonly string[]) => {
    for (const id of threadIds) changed.add(id)
    if (changed.size === 0 || timer) return
    timer = setTimeout(() => (telling = telling.then(tell).catch(deps.onProblem)), FRAME_MS)
  }
  const end = () => {
    ending.abort()
    if (timer) clearTimeout(timer)
    endSummaries()
    endLists()
  }

  // Subscribe before reading, so that a change in between is not lost.
  const endSummaries = deps.onSummary(({ id, parentId }) => {
    if (tree.has(id)) soon([id])
    if (parentId !== undefined && tree.has(parentId)) soon([parentId])
  })
  const endLists = deps.onList(() => soon(tree.ids()))
  try {
    push(await tree.read())
  } catch (error) {
    end()
    throw error
  }
  return end
}
