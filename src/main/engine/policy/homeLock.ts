import { closeSync, openSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { Failure } from '../../../contract/procedure.ts'
import { systemErrorCode } from '../systemErrors.ts'

const LONGEST_WAIT_MS = 10_000
const STEP_MS = 10

/**
 * Does something while no other process does something under the same lock file. The lock is SQLite's on an empty
 * database: the system takes it back when its holder dies, at whatever instant. Rejects when it stays taken.
 */
export async function underLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  // Made by ourselves, for its mode. Its content is never used.
  closeSync(openSync(path, 'a', 0o600))
  const database = new Database(path, { timeout: 0 })
  try {
    for (let waited = 0; !take(database); waited += STEP_MS) {
      if (waited >= LONGEST_WAIT_MS) throw new Failure('home.notWritable', `Another process holds ${path}. Try again.`)
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
