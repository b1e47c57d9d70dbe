import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import { summaryOf } from './summaries.ts'

export interface ThreadListsDeps {
  store: {
    list(query: ListQuery): { threads: readonly ThreadRow[]; next: string | null }
    agents(threadId: string): readonly ThreadRow[]
  }
  /** Threads that are open, whose rows are newer than those of the index. */
  live(): readonly { id: string; summary(): ThreadSummary }[]
  counted(summary: ThreadSummary): ThreadSummary
}

export interface ListQuery {
  limit: number
  cursor?: string
  archived: boolean
}

export interface ThreadLists {
  /** Threads that nobody spawned. */
  list(query: ListQuery): Promise<{ threads: ThreadSummary[]; nextCursor: string | null }>
  /** The same with all agents below them, parents before their agents: what a window shows beside each other. */
  trees(query: ListQuery): Promise<ThreadSummary[]>
}

/** Lists of threads as clients see them. */
export function createThreadLists({ store, live, counted }: ThreadListsDeps): ThreadLists {
  const summaries = (rows: readonly ThreadRow[]): ThreadSummary[] => {
    const open = new Map(live().map(thread => [thread.id, thread.summary()]))
    return rows.map(row => counted(open.get(row.id) ?? summaryOf(row)))
  }
  const list: ThreadLists['list'] = async query => {
    const page = store.list(query)
    return { threads: summaries(page.threads), nextCursor: page.next }
  }
  return {
    list,
    async trees(query) {
      const { threads } = await list(query)
      // Files may say anything, also that a thread is an agent of its own agent.
      const seen = new Set(threads.map(({ id }) => id))
      for (let above: readonly { id: string }[] = threads; above.length > 0;) {
        const rows = above.flatMap(({ id }) => store.agents(id)).filter(({ id }) => !seen.has(id))
        for (const { id } of rows) seen.add(id)
        threads.push(...summaries(rows))
        above = rows
      }
      return threads
    },
  }
}
