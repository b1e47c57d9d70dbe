import type { Placed } from '../readRollout.ts'
import type { Portion, ThreadIndex } from './threadIndex.ts'
import type { ThreadRow } from './threadRow.ts'
import type { WordIndex, WordsOf, WordsProgress } from './wordIndex.ts'

/** What a stretch of a thread's file adds to the index. */
export interface Stretch {
  /** Number of the thread. */
  key: number
  row: ThreadRow
  /** What was known of the thread counts no more. */
  isAnew: boolean
  /** The file is an older one, which the thread left for this one. */
  continuedIn: string | null
  segment: number
  facts: { events: Placed[]; portion: Portion } | null
  words: { texts: WordsOf[]; from: WordsProgress; to: WordsProgress } | null
}

/** Bytes of files that are read between two transactions: a few dozen short threads. */
const BATCH_BYTES = 2 * 1024 * 1024

/** Stretches of many threads, written together. */
export interface Batch {
  add(stretch: Stretch, bytes: number): void
  isFull(): boolean
  isEmpty(): boolean
  commit(): void
}

export function createBatch({ index, words }: { index: ThreadIndex; words: WordIndex }): Batch {
  let stretches: Stretch[] = []
  let bytes = 0
  return {
    add(stretch, size) {
      stretches.push(stretch)
      bytes += size
    },
    isEmpty: () => stretches.length === 0,
    isFull: () => bytes >= BATCH_BYTES,
    commit() {
      const writing = stretches
      stretches = []
      bytes = 0
      if (writing.length === 0) return
      const taken = index.together(() => writing.filter(stretch => writeFacts(index, stretch)))
      // The index of words takes ids in their order; others cost it a merge each.
      const inOrder = taken.toSorted((a, b) => a.key - b.key)
      words.together(() => inOrder.forEach(stretch => writeWords(words, stretch)))
    },
  }
}

/** False when another process has begun with the thread, under a number of its own. */
function writeFacts(index: ThreadIndex, { key, row, isAnew, facts, continuedIn, segment }: Stretch): boolean {
  if ((index.row(row.id)?.key ?? key) !== key) return false
  if (isAnew) {
    index.forget(row.id)
    index.put(row, { key, cursor: 0, mtime: 0, segment })
  }
  if (facts) index.project(row, facts.events, facts.portion)
  if (continuedIn === null) return true
  index.setSegment(row.id, segment, row.path)
  const left = index.row(row.id)
  if (left) index.put({ ...left, path: continuedIn }, { key, cursor: 0, mtime: 0, segment: segment + 1 })
  return true
}

function writeWords(words: WordIndex, { key, isAnew, words: said }: Stretch): void {
  if (isAnew && words.has(key)) words.forget(key)
  if (said) words.add(key, said.texts, said.from, said.to)
}
