import { copyFileSync, existsSync, mkdirSync, openSync, closeSync, renameSync, writeSync, constants } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Corpus, type Line, compactionLines, headerLine, threadIdOf, turnLines } from './corpusLines.ts'
import type { Place } from './programs.ts'

const FOLDER = resolve(import.meta.dirname, '../../.cache/bench/corpus')
/** Change it with the lines: files of another version are not used. */
const VERSION = 2

const BEGAN_AT = Date.UTC(2026, 0, 5, 9)
const DAY = '2026-01-05'
const TURN_TAKES_MS = 60_000
const TURNS_AFTER_COMPACTION = 10
/** What fits into the part of a compacted history that is kept word by word: 20,000 tokens. */
const MESSAGES_KEPT = 190

/** A thread of so many turns, some 28 kB each; `compacted` ones send the model little of it. */
export interface Shape {
  turns: number
  compacted: boolean
}

export interface LongThread extends Corpus, Shape {
  path: string
}

/** The thread, written when it is asked for the first time. */
export function longThread({ turns, compacted }: Shape): LongThread {
  const cwd = join(FOLDER, 'workspace')
  mkdirSync(cwd, { recursive: true })
  const threadId = threadIdOf(2 * turns + (compacted ? 1 : 0))
  const path = join(FOLDER, `v${VERSION}-${turns}${compacted ? '-compacted' : ''}.jsonl`)
  const thread = { threadId, cwd, turns, compacted, path }
  if (!existsSync(path)) write(thread)
  return thread
}

/** Puts the thread into a home. */
export function putInto({ home }: Place, { path, threadId }: LongThread): void {
  const to = join(home, 'sessions', ...DAY.split('-'), `rollout-${DAY}T09-00-00-${threadId}.jsonl`)
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  copyFileSync(path, to, constants.COPYFILE_FICLONE)
}

function write({ path, ...thread }: LongThread): void {
  const partial = `${path}.${process.pid}`
  const file = openSync(partial, 'w')
  try {
    let ordinal = 0
    for (const { at, lines } of turnsOf(thread)) {
      const timestamp = new Date(at).toISOString()
      const text = lines.map(([type, payload, metadata]) => {
        const line = { timestamp, ordinal: ordinal++, type, payload, ...(metadata && { metadata }) }
        return `${JSON.stringify(line)}\n`
      })
      writeSync(file, text.join(''))
    }
  } finally {
    closeSync(file)
  }
  renameSync(partial, path)
}

function* turnsOf(thread: Corpus & Shape): Generator<{ at: number; lines: Line[] }> {
  const { turns, compacted } = thread
  yield { at: BEGAN_AT, lines: [headerLine(thread, new Date(BEGAN_AT).toISOString())] }
  const compactedAt = compacted ? turns - TURNS_AFTER_COMPACTION - 1 : -1
  for (let turn = 0; turn < turns; turn++) {
    const at = BEGAN_AT + turn * TURN_TAKES_MS
    const keep = Math.min(turn, MESSAGES_KEPT)
    const lines = turn === compactedAt ? compactionLines(thread, turn, at, keep) : turnLines(thread, turn, at)
    yield { at, lines }
  }
}
