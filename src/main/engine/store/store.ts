import { v7 } from 'uuid'
import type { IndexProgress, SessionFilter } from '../../../contract/sessions.ts'
import { commandLineOf } from '../../../core/policy/commands.ts'
import type { Millis } from '../../../core/thread/events.ts'
import { findThread } from './findThread.ts'
import { attachHome, openHome } from './home.ts'
import type { Home } from './home.ts'
import type { Checked } from './index/checkIndex.ts'
import { createIndexing } from './index/indexing.ts'
import type { Facet, SessionPage } from './index/sessionQueries.ts'
import type { Search } from './index/search.ts'
import type { ListOptions, Page, TurnRow } from './index/threadIndex.ts'
import type { ThreadRow } from './index/threadRow.ts'
import { createMessageHistory } from './messageHistory.ts'
import type { HistoryPolicy, MessageHistory } from './messageHistory.ts'
import { createOutlines } from './outline/outlines.ts'
import { createWindows } from './outline/windows.ts'
import { readPins, writePins } from './pins.ts'
import { rolloutsOf } from './rolloutPaths.ts'
import { exportThread } from './sessions/exportThread.ts'
import type { ExportDeps, ExportFormat } from './sessions/exportThread.ts'
import { importThread } from './sessions/importThread.ts'
import { readStorage } from './sessions/storage.ts'
import type { PartSize } from './sessions/storage.ts'
import { createTrash } from './sessions/trash.ts'
import type { Changed, Trash } from './sessions/trash.ts'
import { isHeld } from './threadLock.ts'
import { createStoredTurns } from './storedTurns.ts'
import type { StoredTurns } from './storedTurns.ts'
import { createThreadLogs } from './threadLogs.ts'
import type { ThreadLogs } from './threadLogs.ts'

export interface StoreOptions {
  homePath: string
  /** Homes of other programs: listed, searched, opened and forked, never written. */
  attached?: string[]
  now?: () => number
  /** Hears of problems that cost nothing but speed, e.g. an index that could not be written. */
  onProblem?: (error: unknown) => void
  /** Whether what users say is kept. */
  history?: () => HistoryPolicy
  /** Builds the index in a thread of its own: for programs that somebody looks at meanwhile. */
  inBackground?: boolean
}

/** A command line that a model asked to run. */
export interface RecentCommand {
  command: string
  cwd: string
  threadId: string
  at: Millis
}

/** Calls that are read for each command line that is wanted. */
const CALLS_READ_FOR_ONE = 5

/** Where threads live: rollouts on disk are the truth, the index is a projection of them. */
export interface Store extends ThreadLogs, StoredTurns {
  readonly home: Home
  /** What users said, in whatever thread. */
  said: MessageHistory['newest']
  list(options: ListOptions): Page
  /** Threads that fit, pinned ones first, then the newest. `running` are those that run a turn in this process. */
  sessions(query: { filter: SessionFilter; limit: number; cursor?: string; running: readonly string[] }): SessionPage
  facets(): { workspaces: Facet[]; models: Facet[]; sources: Facet[] }
  /** Threads in which words occur. What was just recorded is found as well. */
  search(...args: Parameters<Search['threads']>): Promise<ReturnType<Search['threads']>>
  /** Where words occur in one thread, oldest first. */
  findIn(...args: Parameters<Search['inThread']>): Promise<ReturnType<Search['inThread']>>
  /** Ids of threads of this home whose last turn has no end, newest first. */
  unfinished(limit: number): string[]
  /** Agents among the `newest` whose parents rest and were not told how, or that, their last turns ended. */
  untold(newest: number): { id: string; parentId: string }[]
  /** Ids of threads of this home that are set to a profile, newest first. */
  withProfile(profile: string): string[]
  /** The newest different command lines that models asked to run, newest thread first. */
  recentCommands(limit: number): Promise<RecentCommand[]>
  row(threadId: string): ThreadRow | null
  /** Whether a process that lives has the right to write a thread of this home. */
  isHeld(threadId: string): boolean
  /** The thread, its ancestors, and all that was forked from any of them, oldest first. */
  lineage(threadId: string): ThreadRow[]
  turns(threadId: string): TurnRow[]
  /** The agents that a thread spawned, oldest first. */
  agents(threadId: string): ThreadRow[]
  /** Id of the thread that a person means: an id, its beginning, a title, or `last` (in `cwd`, if given). */
  find(wanted: string, options?: { cwd?: string }): Promise<string>
  pathOf(threadId: string): string | null
  pin(threadIds: readonly string[], pinned: boolean): Promise<void>
  /** Threads that were thrown away. `put` takes ids; those threads must be closed. */
  trash: Omit<Trash, 'put' | 'restore'> & {
    put(threadIds: readonly string[]): Promise<Changed>
    restore(threadIds: readonly string[]): Promise<Changed>
  }
  storage(): Promise<PartSize[]>
  /** Writes a thread to a new file below `folder`. Throws `thread.notFound`. */
  export(
    request: { threadId: string; format: ExportFormat; folder?: string },
    using: Pick<ExportDeps, 'program' | 'readContent'>,
  ): Promise<{ path: string; bytes: number }>
  /** A new thread from a bundle or a rollout; resolves to its id. Throws `import.invalid`. */
  import(path: string, using: { keepContent(bytes: Uint8Array): Promise<string> }): Promise<string>
  /** Finds what other programs did and brings the index up to it. */
  sweep(): Promise<void>
  /** Does so again and again, as long as the store is open. In background only. */
  follow(): void
  /** Throws the index away and builds it from the rollouts. Resolves to the number of threads. */
  rebuild(): Promise<number>
  /** Says where the index differs from the rollouts. */
  check(): Promise<Checked>
  /** How far the index is, now and whenever that changes. Returns a function that ends it. */
  onProgress(handler: (progress: IndexProgress) => void): () => void
  /** Hears that other programs wrote, moved or removed threads. Returns a function that ends it. */
  onChange(handler: () => void): () => void
  /** Resolves when nothing runs any more. */
  close(): Promise<void>
}

