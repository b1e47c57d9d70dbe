import { randomUUID } from 'node:crypto'
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { systemErrorCode } from '../systemErrors.ts'

/** Whoever holds a lock longer than this died or hangs: nothing done under one takes more than milliseconds. */
const STALE_MS = 10_000
const RETRY_MS = 15

/** The last one in line for each lock of this process. */
const lines = new Map<string, Promise<unknown>>()

/**
 * Does work while no other process and nobody else in this one holds the lock of a file. A lock whose process is dead is
 * taken over. Rejects when it cannot be had within `patienceMs`.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, patienceMs = 5000): Promise<T> {
  const before = lines.get(path) ?? Promise.resolve()
  const mine = before.then(() => locked(`${path}.lock`, work, patienceMs))
  const settled = mine.catch(() => undefined) // told to its caller; the next one in line has its own chance
  lines.set(path, settled)
  try {
    return await mine
  } finally {
    if (lines.get(path) === settled) lines.delete(path)
  }
}

async function locked<T>(lock: string, work: () => Promise<T>, patienceMs: number): Promise<T> {
  const deadline = performance.now() + patienceMs
  const token = `${process.pid} ${randomUUID()}`
  while (!(await claim(lock, token))) {
    if (performance.now() > deadline) throw new Error(`another program is writing it (${lock})`)
    await clearDead(lock)
    await pause(RETRY_MS)
  }
  try {
    return await work()
  } finally {
    if ((await holder(lock)) === token) await rm(lock, { force: true })
  }
}

/** Links a finished file into place, so that nobody ever sees a lock without its holder. */
async function claim(lock: string, token: string): Promise<boolean> {
  const mine = `${lock}.${randomUUID()}`
  await writeFile(mine, token, { mode: 0o600 })
  try {
    await link(mine, lock)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(mine, { force: true })
  }
}

const holder = (lock: string): Promise<string | null> => readFile(lock, 'utf8').catch(() => null)

/** Removes a dead holder's lock. Only one heir at a time looks, so that none removes the next one's new lock. */
async function clearDead(lock: string): Promise<void> {
  if (!(await isStale(lock))) return
  const guard = `${lock}.heir`
  if (!(await claim(guard, String(process.pid)))) {
    if (await isOld(guard)) await rm(guard, { force: true }) // its owner died between two lines of code
    return
  }
  if (await isStale(lock)) await rm(lock, { force: true })
  await rm(guard, { force: true })
}

async function isStale(lock: string): Promise<boolean> {
  const token = await holder(lock)
  if (token === null) return false // released meanwhile
  const pid = Number.parseInt(token, 10)
  return !Number.isInteger(pid) || !isAlive(pid) || (await isOld(lock))
}

async function isOld(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => null)
  return info !== null && Math.abs(Date.now() - info.mtimeMs) > STALE_MS
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemErrorCode(error) === 'EPERM' // somebody else's, but alive
  }
}
