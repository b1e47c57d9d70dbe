import { createDecoder } from '../../../core/rollout/decode.ts'
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

/** Where threads live: rollouts on disk are the truth, the index is a projection of them. */
export interface Store extends ThreadLogs {
  readonly home: Home
  list(options: ListOptions): Page
  /** Ids of threads of this home whose last turn has no end, newest first. */
  unfinished(limit: number): string[]
  search(text: string, options: { limit: number }): Promise<SearchHit[]>
  row(threadId: string): ThreadRow | null
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

  const logs = createThreadLogs({ homes, home, index, projector, now, onProblem })

  const excerpt = async (hit: Found, typed: string): Promise<SearchHit> => {
    let text = ''
    await readLines(hit.path, { from: hit.byteOffset }, raw => {
      const line = 'bytes' in raw ? parseLine(raw.bytes) : null
      const events = line ? createDecoder().line(line, hit.seq) : []
      text = events.map(event => documentOf(event)?.text ?? '').find(found => found !== '') ?? ''
      return false
    }).catch(onProblem)
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
    row(threadId) {
      projector.flush()
      return index.row(threadId)
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
    },
  }
}
