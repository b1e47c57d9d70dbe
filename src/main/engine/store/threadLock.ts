import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ensureDirectory, FILE_MODE } from './home.ts'
import type { Home } from './home.ts'
import { errorCode, reasonOf, StoreError } from './storeError.ts'

/** Who holds a lock: a process, told apart from a later one with the same id by its start. */
interface Holder {
  pid: number
  started: string
}

/**
 * Takes away the right of all other processes to write this thread, until released. Throws `thread.locked`, and
 * `store.cannotSave` where a lock cannot be written.
 */
export async function lockThread(home: Home, threadId: string): Promise<() => void> {
  try {
    return await lock(home, threadId)
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError('store.cannotSave', `Cannot save to ${home.locks}: ${reasonOf(error)}.`, error)
  }
}

async function lock(home: Home, threadId: string): Promise<() => void> {
  ensureDirectory(home.locks)
  const path = lockPath(home, threadId)
  for (let attempt = 0; !claim(path); attempt++) {
    const holder = readHolder(path)
    if (holder && isAlive(holder)) throw locked(threadId, `process ${holder.pid}`)
    if (attempt >= HEIR_ATTEMPTS) throw locked(threadId, 'another process')
    if (!takeAway(path)) await delay(HEIR_STEP_MS)
  }
  try {
    const releaseShared = await lockForCodex(home, threadId)
    return () => {
      releaseShared()
      fs.rmSync(path, { force: true })
    }
  } catch (error) {
    fs.rmSync(path, { force: true })
    throw error
  }
}

/** Whether a process that lives has locked a thread, as far as Heddle's own locks tell. */
export function isHeld(home: Home, threadId: string): boolean {
  const holder = readHolder(lockPath(home, threadId))
  return holder !== null && isAlive(holder)
}

const lockPath = (home: Home, threadId: string) => join(home.locks, `${threadId}.lock`)

const locked = (threadId: string, by: string) =>
  new StoreError(
    'thread.locked',
    `Thread ${threadId} is being written by ${by}. Close it there, or fork the thread to go on here.`,
  )

/** Long enough to outlive the guard of an heir that died. */
const HEIR_ATTEMPTS = 40
const HEIR_STEP_MS = 40
const GUARD_MS = 1000

/** Links a finished file into place, so that nobody ever sees a lock without its holder. */
function claim(path: string): boolean {
  const mine = `${path}.${process.pid}`
  fs.writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }), { mode: FILE_MODE })
  try {
    fs.linkSync(mine, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    fs.rmSync(mine, { force: true })
  }
}

function readHolder(path: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(fs.readFileSync(path, 'utf8')) as Holder
    return { pid, started }
  } catch {
    return null // released meanwhile, or damaged: nobody's
  }
}

/**
 * Removes a dead holder's lock. The guard keeps two heirs from removing each other's new lock; false while another heir
 * has it.
 */
function takeAway(path: string): boolean {
  const guard = `${path}.heir`
  try {
    fs.closeSync(fs.openSync(guard, 'wx', FILE_MODE))
  } catch {
    if (isOld(guard)) fs.rmSync(guard, { force: true }) // its owner died between two lines of code
    return false
  }
  const holder = readHolder(path)
  if (!holder || !isAlive(holder)) fs.rmSync(path, { force: true })
  fs.rmSync(guard, { force: true })
  return true
}

const isOld = (path: string): boolean =>
  Math.abs(Date.now() - (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)) > GUARD_MS

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM' // somebody else's, but alive
  }
  const [state, ...rest] = statOf(pid)
  // Killed, and only waiting for its parent to notice.
  if (state === 'Z' || state === 'X') return false
  const now = startIn(rest)
  return now === '' || started === '' || now === started
}

/** When a process started, in the kernel's own words; empty where the system does not tell without asking a program. */
const startOf = (pid: number): string => startIn(statOf(pid).slice(1))

function startIn(fields: string[]): string {
  const start = fields[18] // the 22nd field of all
  return start === undefined ? '' : `${bootId()}:${start}`
}

/** What the kernel says of a process from its state on, which is the third field; the name before it may hold anything. */
function statOf(pid: number): string[] {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

/**
 * In a home that the real program uses as well, its own lock is held too: an flock on a file of the thread. Node has no
 * flock, but a lock belongs to the open file and outlives the `flock` program that takes it for us.
 */
async function lockForCodex(home: Home, threadId: string): Promise<() => void> {
  const folder = join(home.path, 'thread-writer-locks')
  if (process.platform !== 'linux' || !fs.existsSync(folder)) return () => {}
  const fd = fs.openSync(join(folder, `${threadId}.lock`), 'a', FILE_MODE)
  const code = await new Promise<number | null>(resolve => {
    const child = spawn('flock', ['--nonblock', '--exclusive', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
    child.once('error', () => resolve(null)) // no such program: our own lock must do
    child.once('close', resolve)
  })
  if (code !== 1) return () => fs.closeSync(fd)
  fs.closeSync(fd)
  throw locked(threadId, 'Codex')
}
