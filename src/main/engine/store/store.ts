import { commandLineOf } from '../../../core/policy/commands.ts'
import { createDecoder } from '../../../core/rollout/decode.ts'
import type { Event, Millis } from '../../../core/thread/events.ts'
import { findThread } from './findThread.ts'
import { attachHome, openHome } from './home.ts'
import type { Home } from './home.ts'
import { documentOf, excerptOf } from './index/documents.ts'
import { createProjector } from './index/projector.ts'
import { createSweep } from './index/sweep.ts'
import { createThreadIndex } from './index/threadIndex.ts'
import type { Found, ListOptions, Page, TurnRow } from './index/threadIndex.ts'
import type { ThreadRow } from './index/threadRow.ts'
import { readLines } from './lines.ts'
import { parseLine } from './readRollout.ts'
import { rolloutsOf } from './rolloutPaths.ts'
import { createOutlines } from './outline/outlines.ts'
import { createWindows } from './outline/windows.ts'
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
}

export type SearchHit = Found & { excerpt: string }

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
  list(options: ListOptions): Page
  /** Ids of threads of this home whose last turn has no end, newest first. */
  unfinished(limit: number): string[]
  search(text: string, options: { limit: number }): Promise<SearchHit[]>
  /** The newest different command lines that models asked to run, newest thread first. */
  recentCommands(limit: number): Promise<RecentCommand[]>
  row(threadId: string): ThreadRow | null
  /** The thread, its ancestors, and all that was forked from any of them, oldest first. */
  lineage(threadId: string): ThreadRow[]
  turns(threadId: string): TurnRow[]
  /** Id of the thread that a person means: an id, its beginning, a title, or `last` (in `cwd`, if given). */
  find(wanted: string, options?: { cwd?: string }): Promise<string>
  pathOf(threadId: string): string | null
  /** Finds what other programs did, then projects what is missing in the index. */
  sweep(onProgress?: (done: number, of: number) => void): Promise<void>
  /** Only finds: new threads are listed, but not searched yet. */
  look(): Promise<void>
  /** Throws the index away and builds it from the rollouts. */
  rebuild(onProgress?: (done: number, of: number) => void): Promise<void>
  close(): void
}

/** Opens the store of a home. Throws `home.unusable`. */
export function createStore(options: StoreOptions): Store {
  const { homePath, attached = [], now = Date.now, onProblem = () => {} } = options
  const home = openHome(homePath)
  const homes = [home, ...attached.map(attachHome)]
  const index = createThreadIndex(home.index, now)
  const sweep = createSweep({ homes, index })
  const onBehind = (threadId: string) => void sweep.bringUp(threadId).catch(onProblem)
  const projector = createProjector({ index, onBehind, onProblem })

  const outlines = createOutlines({ path: home.outlines, now })
  const windows = createWindows(outlines)
  const logs = createThreadLogs({ homes, home, index, projector, windows, now, onProblem })

  const eventsAt = async ({ path, byteOffset, seq }: Pick<Found, 'path' | 'byteOffset' | 'seq'>): Promise<Event[]> => {
    let events: Event[] = []
    await readLines(path, { from: byteOffset }, raw => {
      const line = 'bytes' in raw ? parseLine(raw.bytes) : null
      if (line) events = createDecoder().line(line, seq)
      return false
    }).catch(onProblem)
    return events
  }

  const excerpt = async (hit: Found, typed: string): Promise<SearchHit> => {
    const text = (await eventsAt(hit)).map(event => documentOf(event)?.text ?? '').find(found => found !== '') ?? ''
    return { ...hit, excerpt: excerptOf(text, typed) }
  }

  const catchUp = async (onProgress?: (done: number, of: number) => void): Promise<void> => {
    projector.flush()
    await sweep.look()
    await sweep.catchUp(onProgress)
  }

  return {
    home,
    ...logs,
    ...createStoredTurns({ homes, windows, onProblem }),
    list(options) {
      projector.flush()
      return index.list(options)
    },
    unfinished(limit) {
      projector.flush()
      return index.unfinished(limit)
    },
    async search(text, { limit }) {
      projector.flush()
      return Promise.all(index.search(text, { limit }).map(hit => excerpt(hit, text)))
    },
    async recentCommands(limit) {
      projector.flush()
      const found = new Map<string, RecentCommand>()
      // Commands repeat and other calls lie between them, so more is read than is wanted, but not without end.
      for (const place of index.calls(CALLS_READ_FOR_ONE * limit)) {
        if (found.size >= limit) break
        for (const event of await eventsAt(place)) {
          const command = event.type === 'call.received' ? commandLineOf(event.item) : null
          if (command === null || found.has(command)) continue
          found.set(command, { command, cwd: place.cwd, threadId: place.threadId, at: event.at })
        }
      }
      return [...found.values()]
    },
    row(threadId) {
      projector.flush()
      return index.row(threadId)
    },
    lineage(threadId) {
      projector.flush()
      return index.lineage(threadId)
    },
    turns(threadId) {
      projector.flush()
      return index.turns(threadId)
    },
    find: (wanted, { cwd } = {}) => findThread({ homes, rows: () => index.rows(), look: sweep.look }, wanted, cwd),
    pathOf: threadId => rolloutsOf(homes, threadId).at(-1)?.path ?? null,
    look: sweep.look,
    sweep: catchUp,
    async rebuild(onProgress) {
      projector.drop()
      index.clear()
      await catchUp(onProgress)
    },
    close() {
      sweep.stop()
      // An index that nobody has opened is not opened for this: the next sweep finds what is missing.
      if (index.isOpen()) projector.flush()
      else projector.drop()
      index.close()
      outlines.close()
    },
  }
}
