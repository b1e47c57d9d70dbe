import type { IndexProgress } from '../../../../contract/sessions.ts'
import type { Home } from '../home.ts'
import { createIndexer } from './indexer.ts'
import { createProjector } from './projector.ts'
import type { Projector } from './projector.ts'
import { createSearch } from './search.ts'
import type { Search } from './search.ts'
import { createThreadIndex } from './threadIndex.ts'
import type { ThreadIndex } from './threadIndex.ts'
import { createWordIndex } from './wordIndex.ts'

/** The index of a home: what reads it, what writes to it, and what keeps it up to the files. */
export interface Indexing {
  index: ThreadIndex
  projector: Projector
  search: Search
  /** Resolves when the words of what was recorded here can be found. */
  settle(): Promise<void>
  sweep(): Promise<void>
  bringUp(threadIds: readonly string[]): Promise<void>
  /** Takes a thread out whose files are gone. */
  forget(threadId: string): void
  rebuild(): Promise<number>
  onProgress(handler: (progress: IndexProgress) => void): () => void
  onChange(handler: () => void): () => void
  close(): void
}

export interface IndexingDeps {
  home: Home
  homes: readonly Home[]
  now: () => number
  onProblem: (error: unknown) => void
}

export function createIndexing({ home, homes, now, onProblem }: IndexingDeps): Indexing {
  const watchers = new Set<(progress: IndexProgress) => void>()
  const listeners = new Set<() => void>()
  let progress: IndexProgress = { phase: 'ready', done: 0, of: 0, damaged: null }

  const tell = (next: Partial<IndexProgress>) => {
    progress = { ...progress, ...next }
    for (const watcher of watchers) watcher(progress)
    if (watchers.size > 0) progress = { ...progress, damaged: null } // said once
  }
  const onDamaged = (damaged: string) => {
    tell({ damaged })
    void indexer.run().catch(onProblem)
  }

  const index = createThreadIndex({ path: home.index, now, onDamaged })
  const words = createWordIndex({ path: home.words, now, onDamaged })
  const onChange = () => listeners.forEach(listener => listener())
  const indexer = createIndexer({ homes, index, words, onProgress: tell, onChange, onProblem })

  /** Threads of which the index of words lacks something that was recorded here. */
  const unsaid = new Set<string>()
  const onBehind = (threadId: string) => void indexer.bringUp([threadId]).catch(onProblem)
  const projector = createProjector({ index, onBehind, onProjected: threadId => unsaid.add(threadId), onProblem })

  return {
    index,
    projector,
    search: createSearch({ index, words }),
    async settle() {
      projector.flush()
      const threadIds = [...unsaid]
      unsaid.clear()
      if (threadIds.length > 0) await indexer.bringUp(threadIds)
    },
    sweep() {
      projector.flush()
      return indexer.run()
    },
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
      await indexer.run()
      return index.count()
    },
    onProgress(handler) {
      watchers.add(handler)
      tell({})
      return () => void watchers.delete(handler)
    },
    onChange(handler) {
      listeners.add(handler)
      return () => void listeners.delete(handler)
    },
    close() {
      indexer.stop()
      // An index that nobody has opened is not opened for this: the next sweep finds what is missing.
      if (index.isOpen()) projector.flush()
      else projector.drop()
      index.close()
      words.close()
    },
  }
}
