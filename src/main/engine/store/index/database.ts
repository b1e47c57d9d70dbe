import fs from 'node:fs'
import { createRequire } from 'node:module'
import type SqliteDatabase from 'better-sqlite3'

export type Database = SqliteDatabase.Database

/** What a database is made of. */
export interface Schema {
  /** Raise it when the tables change: a database of another version is thrown away and built again. */
  version: number
  tables: string
}

export interface Opened<T> {
  database: Database
  tables: T
  /** Where a damaged one was put aside. */
  damaged: string | null
}

/**
 * Opens a database that can be built again from the rollouts, and creates it if there is none. A damaged one is put aside
 * (kept as `<path>.damaged-<time>`), an old one replaced.
 */
export function openDatabase<T>(
  path: string,
  schema: Schema,
  { prepare, now }: { prepare(database: Database): T; now: number },
): Opened<T> {
  let damaged: string | null = null
  for (;;) {
    let database: Database | null = null
    try {
      database = connect(path)
      if (isCurrent(database, schema)) return { database, tables: prepare(database), damaged }
      database.close()
      removeDatabase(path)
    } catch (error) {
      database?.close()
      if (damaged !== null || !isDamage(error)) throw error
      damaged = putAside(path, now)
    }
  }
}

/** Creates the tables in an empty database. False when it is of another version. */
function isCurrent(database: Database, { version, tables }: Schema): boolean {
  const create = database.transaction(() => {
    const found = database.pragma('user_version', { simple: true })
    const isEmpty = database.prepare('select 1 from sqlite_master limit 1').get() === undefined
    if (found !== 0 || !isEmpty) return found === version
    database.exec(tables)
    database.pragma(`user_version = ${version}`)
    return true
  })
  if (database.pragma('user_version', { simple: true }) === version) {
    database.prepare('select count(*) from sqlite_master').get() // reads a page: damage shows
    return true
  }
  return create.immediate()
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

const DAMAGE = /^SQLITE_(CORRUPT|NOTADB)/
/** What is said of a full-text table whose own tables are damaged, under the code of a mistake in a query. */
const DAMAGED_TABLE = /vtable constructor failed|malformed/

/** Whether an error says that the file is no whole database any more. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (DAMAGE.test(String(error.code)) || DAMAGED_TABLE.test(error.message))

/** Keeps a damaged database for whoever wants to look. Returns where. */
export function putAside(path: string, now: number): string {
  const aside = `${path}.damaged-${now}`
  fs.renameSync(path, aside)
  removeDatabase(path)
  return aside
}

/** Removes a database and the files beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) fs.rmSync(path + suffix, { force: true })
}
