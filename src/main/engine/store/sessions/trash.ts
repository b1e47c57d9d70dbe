import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isRecord, list, number, text, texts } from '../../../../core/rollout/line.ts'
import { ensureDirectory, FILE_MODE } from '../home.ts'
import type { Home } from '../home.ts'
import { readHeader } from '../readRollout.ts'
import { rolloutsOf } from '../rolloutPaths.ts'
import { reasonOf, StoreError } from '../storeError.ts'
import { lockThread } from '../threadLock.ts'
import type { ThreadRow } from '../index/threadRow.ts'

/** A thread in the trash. */
export interface Trashed {
  row: ThreadRow & { bytes: number }
  trashedAt: number
}

/** What became of each of the threads that something was asked of. */
export interface Changed {
  changed: string[]
  refused: { threadId: string; message: string }[]
}

/** Threads that were thrown away: their files in a folder each, with a note on what they were. */
export interface Trash {
  /** Moves threads here. Refuses those through which a thread that stays reads its history. */
  put(rows: readonly TrashRow[]): Promise<Changed>
  list(): Trashed[]
  has(threadId: string): boolean
  restore(threadIds: readonly string[]): Changed
  /** Deletes for good: those given, or all. */
  empty(threadIds?: readonly string[]): { deleted: number; bytes: number }
}

type TrashRow = ThreadRow & { bytes: number }

export interface TrashDeps {
  home: Home
  /** Threads that say they come from another. */
  forks(threadId: string): ThreadRow[]
  now(): number
}

/** What lies beside the files. */
interface Note extends Trashed {
  /** Where the files were, oldest first. */
  paths: string[]
}

const NOTE = 'thread.json'
const ID = /^[0-9a-f-]{36}$/

export function createTrash({ home, forks, now }: TrashDeps): Trash {
  const folderOf = (threadId: string) => join(home.trash, threadId)

  const readNote = (threadId: string): Note | null => {
    if (!ID.test(threadId)) return null
    try {
      const value: unknown = JSON.parse(fs.readFileSync(join(folderOf(threadId), NOTE), 'utf8'))
      if (!isRecord(value) || !isRecord(value.row) || text(value.row.id) !== threadId) return null
      const { row, trashedAt } = value
      return { row: row as unknown as TrashRow, trashedAt: number(trashedAt) ?? 0, paths: texts(list(value.paths)) }
    } catch {
      return null // not there, or nothing of ours
    }
  }

  const put = async (row: TrashRow, leaving: ReadonlySet<string>): Promise<void> => {
    if (row.readOnly) throw refusal(`It belongs to another program (${row.home}) and is only read.`)
    const staying = forks(row.id).filter(fork => !leaving.has(fork.id))
    const readers = await readersOf(home, row.id, staying)
    if (readers.length > 0) throw refusal(readersText(readers))
    const release = await lockThread(home, row.id)
    try {
      const paths = rolloutsOf([home], row.id).map(file => file.path)
      if (paths.length === 0) throw refusal('Its file is gone.')
      const folder = folderOf(row.id)
      ensureDirectory(folder)
      const note: Note = { row, trashedAt: now(), paths }
      fs.writeFileSync(join(folder, NOTE), `${JSON.stringify(note, null, 2)}\n`, { mode: FILE_MODE })
      // The one in use first: without it none of the others is taken for the thread's newest.
      moveAll(paths.toReversed().map(path => [path, join(folder, basename(path))]))
    } finally {
      release()
    }
  }

  const restore = (threadId: string): void => {
    const note = readNote(threadId)
    if (!note) throw refusal('It is not in the trash.')
    const { paths } = note
    const taken = paths.find(path => !path.startsWith(`${home.path}/`) || fs.existsSync(path))
    if (taken !== undefined) throw refusal(`${taken} exists again. Move it away first.`)
    paths.forEach(path => ensureDirectory(dirname(path)))
    moveAll(paths.map(path => [join(folderOf(threadId), basename(path)), path]))
    fs.rmSync(folderOf(threadId), { recursive: true, force: true })
  }

  const ids = (): string[] =>
    fs.existsSync(home.trash) ? fs.readdirSync(home.trash).filter(name => ID.test(name)) : []

  return {
    async put(rows) {
      const leaving = new Set(rows.map(row => row.id))
      const changed: Changed = { changed: [], refused: [] }
      // Forks before what they read.
      for (const row of rows.toSorted((a, b) => b.createdAt - a.createdAt)) {
        const before = new Set(changed.refused.map(({ threadId }) => threadId))
        const gone = new Set([...leaving].filter(id => !before.has(id)))
        await attempt(row.id, changed, () => put(row, gone))
      }
      return changed
    },
    list: () =>
      ids()
        .flatMap(threadId => readNote(threadId) ?? [])
        .map(({ row, trashedAt }) => ({ row, trashedAt }))
        .sort((a, b) => b.trashedAt - a.trashedAt),
    has: threadId => readNote(threadId) !== null,
    restore(threadIds) {
      const changed: Changed = { changed: [], refused: [] }
      for (const threadId of threadIds) {
        try {
          restore(threadId)
          changed.changed.push(threadId)
        } catch (error) {
          changed.refused.push({ threadId, message: sentence(error) })
        }
      }
      return changed
    },
    empty(threadIds = ids()) {
      const found = threadIds.filter(threadId => readNote(threadId) !== null)
      let bytes = 0
      for (const threadId of found) {
        const folder = folderOf(threadId)
        for (const name of fs.readdirSync(folder)) bytes += fs.statSync(join(folder, name)).size
        fs.rmSync(folder, { recursive: true, force: true })
      }
      return { deleted: found.length, bytes }
    },
  }
}

