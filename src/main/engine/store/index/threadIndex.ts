import type { Event } from '../../../../core/thread/events.ts'
import { addUsage } from '../../../../core/thread/apply.ts'
import { NO_USAGE } from '../../../../core/thread/thread.ts'
import type { Turn } from '../../../../core/thread/thread.ts'
import type { Placed } from '../readRollout.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { documentOf, matchQuery } from './documents.ts'
import type { DocumentKind } from './documents.ts'
import { summarise } from './threadRow.ts'
import type { ThreadRow } from './threadRow.ts'

export interface ListOptions {
  limit: number
  /** `next` of the page before. */
  cursor?: string
  archived?: boolean
}

export interface Page {
  threads: ThreadRow[]
  next: string | null
}

export interface Found {
  thread: ThreadRow
  turnId: string
  itemId: string | null
  kind: DocumentKind
  seq: number
  path: string
  byteOffset: number
}

export interface TurnRow {
  turnId: string
  firstSeq: number
  /** Where the turn's first line begins in `path`. */
  byteOffset: number
  path: string
  status: Turn['status']
  startedAt: number
  finishedAt: number | null
}

/** A row and how much of its file is in the index. */
export type IndexedRow = ThreadRow & { cursor: number; mtime: number }

/** The part of a file that a projection covers. */
export interface Portion {
  /** Where the last one must have ended; 0 begins the thread's file. */
  from: number
  to: number
}

/** The disposable projection of all logs. Opened with its first use. */
export interface ThreadIndex {
  row(id: string): IndexedRow | null
  /** Projects events in one transaction. False, changing nothing, when something before them is missing. */
  project(row: ThreadRow, events: readonly Placed[], portion: Portion): boolean
  /** Puts a row in place without events: all that is known of a file whose head was read. */
  put(row: ThreadRow, file: { cursor: number; mtime: number }): void
  /** The thread's file is at another path now. */
  moved(id: string, path: string, archived: boolean): void
  forget(id: string): void
  rows(): IndexedRow[]
  list(options: ListOptions): Page
  /** Ids of threads whose last turn has no end, newest first. */
  unfinished(limit: number): string[]
  /** Where the newest calls are written, newest thread first. */
  calls(limit: number): CallPlace[]
  search(text: string, options: { limit: number }): Found[]
  turns(threadId: string): TurnRow[]
  /** The thread, its ancestors, and all that was forked from any of them, oldest first. */
  lineage(threadId: string): IndexedRow[]
  /** Set after an open that found a damaged index: where it was put. */
  damaged(): string | null
  clear(): void
  isOpen(): boolean
  close(): void
}

/** A line of a rollout that holds a call. */
export interface CallPlace {
  threadId: string
  cwd: string
  seq: number
  path: string
  byteOffset: number
}

const COLUMNS =
  'id home readOnly path style title preview cwd branch source originator model status archived createdAt updatedAt parentId forkedFrom forkedSeq editOf turns cursor mtime'.split(
    ' ',
  )

type StoredRow = Omit<IndexedRow, 'readOnly' | 'archived'> & { readOnly: number; archived: number }

const rowFrom = (stored: StoredRow): IndexedRow => ({
  ...stored,
  readOnly: stored.readOnly === 1,
  archived: stored.archived === 1,
})

export function createThreadIndex(path: string, now: () => number): ThreadIndex {
  let opened: { tables: ReturnType<typeof prepare>; database: Database; damaged: string | null } | null = null
  const open = () => {
    if (opened) return opened
    const { database, damaged } = openDatabase(path, now())
    opened = { database, damaged, tables: prepare(database) }
    return opened
  }
  const get = (id: string): IndexedRow | null => {
    const stored = open().tables.row.get(id) as StoredRow | undefined
    return stored ? rowFrom(stored) : null
  }
  const put = (row: ThreadRow, { cursor, mtime }: { cursor: number; mtime: number }) =>
    open().tables.put.run({ ...row, readOnly: Number(row.readOnly), archived: Number(row.archived), cursor, mtime })
  const forget = (id: string) => {
    const { tables } = open()
    tables.forgetWords.run(id)
    tables.forgetDocuments.run(id)
    tables.forgetTurns.run(id)
    tables.forgetRow.run(id)
  }
  const transact = <T>(body: () => T): T => open().database.transaction(body).immediate()

  return {
    row: get,
    put: (row, file) => void put(row, file),
    moved: (id, path, archived) =>
      transact(() => {
        const { tables } = open()
        tables.moveRow.run(path, Number(archived), id)
        tables.moveTurns.run(path, id)
        tables.moveDocuments.run(path, id)
      }),
    forget: id => transact(() => forget(id)),
    rows: () => (open().tables.all.all() as StoredRow[]).map(rowFrom),
    project: (row, events, portion) =>
      transact(() => {
        const known = get(row.id)
        const cursor = known?.path === row.path ? known.cursor : 0
        if (cursor !== portion.from) return false
        const { tables } = open()
        const next: ThreadRow = { ...row }
        for (const event of events) {
          summarise(next, event)
          recordTurn(tables, row, event)
          const document = documentOf(event)
          if (!document) continue
          const { turnId, itemId, kind, text } = document
          const { lastInsertRowid } = tables.addDocument.run(
            row.id,
            turnId,
            itemId,
            kind,
            event.seq,
            row.path,
            event.offset,
          )
          tables.addWords.run(lastInsertRowid, text)
        }
        put(next, { cursor: portion.to, mtime: known?.mtime ?? 0 })
        return true
      }),
    list({ limit, cursor, archived = false }) {
      const [updatedAt, id] = cursor?.split(':') ?? [Number.MAX_SAFE_INTEGER, '~']
      const stored = open().tables.list.all(Number(archived), Number(updatedAt), String(id), limit + 1) as StoredRow[]
      const threads = stored.slice(0, limit).map(rowFrom)
      const last = threads.at(-1)
      return { threads, next: stored.length > limit && last ? `${last.updatedAt}:${last.id}` : null }
    },
    unfinished: limit => (open().tables.unfinished.all(limit) as { id: string }[]).map(({ id }) => id),
    calls: limit => open().tables.calls.all(limit) as CallPlace[],
    search(text, { limit }) {
      const query = matchQuery(text)
      if (query === null) return []
      const hits = open().tables.search.all(query, limit) as (Omit<Found, 'thread'> & { threadId: string })[]
      return hits.flatMap(({ threadId, ...hit }) => {
        const thread = get(threadId)
        return thread ? [{ thread, ...hit }] : []
      })
    },
    lineage: threadId => (open().tables.lineage.all(threadId) as StoredRow[]).map(rowFrom),
    turns: threadId => open().tables.turns.all(threadId) as TurnRow[],
    damaged: () => opened?.damaged ?? null,
    isOpen: () => opened !== null,
    clear: () =>
      transact(() => {
        for (const table of ['threads', 'turns', 'documents', 'words']) open().database.exec(`delete from ${table}`)
      }),
    close() {
      opened?.database.close()
      opened = null
    },
  }
}

