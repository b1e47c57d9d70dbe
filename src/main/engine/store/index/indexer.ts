import fs from 'node:fs'
import { basename } from 'node:path'
import { setImmediate as nextTick } from 'node:timers/promises'
import type { IndexProgress } from '../../../../contract/sessions.ts'
import type { Home } from '../home.ts'
import { readNames } from '../names.ts'
import { readPins } from '../pins.ts'
import { rolloutsOf } from '../rolloutPaths.ts'
import { createBatch } from './batch.ts'
import { readHead } from './readHead.ts'
import { readOn } from './readOn.ts'
import type { Known } from './readOn.ts'
import type { IndexedRow } from './tables.ts'
import { threadFiles, threadsOnDisk } from './threadFiles.ts'
import type { ThreadFiles } from './threadFiles.ts'
import type { ThreadIndex } from './threadIndex.ts'
import { emptyRow } from './threadRow.ts'
import type { ThreadRow } from './threadRow.ts'
import type { WordIndex, WordsProgress } from './wordIndex.ts'

export type Progress = Omit<IndexProgress, 'damaged'>

/** Brings the index up to what is on disk. */
export interface Indexer {
  /** Finds what was written, moved and removed since, lists the newest threads by their beginnings, then reads all. */
  run(): Promise<void>
  /** Reads what is missing of some threads. */
  bringUp(threadIds: readonly string[]): Promise<void>
  /** What runs stops at its next step. */
  stop(): void
}

export interface IndexerDeps {
  homes: readonly Home[]
  index: ThreadIndex
  words: WordIndex
  onProgress(progress: Progress): void
  /** Hears that a list of threads is not what it was. */
  onChange(): void
  /** Hears of a thread that cannot be read; the others are read all the same. */
  onProblem(error: unknown): void
}

/** Threads whose beginnings are read before any is read whole: more than a list shows at first. */
const HEADS = 200

const NOWHERE: WordsProgress = { segment: 0, cursor: 0 }

/** A thread that has to be read. */
interface Task {
  files: ThreadFiles
  key: number
}