/** Does something with a thread and notes what became of it. */
async function attempt(threadId: string, changed: Changed, action: () => Promise<unknown>): Promise<void> {
  try {
    await action()
    changed.changed.push(threadId)
  } catch (error) {
    changed.refused.push({ threadId, message: sentence(error) })
  }
}

const refusal = (message: string) => new StoreError('thread.readOnly', message)

const sentence = (error: unknown): string => (error instanceof StoreError ? error.message : `${reasonOf(error)}.`)

/** Of the threads that come from another, those that have no copy of its history. */
async function readersOf(home: Home, threadId: string, forks: readonly ThreadRow[]): Promise<ThreadRow[]> {
  const found: ThreadRow[] = []
  for (const fork of forks) {
    // Of a fork that went on in further files only the first may say so.
    const files = rolloutsOf([home], fork.id)
    const headers = await Promise.all(files.map(({ path }) => readHeader(path).catch(() => null))) // gone: it reads nothing
    if (headers.some(header => header?.forked_from_id === threadId || baseOf(header) === threadId)) found.push(fork)
  }
  return found
}

const baseOf = (header: Record<string, unknown> | null): unknown =>
  isRecord(header?.history_base) ? header.history_base.thread_id : undefined

function readersText(readers: readonly ThreadRow[]): string {
  const names = readers.slice(0, 3).map(({ title, preview, id }) => `"${(title ?? (preview || id)).slice(0, 60)}"`)
  const more = readers.length > 3 ? ` and ${readers.length - 3} more` : ''
  return `Its history is read by ${names.join(', ')}${more}, which began as a fork of it. Throw that away first, or both together.`
}

/** Moves files together: when one cannot be moved, those before it go back. */
function moveAll(moves: readonly [from: string, to: string][]): void {
  const done: [string, string][] = []
  try {
    for (const [from, to] of moves) {
      fs.renameSync(from, to)
      done.push([from, to])
    }
  } catch (error) {
    for (const [from, to] of done.toReversed()) fs.renameSync(to, from)
    throw error
  }
}
