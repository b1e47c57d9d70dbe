import fs from 'node:fs'
import { basename } from 'node:path'
import type { Home } from '../home.ts'
import { readNames } from '../names.ts'
import { readPins } from '../pins.ts'
import { rolloutsIn, rolloutsOf } from '../rolloutPaths.ts'
import type { RolloutPath } from '../rolloutPaths.ts'
import type { IndexedRow } from './tables.ts'
import { threadFiles, threadsOnDisk } from './threadFiles.ts'
import type { ThreadFiles } from './threadFiles.ts'
import type { ThreadIndex } from './threadIndex.ts'
import type { WordIndex, WordsProgress } from './wordIndex.ts'

/** A thread that has to be read. */
export interface Task extends Beside {
  files: ThreadFiles
  /** Its number in the index. */
  key: number
}

/** What is known of a thread beside its log. */
interface Beside {
  /** The name it was given, by whatever program; null when it was never named. */
  name: string | null
  pinned: boolean
}

export interface Surveyed {
  /** Threads that have to be read, the newest first. */
  tasks: Task[]
  /** Threads that are known by now to be elsewhere, gone, or named otherwise. */
  changed: string[]
}

/** Compares what is on disk with the index, and sets right what can be set right without reading. */
export interface Survey {
  /**
   * The youngest threads of an index that has none yet, by their names alone: ten thousand files are a while in being
   * looked at.
   */
  youngest(limit: number): Task[]
  all(): Surveyed
  of(threadIds: readonly string[]): Surveyed
}

const NOWHERE: WordsProgress = { segment: 0, cursor: 0 }

interface SurveyDeps {
  homes: readonly Home[]
  index: ThreadIndex
  words: WordIndex
}

export function createSurvey({ homes, index, words }: SurveyDeps): Survey {
  /** Numbers of threads that are not in the index yet. */
  const reserved = new Map<string, number>()

  const forget = ({ id, key }: IndexedRow): boolean => {
    const row = index.row(id)
    // It may have been moved, by ourselves, while we looked.
    if (!row || (homes.some(home => home.path === row.home) && fs.existsSync(row.path))) return false
    index.forget(id)
    words.forget(key)
    return true
  }

  /** Sets right what is known of a thread apart from its lines. Returns whether anything was wrong. */
  const settle = (row: IndexedRow, files: ThreadFiles, { name, pinned }: Beside): boolean => {
    const isMoved = row.path !== files.path && basename(row.path) === basename(files.path)
    // A name given by others is not in their lines.
    const isRenamed = name !== null && name !== row.title
    const isPinned = pinned !== row.pinned
    if (isMoved) index.moved(row.id, files.path, files.archived)
    if (isRenamed) index.rename(row.id, name)
    if (isPinned) index.pin([row.id], pinned)
    return isMoved || isRenamed || isPinned
  }

  const compare = (
    found: ReadonlyMap<string, ThreadFiles>,
    known: ReadonlyMap<string, IndexedRow>,
    progressOf: (key: number) => WordsProgress,
  ): Surveyed => {
    const beside = readBeside(homes)
    const changed: string[] = []
    const stale: (Beside & { files: ThreadFiles })[] = []
    index.together(() => {
      for (const row of known.values()) if (!found.has(row.id) && forget(row)) changed.push(row.id)
      for (const files of found.values()) {
        const row = known.get(files.threadId)
        const said = beside(files.threadId)
        if (row && settle(row, files, said)) changed.push(row.id)
        if (!row || isStale(row, files, progressOf(row.key))) stale.push({ ...said, files })
      }
    })
    return { tasks: numbered(stale, known), changed }
  }

  /** New threads are numbered by their age, so that the index of words knows which are younger. */
  const reserve = (fresh: { threadId: string; age: string }[]): void => {
    const unnumbered = fresh.filter(({ threadId }) => !reserved.has(threadId)).sort((a, b) => (a.age < b.age ? -1 : 1))
    let next = unnumbered.length > 0 ? index.takeKeys(unnumbered.length) : 0
    for (const { threadId } of unnumbered) reserved.set(threadId, next++)
  }

  const numbered = (stale: (Beside & { files: ThreadFiles })[], known: ReadonlyMap<string, IndexedRow>): Task[] => {
    reserve(stale.map(({ files }) => files).filter(({ threadId }) => !known.has(threadId)))
    const keyOf = ({ threadId }: ThreadFiles) => known.get(threadId)?.key ?? reserved.get(threadId) ?? 0
    const tasks = stale.map(each => ({ ...each, key: keyOf(each.files) }))
    reserved.clear()
    return tasks.sort((a, b) => b.files.mtime - a.files.mtime)
  }

  return {
    youngest(limit) {
      if (index.count() > 0) return []
      reserved.clear()
      const named = homes.flatMap(namesIn)
      reserve(named)
      const beside = readBeside(homes)
      const newest = named.filter(({ archived }) => !archived).sort((a, b) => (a.age < b.age ? 1 : -1))
      return newest.slice(0, limit).flatMap(({ threadId, home, paths }) => {
        const key = reserved.get(threadId)
        const files = threadFiles(home, paths)
        return files && key !== undefined ? [{ ...beside(threadId), files, key }] : []
      })
    },
    all() {
      words.belongTo(index.generation())
      const progress = words.allProgress()
      const known = new Map(index.rows().map(row => [row.id, row]))
      return compare(threadsOnDisk(homes), known, key => progress.get(key) ?? NOWHERE)
    },
    of(threadIds) {
      words.belongTo(index.generation())
      const found = new Map<string, ThreadFiles>()
      for (const threadId of threadIds) {
        const paths = rolloutsOf(homes, threadId)
        const files = paths[0] ? threadFiles(paths[0].home, paths) : null
        if (files) found.set(threadId, files)
      }
      const known = new Map(threadIds.flatMap(threadId => index.row(threadId) ?? []).map(row => [row.id, row]))
      return compare(found, known, key => words.progress(key))
    },
  }
}

/** The threads of a home by the names of their files. */
function namesIn(home: Home): { threadId: string; age: string; archived: boolean; home: Home; paths: RolloutPath[] }[] {
  const threads = new Map<string, RolloutPath[]>()
  for (const file of rolloutsIn(home)) {
    const others = threads.get(file.threadId)
    if (others) others.push(file)
    else threads.set(file.threadId, [file])
  }
  return [...threads].map(([threadId, paths]) => {
    const { age = '', archived = false } = paths[0] ?? {}
    return { threadId, age, archived, home, paths }
  })
}

/** Whether a file holds more than the index has of it, or something else. */
const isStale = (row: IndexedRow, files: ThreadFiles, said: WordsProgress): boolean =>
  row.bytes !== files.size ||
  row.mtime !== files.mtime ||
  row.segment !== files.paths.length - 1 ||
  said.segment !== row.segment ||
  said.cursor < row.cursor

function readBeside(homes: readonly Home[]): (threadId: string) => Beside {
  const names = new Map(homes.toReversed().flatMap(home => [...readNames(home)]))
  const pins = new Set(homes.slice(0, 1).flatMap(home => [...readPins(home)]))
  return threadId => ({ name: names.get(threadId) ?? null, pinned: pins.has(threadId) })
}
