import fs from 'node:fs'
import { isDamage, openDatabase, putAside } from './database.ts'
import type { Database, Schema } from './database.ts'

/** A database that is opened with its first use and replaced when it turns out to be damaged. */
export interface Kept<T> {
  /**
   * Does something with the prepared statements. When the database turns out to be damaged, it is put aside and the work
   * is done again on an empty one.
   */
  use<R>(work: (tables: T, database: Database) => R): R
  /** `use` in one transaction that may write. */
  transact<R>(work: (tables: T, database: Database) => R): R
  isOpen(): boolean
  close(): void
}

export interface KeptOptions<T> {
  path: string
  schema: Schema
  prepare(database: Database): T
  now(): number
  /** Hears where a damaged database was put: what was in it is missing from now on. */
  onDamaged(aside: string): void
}

export function openOnUse<T>({ path, schema, prepare, now, onDamaged }: KeptOptions<T>): Kept<T> {
  let opened: { database: Database; tables: T; inode: number } | null = null

  const open = () => {
    if (opened) return opened
    const { database, tables, damaged } = openDatabase(path, schema, { prepare, now: now() })
    opened = { database, tables, inode: inodeOf(path) }
    if (damaged !== null) onDamaged(damaged)
    return opened
  }
  const close = () => {
    opened?.database.close()
    opened = null
  }
  const attempt = <R>(work: (tables: T, database: Database) => R): R => {
    const { tables, database, inode } = open()
    try {
      return work(tables, database)
    } catch (error) {
      if (!isDamage(error)) throw error
      close()
      // Another connection may have put it aside and begun a new one.
      if (inodeOf(path) === inode) onDamaged(putAside(path, now()))
      const fresh = open()
      return work(fresh.tables, fresh.database)
    }
  }
  return {
    use: attempt,
    transact: work => attempt((tables, database) => database.transaction(() => work(tables, database)).immediate()),
    isOpen: () => opened !== null,
    close,
  }
}

const inodeOf = (path: string): number => fs.statSync(path, { throwIfNoEntry: false })?.ino ?? 0
