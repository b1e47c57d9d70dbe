import { setImmediate as nextTick } from 'node:timers/promises'
import type { IndexProgress } from '../../../../contract/sessions.ts'
import type { Home } from '../home.ts'
import { listHeads, readThreads } from './readThreads.ts'
import { createSurvey } from './survey.ts'
import type { ThreadIndex } from './threadIndex.ts'
import type { WordIndex } from './wordIndex.ts'

export type Progress = Omit<IndexProgress, 'damaged'>

/** Brings the index up to what is on disk. */
export interface Indexer {
  /**
   * Finds what was written, moved and removed since, lists the newest threads by their beginnings, then reads all. A look
   * that is only taken to be sure says how far it is when there turns out to be much to do.
   */
  run(options?: { toBeSure?: boolean }): Promise<void>
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
  /** Hears of threads that are listed otherwise now. */
  onChange(threadIds: readonly string[]): void
  /** Hears of a thread that cannot be read; the others are read all the same. */
  onProblem(error: unknown): void
}

/** Threads whose beginnings are read before any is read whole: more than a list shows at first. */
const HEADS = 200
/** And before all files are looked at: as many as a list shows at first. */
const FIRST_HEADS = 60
const TELL_EVERY_MS = 100
/** Fewer threads are read before anybody has understood what is going on. */
const WORTH_TELLING = 50

export function createIndexer({ homes, index, words, onProgress, onChange, onProblem }: IndexerDeps): Indexer {
  const survey = createSurvey({ homes, index, words })
  let stopped = false
  let running: Promise<void> | null = null
  let waiting: Promise<void> | null = null
  /** Whether the next run is only asked for to be sure. */
  let isSure = true

  const runOnce = async (toBeSure: boolean): Promise<void> => {
    if (stopped) return
    if (!toBeSure) onProgress({ phase: 'looking', done: 0, of: 0 })
    const youngest = survey.youngest(FIRST_HEADS)
    if (youngest.length > 0) {
      listHeads(youngest, { index })
      onChange(youngest.map(({ files }) => files.threadId))
      await nextTick()
    }
    const { tasks, changed } = survey.all()
    const of = tasks.length
    const tell = toBeSure && of < WORTH_TELLING ? () => undefined : onProgress
    listHeads(tasks.slice(0, HEADS), { index })
    if (changed.length > 0 || of > 0) onChange([...changed, ...tasks.map(({ files }) => files.threadId)])
    tell({ phase: 'reading', done: 0, of })
    await nextTick()
    let toldAt = performance.now()
    const onRead = (done: number): boolean => {
      if (performance.now() - toldAt >= TELL_EVERY_MS) {
        toldAt = performance.now()
        tell({ phase: 'reading', done, of })
      }
      return !stopped
    }
    await readThreads(tasks, { index, words }, { onRead, onProblem })
    if (stopped) return
    if (of > 0) onChange(tasks.map(({ files }) => files.threadId))
    tell({ phase: 'ready', done: of, of })
  }

  return {
    run({ toBeSure = false } = {}) {
      isSure &&= toBeSure
      // What is asked for while one runs may be about what it has passed already: one more follows, for all who ask.
      waiting ??= (running ?? Promise.resolve())
        .catch(() => undefined) // whoever asked for that one hears of it
        .then(() => {
          waiting = null
          running = runOnce(isSure)
          isSure = true
          return running
        })
      return waiting
    },
    async bringUp(threadIds) {
      if (stopped) return
      const { tasks, changed } = survey.of(threadIds)
      await readThreads(tasks, { index, words }, { onRead: () => !stopped, onProblem })
      const told = [...changed, ...tasks.map(({ files }) => files.threadId)]
      if (told.length > 0 && !stopped) onChange(told)
    },
    stop: () => void (stopped = true),
  }
}
