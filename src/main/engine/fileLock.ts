import { closeSync, mkdirSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { Failure } from '../../contract/procedure.ts'
import { systemErrorCode } from './systemErrors.ts'

const LONGEST_WAIT_MS = 10_000
const STEP_MS = 10

/**
 * Does something with a file of the home while nobody else under the same lock does, in this process or another. The lock
 * is SQLite's on an empty database in the folder `locks` beside the file: the system takes it back when its holder dies,
 * at whatever instant. Rejects with `home.notWritable` when it stays taken.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  // The system's locks belong to a process, and closing a file drops them: within this one, a queue.
  const before = queues.get(path) ?? Promise.resolve()
  const mine = before.then(() => locked(path, work))
  const settled = mine.catch(() => undefined) // told to its caller; the next one has its own chance
  queues.set(path, settled)
  try {
    return await mine
  } finally {
    if (queues.get(path) === settled) queues.delete(path)
  }
}

/** The last one in line for each file. */
const queues = new Map<string, Promise<unknown>>()

async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const locks = join(dirname(path), 'locks')
  mkdirSync(locks, { recursive: true, mode: 0o700 })
  const lock = join(locks, `${basename(path)}.lock`)
  // Made by ourselves, for its mode. Its content is never used.
  closeSync(openSync(lock, 'a', 0o600))
  // The module is native, and most runs change nothing.
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof Database
  const database = new Sqlite(lock, { timeout: 0 })
  try {
    for (let waited = 0; !take(database); waited += STEP_MS) {
      if (waited >= LONGEST_WAIT_MS) throw new Failure('home.notWritable', `Another process holds ${lock}. Try again.`)
      await wait(STEP_MS)
    }
    return await work()
  } finally {
    database.close()
  }
}

function take(database: Database.Database): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
    return true
  } catch (error) {
    if (systemErrorCode(error)?.startsWith('SQLITE_BUSY')) return false
    throw error
  }
}
