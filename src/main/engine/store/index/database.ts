import fs from 'node:fs'
import { createRequire } from 'node:module'
import type SqliteDatabase from 'better-sqlite3'

export type Database = SqliteDatabase.Database

/** Raise it when the tables change: an index of another version is thrown away and built again. */
const VERSION = 2

const TABLES = `
create table threads (
  id text primary key, home text not null, readOnly integer not null, path text not null, style text not null,
  title text, preview text not null, cwd text not null, branch text, source text not null, originator text not null,
  model text, status text, archived integer not null, createdAt integer not null, updatedAt integer not null,
  parentId text, forkedFrom text, forkedSeq real, editOf text, turns integer not null,
  cursor integer not null, -- bytes of path that are projected; 0: only the head was read
  mtime real not null      -- of path, when the sweep last looked
) without rowid;
create index threads_by_update on threads (archived, updatedAt desc, id desc);
create index threads_by_origin on threads (forkedFrom);
create table turns (
  threadId text not null, turnId text not null, firstSeq real not null, byteOffset integer not null, path text not null,
  status text not null, startedAt integer not null, finishedAt integer, usage text,
  primary key (threadId, turnId)
) without rowid;
create index turns_by_seq on turns (threadId, firstSeq);
create table documents (
  id integer primary key, threadId text not null, turnId text not null, itemId text, kind text not null,
  seq real not null, path text not null, byteOffset integer not null
);
create index documents_by_thread on documents (threadId);
create virtual table words using fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61');
`

/**
 * Opens the index and creates it if there is none. It can be rebuilt from the rollouts, so a damaged one is put aside
 * (kept as `<path>.damaged-<time>`) and an old one replaced; `fresh` says that it is empty.
 */
export function openDatabase(
  path: string,
  now: number,
): { database: Database; fresh: boolean; damaged: string | null } {
  let damaged: string | null = null
  for (;;) {
    let database: Database | null = null
    try {
      database = connect(path)
      const version = database.pragma('user_version', { simple: true })
      if (version === VERSION) {
        database.prepare('select count(*) from (select 1 from threads limit 1)').get()
        return { database, fresh: false, damaged }
      }
      if (version === 0 && isEmpty(database)) {
        database.exec(`begin; ${TABLES} pragma user_version = ${VERSION}; commit`)
        return { database, fresh: true, damaged }
      }
      database.close()
      remove(path)
    } catch (error) {
      database?.close()
      if (damaged !== null || !isDamage(error)) throw error
      damaged = `${path}.damaged-${now}`
      fs.renameSync(path, damaged)
      remove(path)
    }
  }
}

function connect(path: string): Database {
  // The module is native and only needed by those who list or search: a single turn never waits for it.
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof SqliteDatabase
  const database = new Sqlite(path, { timeout: 5000 })
  try {
    database.pragma('journal_mode = wal')
    database.pragma('synchronous = off') // a cache: after a power cut it is rebuilt
    fs.chmodSync(path, 0o600)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const isEmpty = (database: Database): boolean =>
  database.prepare('select 1 from sqlite_master limit 1').get() === undefined

const isDamage = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['SQLITE_CORRUPT', 'SQLITE_NOTADB'].some(code => String(error.code).startsWith(code))

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) fs.rmSync(path + suffix, { force: true })
}
