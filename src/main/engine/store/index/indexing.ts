import type { IndexProgress } from '../../../../contract/sessions.ts'
import type { Home } from '../home.ts'
import { checkIndex } from './checkIndex.ts'
import type { Checked } from './checkIndex.ts'
import { createIndexer } from './indexer.ts'
import type { Indexer } from './indexer.ts'
import { createProjector } from './projector.ts'
import type { Projector } from './projector.ts'
import { createSearch } from './search.ts'
import type { Search } from './search.ts'
import { createThreadIndex } from './threadIndex.ts'
import type { ThreadIndex } from './threadIndex.ts'
import { createWordIndex } from './wordIndex.ts'
import { createWorkerIndexer } from './workerIndexer.ts'
import type { WorkerIndexer } from './workerIndexer.ts'

/** The index of a home: what reads it, what writes to it, and what keeps it up to the files. */
export interface Indexing {
  index: ThreadIndex
  projector: Projector
  search: Search
  /** Resolves when the words of what was recorded here can be found, or it takes too long to wait for that. */
  settle(): Promise<void>
  /** Brings the index up to the files. */
  sweep(): Promise<void>
  /** Keeps it there from now on. */
  follow(): void
  bringUp(threadIds: readonly string[]): Promise<void>
  /** Takes a thread out whose files are gone. */
  forget(threadId: string): void
  /** Throws it away and builds it again. Resolves to the number of threads. */
  rebuild(): Promise<number>
  /** Says where it differs from the files. */
  check(): Promise<Checked>
  onProgress(handler: (progress: IndexProgress) => void): () => void
  /** Hears that threads are listed otherwise, by what others did. */
  onChange(handler: () => void): () => void
  close(): Promise<void>
}

export interface IndexingDeps {
  home: Home
  homes: readonly Home[]
  now: () => number
  onProblem: (error: unknown) => void
  /** Builds in a thread of its own. */
  inBackground: boolean
}

/** Said at once: a thread of its own takes a moment to begin. */
const LOOKING = { phase: 'looking', done: 0, of: 0 } as const

const SETTLE_MS = 1000
/** What is written to the file of a thread so soon after an append here was this append. */
const OWN_FOR_MS = 5000

export function createIndexing({ home, homes, now, onProblem, inBackground }: IndexingDeps): Indexing {
  const progress = createProgress()
  const listeners = new Set<() => void>()
  /** Threads of which the index of words lacks something that was recorded here. */
  const unsaid = new Set<string>()
  /** When threads were written to by ourselves, on the monotonic clock. */
  const own = new Map<string, number>()

  const onDamaged = (damaged: string) => {
    progress.tell({ damaged })
    background?.reopen()
    void indexer.run().catch(onProblem)
  }
  const isOwn = (threadId: string) => performance.now() - (own.get(threadId) ?? -Infinity) < OWN_FOR_MS
  const onChange = (threadIds: readonly string[]) => {
    for (const threadId of threadIds) unsaid.delete(threadId)
    if (!threadIds.every(isOwn)) listeners.forEach(listener => listener())
  }

  const index = createThreadIndex({ path: home.index, now, onDamaged })
  const words = createWordIndex({ path: home.words, now, onDamaged })
  const told = { onProgress: progress.tell, onChange, onProblem }
  const background: WorkerIndexer | null = inBackground
    ? createWorkerIndexer({
        ...told,
        homes,
        onDamaged(aside) {
          index.close()
          words.close()
          progress.tell({ damaged: aside })
          void indexer.run().catch(onProblem)
        },
      })
    : null
  const indexer: Indexer = background ?? createIndexer({ ...told, homes, index, words })

  const projector = createProjector({
    index,
    unasked: inBackground,
    onBehind(threadId) {
      // A whole file may have to be read: not where nobody looks at the index.
      if (inBackground || index.isOpen()) void indexer.bringUp([threadId]).catch(onProblem)
      else unsaid.add(threadId)
    },
    onProjected(threadId) {
      unsaid.add(threadId)
      own.set(threadId, performance.now())
    },
    onProblem,
  })

  return {
    index,
    projector,
    search: createSearch({ index, words }),
    async settle() {
      projector.flush()
      const threadIds = [...unsaid]
      if (threadIds.length === 0) return
      await Promise.race([indexer.bringUp(threadIds), new Promise(resolve => setTimeout(resolve, SETTLE_MS).unref())])
      for (const threadId of threadIds) unsaid.delete(threadId)
    },
    sweep() {
      projector.flush()
      progress.tell(LOOKING)
      return indexer.run()
    },
    follow: () => background?.watch(),
    bringUp: threadIds => indexer.bringUp(threadIds),
    forget(threadId) {
      const row = index.row(threadId)
      index.forget(threadId)
      if (row) words.forget(row.key)
    },
    async rebuild() {
      projector.drop()
      unsaid.clear()
      index.clear()
      progress.tell(LOOKING)
      await indexer.run()
      return index.count()
    },
    check() {
      projector.flush()
      return checkIndex({ home, homes, index, words, onProgress: progress.tell, onProblem })
    },
    onProgress: progress.watch,
    onChange(handler) {
      listeners.add(handler)
      return () => void listeners.delete(handler)
    },
    async close() {
      indexer.stop()
      // An index that nobody has opened is not opened for this: the next sweep finds what is missing.
      if (index.isOpen()) projector.flush()
      else projector.drop()
      index.close()
      words.close()
      await background?.close()
    },
  }
}

/** How far the index is, for whoever wants to know. */
function createProgress() {
  const watchers = new Set<(progress: IndexProgress) => void>()
  let now: IndexProgress = { phase: 'ready', done: 0, of: 0, damaged: null }
  const tell = (next: Partial<IndexProgress>): void => {
    now = { ...now, ...next }
    for (const watcher of watchers) watcher(now)
    if (watchers.size > 0) now = { ...now, damaged: null } // said once
  }
  return {
    tell,
    watch(handler: (progress: IndexProgress) => void): () => void {
      watchers.add(handler)
      tell({})
      return () => void watchers.delete(handler)
    },
  }
}