type Tables = ReturnType<typeof prepare>

function prepare(database: Database) {
  return {
    row: database.prepare('select * from threads where id = ?'),
    all: database.prepare('select * from threads'),
    put: database.prepare(
      `insert or replace into threads (${COLUMNS.join()}) values (${COLUMNS.map(column => `@${column}`).join()})`,
    ),
    list: database.prepare(
      `select * from threads where archived = ? and (updatedAt, id) < (?, ?) order by updatedAt desc, id desc limit ?`,
    ),
    unfinished: database.prepare(
      `select id from threads where status = 'running' and archived = 0 and readOnly = 0 order by updatedAt desc limit ?`,
    ),
    calls: database.prepare(
      `select threadId, cwd, seq, documents.path, byteOffset from documents join threads on threads.id = threadId
       where kind = 'call' order by updatedAt desc, documents.id desc limit ?`,
    ),
    addDocument: database.prepare(
      'insert into documents (threadId, turnId, itemId, kind, seq, path, byteOffset) values (?, ?, ?, ?, ?, ?, ?)',
    ),
    addWords: database.prepare('insert into words (rowid, text) values (?, ?)'),
    search: database.prepare(
      `select threadId, turnId, itemId, kind, seq, path, byteOffset from words join documents on documents.id = words.rowid
       where words match ? order by rank limit ?`,
    ),
    startTurn: database.prepare(
      `insert or replace into turns (threadId, turnId, firstSeq, byteOffset, path, status, startedAt)
       values (?, ?, ?, ?, ?, 'running', ?)`,
    ),
    finishTurn: database.prepare('update turns set status = ?, finishedAt = ? where threadId = ? and turnId = ?'),
    usageOf: database.prepare('select usage from turns where threadId = ? and turnId = ?').pluck(),
    setUsage: database.prepare('update turns set usage = ? where threadId = ? and turnId = ?'),
    turns: database.prepare('select * from turns where threadId = ? order by firstSeq'),
    lineage: database.prepare(
      `with recursive
         above (id, forkedFrom) as (
           select id, forkedFrom from threads where id = ?
           union select threads.id, threads.forkedFrom from threads join above on threads.id = above.forkedFrom),
         family (id) as (
           select id from above
           union select threads.id from threads join family on threads.forkedFrom = family.id)
       select threads.* from threads join family using (id) order by createdAt, id`,
    ),
    moveRow: database.prepare('update threads set path = ?, archived = ? where id = ?'),
    moveTurns: database.prepare('update turns set path = ? where threadId = ?'),
    moveDocuments: database.prepare('update documents set path = ? where threadId = ?'),
    forgetWords: database.prepare('delete from words where rowid in (select id from documents where threadId = ?)'),
    forgetDocuments: database.prepare('delete from documents where threadId = ?'),
    forgetTurns: database.prepare('delete from turns where threadId = ?'),
    forgetRow: database.prepare('delete from threads where id = ?'),
  }
}

function recordTurn(tables: Tables, row: ThreadRow, event: Placed): void {
  switch (event.type) {
    case 'turn.started':
      tables.startTurn.run(row.id, event.turnId, event.seq, event.offset, row.path, event.at)
      return
    case 'turn.finished':
      tables.finishTurn.run(event.status, event.at, row.id, event.turnId)
      return
    case 'sample.completed':
      addTurnUsage(tables, row.id, event)
  }
}

function addTurnUsage(tables: Tables, threadId: string, { turnId, usage }: Event & { type: 'sample.completed' }): void {
  if (!usage) return
  const stored = tables.usageOf.get(threadId, turnId) as string | null | undefined
  const before = stored ? (JSON.parse(stored) as typeof NO_USAGE) : NO_USAGE
  tables.setUsage.run(JSON.stringify(addUsage(before, usage)), threadId, turnId)
}
