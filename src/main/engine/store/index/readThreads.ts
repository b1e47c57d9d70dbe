import { setImmediate as nextTick } from 'node:timers/promises'
import { createBatch } from './batch.ts'
import { readHead } from './readHead.ts'
import { readOn } from './readOn.ts'
import type { Known } from './readOn.ts'
import type { Task } from './survey.ts'
import type { IndexedRow } from './tables.ts'
import type { ThreadFiles } from './threadFiles.ts'
import type { ThreadIndex } from './threadIndex.ts'
import { emptyRow } from './threadRow.ts'
import type { ThreadRow } from './threadRow.ts'
import type { WordIndex } from './wordIndex.ts'

interface Indexes {
  index: ThreadIndex
  words: WordIndex
}

export interface Reading {
  /** After each group of threads: how many are read. False stops. */
  onRead(done: number): boolean
  /** Hears of a thread that cannot be read; the others are read all the same. */
  onProblem(error: unknown): void
}

/** Reads threads one after the other, as far as they are not in the index, and lets others have their turn in between. */
export async function readThreads(tasks: readonly Task[], indexes: Indexes, reading: Reading): Promise<void> {
  const batch = createBatch(indexes)
  for (const [at, task] of tasks.entries()) {
    try {
      readOn(task.files, knownOf(task, indexes), (stretch, bytes) => {
        batch.add(stretch, bytes)
        if (batch.isFull()) batch.commit()
      })
    } catch (error) {
      reading.onProblem(error) // removed meanwhile, or not ours to read
    }
    if (!batch.isEmpty() && at < tasks.length - 1) continue
    batch.commit()
    if (!reading.onRead(at + 1)) return
    await nextTick()
  }
}

/** Puts threads that are not in the index into it, as their beginnings tell them. */
export function listHeads(tasks: readonly Task[], { index }: Pick<Indexes, 'index'>): void {
  index.together(() => {
    for (const task of tasks) {
      const file = { key: task.key, cursor: 0, mtime: 0 }
      if (!index.row(task.files.threadId)) index.put(readHead(task.files, beginningOf(task)), file)
    }
  })
}

/** A thread of which no line was read. */
function beginningOf({ files, name, pinned }: Task): ThreadRow {
  const { threadId, home, path, archived } = files
  const row = emptyRow(threadId, { home: home.path, readOnly: home.readOnly, path })
  return { ...row, archived, title: name, pinned }
}

function knownOf(task: Task, { index, words }: Indexes): Known {
  const { files, key } = task
  const row = index.row(files.threadId)
  if (row && canBeReadOn(row, files)) {
    const runningTurn = row.status === 'running' ? index.turnAt(row.id, Number.MAX_SAFE_INTEGER) : null
    return { row, words: words.progress(row.key), runningTurn, isAnew: false }
  }
  const blank = { key, cursor: 0, resumeLine: null, segment: 0, bytes: 0, mtime: 0, path: files.paths[0] ?? files.path }
  const begun = { ...beginningOf(task), ...blank }
  return { row: begun, words: { segment: 0, cursor: 0 }, runningTurn: null, isAnew: true }
}

const canBeReadOn = (row: IndexedRow, files: ThreadFiles): boolean =>
  row.cursor > 0 &&
  row.path === files.path &&
  row.segment === files.paths.length - 1 &&
  files.size >= row.cursor &&
  (row.style === 'paginated' || row.resumeLine !== null)
