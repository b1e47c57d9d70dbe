import fs from 'node:fs/promises'
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
}

type Found = RolloutPath & { home: Home; size: number; mtime: number }

export function createSweep({ homes, index }: { homes: readonly Home[]; index: ThreadIndex }): Sweep {
  const look = async (): Promise<void> => {
    const known = new Map(index.rows().map(row => [row.id, row]))
    const seen = new Set<string>()
    for (const home of homes) {
      const names = readNames(home)
      const files = newestOf(rolloutsIn(home)).filter(file => !seen.has(file.threadId))
      for (let at = 0; at < files.length; at += GROUP) {
        for (const file of await Promise.all(files.slice(at, at + GROUP).map(path => examine(home, path)))) {
          if (!file) continue
          seen.add(file.threadId)
          const name = names.get(file.threadId) ?? null
          await update(index, file, name, known.get(file.threadId))
        }
        await nextTick()
      }
    }
    for (const id of known.keys()) if (!seen.has(id)) index.forget(id)
  }

  const catchUp = async (onProgress?: (done: number, of: number) => void): Promise<void> => {
    const rows = index.rows().sort((a, b) => b.updatedAt - a.updatedAt)
    let done = 0
    for (const row of rows) {
      await projectRest(index, row)
      onProgress?.((done += 1), rows.length)
      await nextTick()
    }
  }

  return { look, catchUp }
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

async function examine(home: Home, path: RolloutPath): Promise<Found | null> {
  const stat = await fs.stat(path.path).catch(() => null) // removed meanwhile
  return stat?.isFile() ? { ...path, home, size: stat.size, mtime: stat.mtimeMs } : null
}

async function update(index: ThreadIndex, file: Found, name: string | null, known?: IndexedRow): Promise<void> {
  const isSame = known?.path === file.path || (known && sameName(known.path, file.path))
  if (!known || !isSame || file.size < known.cursor) {
    if (known) index.forget(known.id)
    const row = await readHead(file)
    index.put({ ...row, title: name ?? row.title }, { cursor: 0, mtime: file.mtime })
    return
  }
  if (known.path !== file.path) index.moved(known.id, file.path, file.archived)
  // What our own lines say of the title is in the row already; a name given by others is newer than none.
  if (name !== null && name !== known.title)
    index.put({ ...known, path: file.path, archived: file.archived, title: name }, known)
}

const sameName = (a: string, b: string): boolean => a.split(/[\\/]/).at(-1) === b.split(/[\\/]/).at(-1)

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
async function projectRest(index: ThreadIndex, row: IndexedRow): Promise<void> {
  const { size } = await fs.stat(row.path).catch(() => ({ size: row.cursor }))
  if (size <= row.cursor) return
  // Without ordinals and turn ids a tail does not tell what it belongs to.
  const whole = row.cursor === 0 || row.style === 'legacy'
  if (whole && row.cursor > 0) index.forget(row.id)
  let from = whole ? 0 : row.cursor
  let current: ThreadRow = whole ? { ...emptyRow(row.id, row), title: row.title, archived: row.archived } : row
  let waiting: Placed[] = []

  const project = (to: number): void => {
    index.project(current, waiting, { from, to })
    current = index.row(row.id) ?? current
    waiting = []
    from = to
  }
  if (whole) index.put(current, { cursor: 0, mtime: row.mtime })
  const { end, style } = await scanRollout(row.path, createDecoder(), { from }, (event, offset) => {
    if (waiting.length >= PORTION && offset > (waiting.at(-1)?.offset ?? 0)) project(offset)
    waiting.push({ ...event, offset })
  })
  current = { ...current, style }
  project(end)
}
