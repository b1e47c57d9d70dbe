import { Failure } from '../../../contract/procedure.ts'
import type { sessionRoutes, SessionFilter, SessionRow } from '../../../contract/sessions.ts'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { SearchPage } from '../store/index/search.ts'
import type { Facet, SessionPage } from '../store/index/sessionQueries.ts'
import type { IndexedRow } from '../store/index/threadIndex.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import type { PartSize } from '../store/sessions/storage.ts'
import type { Changed, Trashed } from '../store/sessions/trash.ts'
import { systemErrorText } from '../systemErrors.ts'
import { aborted } from './aborted.ts'
import { summaryOf } from './summaries.ts'
import type { IndexProgress } from '../../../contract/sessions.ts'
import type { FoundItem } from '../../../contract/history.ts'

export interface SessionApiDeps {
  /** Summaries of the threads that are open. */
  live(): ThreadSummary[]
  archive(threadId: string, archived: boolean): Promise<unknown>
  /** Closes a thread. Rejects while it works. */
  release(threadId: string): Promise<void>
  home: string
  blobsCapBytes: number
  /** Tells everybody that the lists of threads have changed. */
  onListed(): void
  store: {
    sessions(query: { filter: SessionFilter; limit: number; cursor?: string; running: string[] }): SessionPage
    /** The agents that a thread spawned. */
    agents(threadId: string): { id: string }[]
    facets(): { workspaces: Facet[]; models: Facet[]; sources: Facet[] }
    search(query: {
      text: string
      filter: SessionFilter
      limit: number
      cursor?: string
      running: string[]
    }): Promise<SearchPage>
    findIn(threadId: string, text: string, limit: number): Promise<{ hits: FoundItem[]; total: number }>
    onProgress(handler: (progress: IndexProgress) => void): () => void
    rebuild(): Promise<number>
    pin(threadIds: readonly string[], pinned: boolean): Promise<void>
    trash: {
      put(threadIds: readonly string[]): Promise<Changed>
      list(): Trashed[]
      restore(threadIds: readonly string[]): Promise<Changed>
      empty(threadIds?: readonly string[]): { deleted: number; bytes: number }
    }
    storage(): Promise<PartSize[]>
  }
}

type SessionHandlers = Pick<Handlers, keyof typeof sessionRoutes>

export function sessionHandlers({
  live,
  archive,
  release,
  home,
  blobsCapBytes,
  onListed,
  store,
}: SessionApiDeps): SessionHandlers {
  const rowOf = (row: IndexedRow, open: ReadonlyMap<string, ThreadSummary>): SessionRow =>
    sessionRow(row, open.get(row.id))

  const opened = () => {
    const open = new Map(live().map(summary => [summary.id, summary]))
    const running = [...open.values()]
      .filter(({ status }) => status === 'running' || status === 'waiting')
      .map(({ id }) => id)
    return { open, running }
  }

  /** The agents of a thread that lie in the trash. */
  const trashedAgents = () => {
    const rows = store.trash.list().map(({ row }) => row)
    return (threadId: string) => rows.filter(({ agent, parentId }) => agent && parentId === threadId)
  }

  return {
    'session/list': async ({ filter, limit, cursor }) => {
      const { open, running } = opened()
      const { rows, next, total } = store.sessions({ filter, limit, cursor, running })
      return { sessions: rows.map(row => rowOf(row, open)), nextCursor: next, total }
    },
    'session/search': async ({ text, filter, limit, cursor }) => {
      const { open, running } = opened()
      const { results, next } = await store.search({ text, filter, limit, cursor, running })
      return {
        results: results.map(({ row, hits, hitCount }) => ({ session: rowOf(row, open), hits, hitCount })),
        nextCursor: next,
      }
    },
    'session/facets': async () => store.facets(),
    'thread/find': ({ threadId, text, limit }) => store.findIn(threadId, text, limit),
    'index/watch': async (_, push, signal) => {
      const end = store.onProgress(push)
      await aborted(signal)
      end()
    },
    'session/pin': async ({ threadIds, pinned }) => {
      await writing(() => store.pin(threadIds, pinned))
      onListed()
      return { changed: threadIds, refused: [] }
    },
    'session/archive': async ({ threadIds, archived }) => {
      const done = await each(threadIds, threadId => archive(threadId, archived))
      onListed()
      return done
    },
    'session/trash': async ({ threadIds }) => {
      // Agents go with the thread that spawned them: below nothing nobody would find them.
      const family = (threadId: string) => withAgents([threadId], id => store.agents(id))
      const closed = await each(threadIds, async threadId => {
        for (const id of family(threadId).toReversed())
          await release(id).catch(error => {
            throw id === threadId ? error : new Failure('turn.running', 'An agent below it is at work. Stop it first.')
          })
      })
      const { changed, refused } = await store.trash.put(closed.changed.flatMap(family))
      onListed()
      return { changed, refused: [...closed.refused, ...refused] }
    },
    'trash/list': async () => {
      const trashed = store.trash.list()
      const ids = new Set(trashed.map(({ row }) => row.id))
      return {
        threads: trashed
          .filter(({ row: { agent, parentId } }) => !agent || parentId === null || !ids.has(parentId))
          .map(({ row, trashedAt }) => ({ ...sessionRow(row, undefined), trashedAt })),
      }
    },
    'trash/restore': async ({ threadIds }) => {
      const done = await store.trash.restore(withAgents(threadIds, trashedAgents()))
      onListed()
      return done
    },
    'trash/empty': ({ threadIds }) =>
      writing(async () => store.trash.empty(threadIds && withAgents(threadIds, trashedAgents()))),
    'storage/read': async () => ({ home, parts: await store.storage(), blobsCapBytes }),
    'index/rebuild': async () => ({ threads: await store.rebuild() }),
  }
}

/** Threads and all agents below them, parents before their agents. */
function withAgents(threadIds: readonly string[], agentsOf: (threadId: string) => { id: string }[]): string[] {
  const found = new Set(threadIds)
  // A set is gone through to the end of what is added meanwhile.
  for (const threadId of found) for (const { id } of agentsOf(threadId)) found.add(id)
  return [...found]
}

/** Does something with each thread, one after the other; what is refused keeps no other from being done. */
async function each(threadIds: readonly string[], action: (threadId: string) => Promise<unknown>): Promise<Changed> {
  const changed: Changed = { changed: [], refused: [] }
  for (const threadId of threadIds) {
    try {
      await action(threadId)
      changed.changed.push(threadId)
    } catch (error) {
      changed.refused.push({ threadId, message: messageOf(error) })
    }
  }
  return changed
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A file that cannot be written is the user's to mend; what is refused stays what it is. */
export const writing = <R>(write: () => Promise<R>): Promise<R> =>
  write().catch((error: unknown) => {
    if (!(error instanceof Error && 'errno' in error)) throw error
    throw new Failure('home.notWritable', `This cannot be saved: ${systemErrorText(error)}.`)
  })

/** A row of the index as the sessions room shows it; of a thread that is open the newest is known. */
export function sessionRow(row: ThreadRow & { bytes: number }, open: ThreadSummary | undefined): SessionRow {
  const { pinned, readOnly, turns, totalTokens, filesTouched, forkedFrom, parentId, bytes } = row
  return {
    ...(open ?? summaryOf(row)),
    pinned,
    home: readOnly ? 'codex' : 'heddle',
    readOnly,
    turns,
    totalTokens,
    filesTouched,
    forkedFrom,
    parentId,
    bytes,
  }
}
