import fs from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Home } from '../home.ts'
import { createIndexer } from './indexer.ts'
import type { Progress } from './indexer.ts'
import { createThreadIndex } from './threadIndex.ts'
import type { IndexedRow, ThreadIndex } from './threadIndex.ts'
import { createWordIndex } from './wordIndex.ts'
import type { WordIndex } from './wordIndex.ts'

/** What the index says otherwise than the files of a thread. */
export interface Difference {
  threadId: string
  kind:
    /** The index does not have it. */
    | 'missing'
    /** Its files are gone. */
    | 'gone'
    /** The files hold more by now: the next look brings it in. */
    | 'behind'
    /** The index says something else. */
    | 'different'
  /** What differs, e.g. `turns: 3, not 4`. */
  what: string[]
}

export interface Checked {
  /** Threads that were compared. */
  threads: number
  differences: Difference[]
}

export interface CheckDeps {
  home: Home
  homes: readonly Home[]
  index: ThreadIndex
  words: WordIndex
  onProgress(progress: Progress): void
  onProblem(error: unknown): void
}

/** Compares the index with one that is built from the files for this. Changes neither. */
export async function checkIndex({ home, homes, index, words, onProgress, onProblem }: CheckDeps): Promise<Checked> {
  const folder = fs.mkdtempSync(join(home.path, '.index-check-'))
  const fresh = {
    index: createThreadIndex({ path: join(folder, 'index.sqlite'), now: Date.now }),
    words: createWordIndex({ path: join(folder, 'words.sqlite'), now: Date.now }),
  }
  try {
    await createIndexer({ homes, ...fresh, onProgress, onChange: () => undefined, onProblem }).run()
    const wanted = new Map(fresh.index.rows().map(row => [row.id, row]))
    const found = new Map(index.rows().map(row => [row.id, row]))
    const differences: Difference[] = []
    for (const row of wanted.values()) {
      const known = found.get(row.id)
      if (!known) differences.push({ threadId: row.id, kind: 'missing', what: [] })
      else if (known.cursor < row.cursor || words.progress(known.key).cursor < row.cursor)
        differences.push({ threadId: row.id, kind: 'behind', what: [`${known.cursor} of ${row.cursor} bytes`] })
      else {
        const what = [
          ...differencesOf(known, row),
          ...turnsOf(row.id, index, fresh.index),
          ...wordsOf(words.count(known.key), fresh.words.count(row.key)),
        ]
        if (what.length > 0) differences.push({ threadId: row.id, kind: 'different', what })
      }
    }
    for (const id of found.keys()) if (!wanted.has(id)) differences.push({ threadId: id, kind: 'gone', what: [] })
    return { threads: wanted.size, differences }
  } finally {
    fresh.index.close()
    fresh.words.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** How it was read, which two builds may do differently. */
const OF_THE_READING: ReadonlySet<string> = new Set(['key', 'mtime', 'bytes', 'resumeLine'])

const differencesOf = (found: IndexedRow, wanted: IndexedRow): string[] =>
  Object.entries(wanted).flatMap(([name, value]) => {
    const has = (found as unknown as Record<string, unknown>)[name]
    return OF_THE_READING.has(name) || isDeepStrictEqual(has, value)
      ? []
      : [`${name}: ${shown(has)}, not ${shown(value)}`]
  })

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'nothing'

function turnsOf(threadId: string, found: ThreadIndex, wanted: ThreadIndex): string[] {
  const known = new Map(found.turns(threadId).map(turn => [turn.turnId, turn]))
  const turns = wanted.turns(threadId)
  const different = turns.filter(turn => !isDeepStrictEqual(known.get(turn.turnId), turn)).map(({ turnId }) => turnId)
  const count = known.size === turns.length ? [] : [`${known.size} turns, not ${turns.length}`]
  return different.length === 0 ? count : [...count, `turns that differ: ${different.slice(0, 3).join(', ')}`]
}

const wordsOf = (found: number, wanted: number): string[] =>
  found === wanted ? [] : [`${found} texts that can be found, not ${wanted}`]