export function createIndexer(deps: IndexerDeps): Indexer {
  const { homes, index, words, onProgress, onChange, onProblem } = deps
  let stopped = false
  let running: Promise<void> | null = null
  let sidecars: Sidecars = { names: new Map(), pins: new Set() }

  /** Compares the files with the index and returns the threads that have to be read, the newest first. */
  const look = (): { tasks: Task[]; changed: boolean } => {
    words.belongTo(index.generation())
    sidecars = readSidecars(homes)
    const { names, pins } = sidecars
    const found = threadsOnDisk(homes)
    const known = new Map(index.rows().map(row => [row.id, row]))
    const said = words.allProgress()
    let changed = forgetGone(known, found)
    const stale: ThreadFiles[] = []
    index.together(() => {
      for (const files of found.values()) {
        const row = known.get(files.threadId)
        if (row && settle(row, files, { name: names.get(row.id), pinned: pins.has(row.id) })) changed = true
        if (!row || isStale(row, files, said.get(row.key) ?? NOWHERE)) stale.push(files)
      }
    })
    return { tasks: numbered(stale, known), changed }
  }

  /** New threads are numbered by their age, so that the index of words knows which are younger. */
  const numbered = (stale: ThreadFiles[], known: ReadonlyMap<string, IndexedRow>): Task[] => {
    const fresh = stale.filter(({ threadId }) => !known.has(threadId)).sort((a, b) => (a.age < b.age ? -1 : 1))
    let next = fresh.length > 0 ? index.takeKeys(fresh.length) : 0
    const keys = new Map(fresh.map(({ threadId }) => [threadId, next++]))
    return stale
      .map(files => ({ files, key: known.get(files.threadId)?.key ?? keys.get(files.threadId) ?? 0 }))
      .sort((a, b) => b.files.mtime - a.files.mtime)
  }

  const forgetGone = (known: ReadonlyMap<string, IndexedRow>, found: ReadonlyMap<string, ThreadFiles>): boolean => {
    let forgotten = false
    for (const { id, key } of known.values()) {
      const row = found.has(id) ? null : index.row(id)
      // It may have been moved, by ourselves, while we looked.
      if (!row || (homes.some(home => home.path === row.home) && fs.existsSync(row.path))) continue
      index.forget(id)
      words.forget(key)
      forgotten = true
    }
    return forgotten
  }

  /** What is known of a thread apart from its lines. Returns whether it was another. */
  const settle = (
    row: IndexedRow,
    files: ThreadFiles,
    said: { name: string | undefined; pinned: boolean },
  ): boolean => {
    const isMoved = row.path !== files.path && basename(row.path) === basename(files.path)
    // A name given by others is not in their lines.
    const isRenamed = said.name !== undefined && said.name !== row.title
    const isPinned = said.pinned !== row.pinned
    if (isMoved) index.moved(row.id, files.path, files.archived)
    if (isRenamed) index.rename(row.id, said.name ?? null)
    if (isPinned) index.pin([row.id], said.pinned)
    return isMoved || isRenamed || isPinned
  }

  const isStale = (row: IndexedRow, files: ThreadFiles, said: WordsProgress): boolean =>
    row.bytes !== files.size ||
    row.mtime !== files.mtime ||
    row.segment !== files.paths.length - 1 ||
    said.segment !== row.segment ||
    said.cursor < row.cursor

  const beginningOf = (files: ThreadFiles): ThreadRow => {
    const { threadId, home, path, archived } = files
    const row = emptyRow(threadId, { home: home.path, readOnly: home.readOnly, path })
    return { ...row, archived, title: sidecars.names.get(threadId) ?? null, pinned: sidecars.pins.has(threadId) }
  }

  const knownOf = ({ files, key }: Task): Known => {
    const row = index.row(files.threadId)
    const blank = { key, cursor: 0, resumeLine: null, segment: 0, bytes: 0, mtime: 0 }
    if (!row || !canBeReadOn(row, files)) {
      return {
        row: { ...beginningOf(files), ...blank, path: files.paths[0] ?? files.path },
        words: NOWHERE,
        runningTurn: null,
        isAnew: true,
      }
    }
    const runningTurn = row.status === 'running' ? index.turnAt(row.id, Infinity) : null
    return { row, words: words.progress(row.key), runningTurn, isAnew: false }
  }

  const canBeReadOn = (row: IndexedRow, files: ThreadFiles): boolean =>
    row.cursor > 0 &&
    row.path === files.path &&
    row.segment === files.paths.length - 1 &&
    files.size >= row.cursor &&
    (row.style === 'paginated' || row.resumeLine !== null)

  /** Reads threads one after the other and lets others have their turn in between. */
  const read = async (tasks: readonly Task[]): Promise<void> => {
    const batch = createBatch({ index, words })
    let told = performance.now()
    for (const [at, task] of tasks.entries()) {
      try {
        readOn(task.files, knownOf(task), (stretch, bytes) => {
          batch.add(stretch, bytes)
          if (batch.isFull()) batch.commit()
        })
      } catch (error) {
        onProblem(error) // removed meanwhile, or not ours to read
      }
      if (!batch.isFull() && at < tasks.length - 1) continue
      batch.commit()
      if (performance.now() - told > TELL_EVERY_MS) {
        told = performance.now()
        onProgress({ phase: 'reading', done: at + 1, of: tasks.length })
      }
      await nextTick()
      if (stopped) return
    }
  }

  const listHeads = (tasks: readonly Task[]): void => {
    const fresh = tasks.filter(({ files }) => index.row(files.threadId) === null).slice(0, HEADS)
    index.together(() => {
      for (const { files, key } of fresh) index.put(readHead(files, beginningOf(files)), { key, cursor: 0, mtime: 0 })
    })
  }

  const runOnce = async (): Promise<void> => {
    onProgress({ phase: 'looking', done: 0, of: 0 })
    const { tasks, changed } = look()
    listHeads(tasks)
    if (changed || tasks.length > 0) onChange()
    onProgress({ phase: 'reading', done: 0, of: tasks.length })
    await nextTick()
    await read(tasks)
    if (stopped) return
    if (tasks.length > 0) onChange()
    onProgress({ phase: 'ready', done: tasks.length, of: tasks.length })
  }

  return {
    async run() {
      while (running) await running
      if (stopped) return
      running = runOnce().finally(() => (running = null))
      await running
    },
    async bringUp(threadIds) {
      words.belongTo(index.generation())
      sidecars = readSidecars(homes)
      const tasks = threadIds.flatMap(threadId => {
        const paths = rolloutsOf(homes, threadId)
        const home = paths[0]?.home
        const files = home ? threadFiles(home, paths) : null
        return files ? [{ files, key: index.row(threadId)?.key ?? index.takeKeys(1) }] : []
      })
      if (!stopped) await read(tasks)
    },
    stop: () => void (stopped = true),
  }
}

const TELL_EVERY_MS = 100

/** What is known of threads beside their logs. */
interface Sidecars {
  names: ReadonlyMap<string, string>
  pins: ReadonlySet<string>
}

const readSidecars = (homes: readonly Home[]): Sidecars => ({
  names: new Map(homes.toReversed().flatMap(home => [...readNames(home)])),
  pins: new Set(homes.slice(0, 1).flatMap(home => [...readPins(home)])),
})