/** Opens the store of a home. Throws `home.unusable`. */
export function createStore(options: StoreOptions): Store {
  const { homePath, attached = [], now = Date.now, onProblem = () => {}, inBackground = false } = options
  const { history = () => ({ persistence: 'save-all' }) } = options
  const home = openHome(homePath)
  const homes = [home, ...attached.map(attachHome)]
  const indexing = createIndexing({ home, homes, now, onProblem, inBackground })
  const { index, projector, search, settle } = indexing

  const outlines = createOutlines({ path: home.outlines, now })
  const windows = createWindows(outlines)
  const onSwitched = (threadId: string) => {
    projector.flush()
    return indexing.bringUp([threadId])
  }
  const messages = createMessageHistory(home, history)
  const logs = createThreadLogs({ homes, home, index, projector, windows, messages, now, onSwitched, onProblem })
  const trash = createTrash({ home, forks: threadId => current().forks(threadId), now })
  let pinning: Promise<void> = Promise.resolve()

  /** The index, with all that was recorded here. */
  const current = () => {
    projector.flush()
    return index
  }

  return {
    home,
    said: messages.newest,
    ...logs,
    ...createStoredTurns({ homes, windows, onProblem }),
    list: wanted => current().list(wanted),
    sessions: wanted => current().sessions(wanted),
    facets: () => current().facets(),
    async search(wanted) {
      await settle()
      return search.threads(wanted)
    },
    async findIn(threadId, text, limit) {
      await settle()
      return search.inThread(threadId, text, limit)
    },
    withProfile: profile => current().withProfile(profile),
    unfinished: limit => current().unfinished(limit),
    untold: newest => current().untold(newest),
    async recentCommands(limit) {
      await settle()
      const found = new Map<string, RecentCommand>()
      // Commands repeat and other calls lie between them, so more is read than is wanted, but not without end.
      for (const { row, event } of search.newestCalls(CALLS_READ_FOR_ONE * limit)) {
        if (found.size >= limit) break
        const command = event.type === 'call.received' ? commandLineOf(event.item) : null
        if (command === null || found.has(command)) continue
        found.set(command, { command, cwd: row.cwd, threadId: row.id, at: event.at })
      }
      return [...found.values()]
    },
    row: threadId => current().row(threadId),
    isHeld: threadId => isHeld(home, threadId),
    lineage: threadId => current().lineage(threadId),
    turns: threadId => current().turns(threadId),
    agents: threadId => current().agents(threadId),
    find: async (wanted, { cwd } = {}) => findThread(homes, wanted, cwd),
    pathOf: threadId => rolloutsOf(homes, threadId).at(-1)?.path ?? null,
    pin(threadIds, pinned) {
      const write = async () => {
        const pins = readPins(home)
        for (const id of threadIds)
          if (pinned) pins.add(id)
          else pins.delete(id)
        await writePins(home, pins)
        current().pin(threadIds, pinned)
      }
      const done = pinning.then(write)
      pinning = done.catch(() => undefined) // the caller hears of it
      return done
    },
    trash: {
      ...trash,
      async put(threadIds) {
        const rows = threadIds.flatMap(threadId => current().row(threadId) ?? [])
        const done = await trash.put(rows)
        for (const threadId of done.changed) indexing.forget(threadId)
        const known = new Set(rows.map(({ id }) => id))
        const unknown = threadIds.filter(threadId => !known.has(threadId))
        return { ...done, refused: [...done.refused, ...unknown.map(nothingKnown)] }
      },
      async restore(threadIds) {
        const done = trash.restore(threadIds)
        await indexing.bringUp(done.changed)
        return done
      },
    },
    storage: () => readStorage(home),
    export: ({ threadId, format, folder = home.exports }, using) => {
      const title = current().row(threadId)?.title ?? null
      return exportThread({ homes, now, ...using }, { threadId, title, format, folder })
    },
    async import(path, using) {
      const threadId = await importThread({ home, homes, now, newId: v7, isTrashed: trash.has, ...using }, path)
      await indexing.bringUp([threadId])
      return threadId
    },
    sweep: indexing.sweep,
    follow: indexing.follow,
    rebuild: indexing.rebuild,
    check: indexing.check,
    onProgress: indexing.onProgress,
    onChange: indexing.onChange,
    async close() {
      outlines.close()
      await indexing.close()
    },
  }
}

const nothingKnown = (threadId: string) => ({ threadId, message: 'There is no such thread.' })
