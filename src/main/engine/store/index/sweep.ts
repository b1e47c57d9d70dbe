import fs from 'node:fs/promises'
import { basename } from 'node:path'
import { setImmediate as nextTick } from 'node:timers/promises'
import { createDecoder } from '../../../../core/rollout/decode.ts'
import type { Home } from '../home.ts'
import { readLines } from '../lines.ts'
import { readNames } from '../names.ts'
import { parseLine, scanRollout } from '../readRollout.ts'
import type { Placed } from '../readRollout.ts'
import { rolloutsIn } from '../rolloutPaths.ts'
import type { RolloutPath } from '../rolloutPaths.ts'
import type { IndexedRow, ThreadIndex } from './threadIndex.ts'
import { emptyRow, summarise } from './threadRow.ts'
import type { ThreadRow } from './threadRow.ts'

/** Files are looked at in groups, so that the process stays answerable. */
const GROUP = 64
/** Events of one transaction. */
const PORTION = 500

export interface Sweep {
  /** Finds files that others wrote, moved or removed. New ones are listed from their head at once. */
  look(): Promise<void>
  /** Projects everything that is not in the index yet. */
  catchUp(onProgress?: (done: number, of: number) => void): Promise<void>
  /** Projects what is missing of one thread. */
  bringUp(threadId: string): Promise<void>
  /** What runs stops at its next step. */
  stop(): void
}

type Found = RolloutPath & { home: Home; size: number; mtime: number }

export function createSweep({ homes, index }: { homes: readonly Home[]; index: ThreadIndex }): Sweep {
  let stopped = false
  let queue: Promise<unknown> = Promise.resolve()
  const isStopped = () => stopped

  /** One at a time: two would project the same bytes twice. */
  const alone = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(work)
    queue = done.catch(() => undefined) // the caller hears of it
    return done
  }

  const look = async (): Promise<void> => {
    if (stopped) return
    const known = new Map(index.rows().map(row => [row.id, row]))
    const seen = new Set<string>()
    for (const home of homes) {
      const names = readNames(home)
      const files = newestOf(rolloutsIn(home)).filter(file => !seen.has(file.threadId))
      for (let at = 0; at < files.length; at += GROUP) {
        for (const file of await Promise.all(files.slice(at, at + GROUP).map(path => examine(home, path)))) {
          if (stopped) return
          if (!file) continue
          seen.add(file.threadId)
          const row = await rowToPut(file, names.get(file.threadId) ?? null, known.get(file.threadId))
          if (!stopped) row?.(index)
        }
        await nextTick()
      }
    }
    if (stopped) return
    for (const id of known.keys()) {
      const row = seen.has(id) ? null : index.row(id)
      if (!row) continue
      // It may have been moved, by ourselves, while we looked.
      const isGone = !homes.some(home => home.path === row.home) || !(await exists(row.path))
      if (isGone && !stopped) index.forget(id)
    }
  }

  const catchUp = async (onProgress?: (done: number, of: number) => void): Promise<void> => {
    if (stopped) return
    const rows = index.rows().sort((a, b) => b.updatedAt - a.updatedAt)
    for (const [at, row] of rows.entries()) {
      await projectRest(index, row, isStopped)
      if (stopped) return
      onProgress?.(at + 1, rows.length)
      await nextTick()
    }
  }

  const bringUp = async (threadId: string): Promise<void> => {
    if (!stopped && !index.row(threadId)) await look()
    const row = stopped ? null : index.row(threadId)
    if (row) await projectRest(index, row, isStopped)
  }

  return {
    look: () => alone(look),
    catchUp: onProgress => alone(() => catchUp(onProgress)),
    bringUp: threadId => alone(() => bringUp(threadId)),
    stop: () => void (stopped = true),
  }
}

/** The file in use of each thread. */
function newestOf(files: Iterable<RolloutPath>): RolloutPath[] {
  const newest = new Map<string, RolloutPath>()
  for (const file of files) {
    const other = newest.get(file.threadId)
    if (!other || other.age < file.age) newest.set(file.threadId, file)
  }
  return [...newest.values()]
}

const exists = (path: string): Promise<boolean> =>
  fs.access(path).then(
    () => true,
    () => false,
  )

async function examine(home: Home, path: RolloutPath): Promise<Found | null> {
  const stat = await fs.stat(path.path).catch(() => null) // removed meanwhile
  return stat?.isFile() ? { ...path, home, size: stat.size, mtime: stat.mtimeMs } : null
}

/** What a look at a file changes in the index, or null. */
async function rowToPut(
  file: Found,
  name: string | null,
  known?: IndexedRow,
): Promise<((index: ThreadIndex) => void) | null> {
  const isSame = known && (known.path === file.path || basename(known.path) === basename(file.path))
  if (!isSame || file.size < known.cursor) {
    const row = await readHead(file)
    return index => {
      if (known) index.forget(known.id)
      index.put({ ...row, title: name ?? row.title }, { cursor: 0, mtime: file.mtime })
    }
  }
  const moved = known.path !== file.path
  // A name given by others is not in their lines.
  const renamed = name !== null && name !== known.title
  if (!moved && !renamed) return null
  return index => {
    if (moved) index.moved(known.id, file.path, file.archived)
    const row = index.row(known.id)
    if (renamed && row) index.put({ ...row, title: name }, row)
  }
}

/** What the beginning of a file tells: enough to list it. */
async function readHead(file: Found): Promise<ThreadRow> {
  const row = rowOf(file)
  const decoder = createDecoder()
  let index = 0
  await readLines(file.path, { to: Math.min(file.size, HEAD_BYTES) }, raw => {
    const line = 'bytes' in raw ? parseLine(raw.bytes) : null
    for (const event of line ? decoder.line(line, index) : []) summarise(row, event)
    index += 1
    return row.preview === ''
  }).catch(() => {}) // unreadable: listed by its name alone
  // Of its turns the beginning says nothing.
  return {
    ...row,
    updatedAt: Math.round(file.mtime),
    createdAt: row.createdAt || Math.round(file.mtime),
    status: null,
    turns: 0,
  }
}

/** A first message further in than this is not waited for. */
const HEAD_BYTES = 512 * 1024

const rowOf = ({ threadId, home, path, archived }: Found): ThreadRow => ({
  ...emptyRow(threadId, { home: home.path, readOnly: home.readOnly, path }),
  archived,
})

/** Brings one thread up to the end of its file. */
async function projectRest(index: ThreadIndex, row: IndexedRow, isStopped: () => boolean): Promise<void> {
  const { size } = await fs.stat(row.path).catch(() => ({ size: row.cursor }))
  if (size <= row.cursor || isStopped()) return
  // Without ordinals and turn ids a tail does not tell what it belongs to.
  const whole = row.cursor === 0 || row.style === 'legacy'
  let from = whole ? 0 : row.cursor
  let current: ThreadRow = whole ? { ...emptyRow(row.id, row), title: row.title, archived: row.archived } : row
  let waiting: Placed[] = []

  const project = (to: number): void => {
    if (isStopped() || !index.project(current, waiting, { from, to })) return
    current = index.row(row.id) ?? current
    waiting = []
    from = to
  }
  if (whole) {
    index.forget(row.id)
    index.put(current, { cursor: 0, mtime: row.mtime })
  }
  const decoder = createDecoder()
  const { end, style } = await scanRollout(row.path, decoder, { from }, (event, offset) => {
    if (waiting.length >= PORTION && offset > (waiting.at(-1)?.offset ?? 0)) project(offset)
    waiting.push({ ...event, offset })
  })
  if (whole) waiting.push(...decoder.end().map(event => ({ ...event, offset: end })))
  current = { ...current, style }
  project(end)
}
