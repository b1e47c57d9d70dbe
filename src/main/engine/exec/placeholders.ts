import { spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  unlinkSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'
import { systemErrorCode } from '../systemErrors.ts'

/** Empty folders that stand where a sandboxed command must not make one of its own. */
export type Placeholders = {
  /** Makes ready what the first of them needs. */
  warm(): void
  /**
   * Makes sure that something is at each of these paths until the release. Paths where this user can make nothing are
   * passed over: no command of theirs can either. Throws what the system says if there is no room.
   */
  hold(paths: readonly string[]): () => void
  /** Lets go of everything, whatever has not been released. */
  dispose(): void
}

/** The sticky bit on a folder with one of these names marks it as ours from the moment it exists. */
const STICKY = 0o1000
const PLACEHOLDER_MODE = STICKY | 0o755
const ORDINARY_MODE = 0o755
/** Holders are in a folder of this name, so that to Git a placeholder is empty, and nothing it would report or add. */
const HOLDERS = '.git'
const PREFIX = 'held-by-heddle-'
const ATTEMPTS = 100
/** Somebody else owns the folder, or it is not there to hold anything. */
const NOT_OURS_TO_MAKE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ELOOP'])

/**
 * A placeholder is a folder with a file inside for each process that needs it. No lock is necessary: `rmdir` fails while
 * anything is inside, and whoever comes between its last file and its end makes it anew. So processes that know nothing
 * of each other can share a workspace, and what somebody puts into the folder meanwhile keeps it.
 * Files of processes that are gone are removed by the next that passes; if this process is killed, by its janitor.
 */
export function createPlaceholders(): Placeholders {
  const counts = new Map<string, number>()
  const janitor = createJanitor()

  const release = (path: string): void => {
    const count = (counts.get(path) ?? 0) - 1
    if (count > 0) return void counts.set(path, count)
    if (counts.delete(path)) leave(path)
  }
  return {
    warm: janitor.warm,
    hold(paths) {
      const held: string[] = []
      const releaseAll = (): void => held.splice(0).forEach(release)
      try {
        for (const path of paths) {
          const count = counts.get(path) ?? 0
          if (count === 0) {
            janitor.watch(holderOf(path))
            if (!enter(path)) continue
          }
          counts.set(path, count + 1)
          held.push(path)
        }
      } catch (error) {
        releaseAll()
        throw error
      }
      return releaseAll
    },
    dispose() {
      for (const path of counts.keys()) leave(path)
      counts.clear()
      janitor.dismiss()
    },
  }
}

/** Whether a folder was made as a placeholder, by whichever process. */
export function isPlaceholder(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && isMarked(stats)
}

const isMarked = (stats: Stats): boolean => stats.isDirectory() && (stats.mode & STICKY) !== 0

/** Makes the placeholder or joins it; false when there is nothing to hold. */
function enter(path: string): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      mkdirSync(path, PLACEHOLDER_MODE)
    } catch (error) {
      const code = systemErrorCode(error)
      if (code !== undefined && NOT_OURS_TO_MAKE.has(code)) return false
      if (code !== 'EEXIST') throw error
      const there = lstatSync(path, { throwIfNoEntry: false })
      if (there === undefined) continue // its last holder has just taken it away
      if (!isMarked(there)) return false
    }
    try {
      makeHolders(path)
      closeSync(openSync(holderOf(path), 'w', 0o600))
      removeDeadHolders(path)
      return true
    } catch (error) {
      // Its last holder has just left and taken it away: once more. Another user's placeholder holds without us.
      const code = systemErrorCode(error)
      if (code === 'EACCES' || code === 'EPERM') return false
      if (code !== 'ENOENT') {
        leave(path)
        throw error
      }
    }
  }
  throw new Error(`${path} is made and removed again and again`)
}

/** Not with `recursive`, which would also make a placeholder that has just gone, without its mark. */
function makeHolders(path: string): void {
  try {
    mkdirSync(join(path, HOLDERS))
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error
  }
}

/** Takes our file out, and the folder away if it was the last thing inside. What anybody else put there stays. */
function leave(path: string): void {
  try {
    unlinkSync(holderOf(path))
    rmdirSync(join(path, HOLDERS))
    rmdirSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOTEMPTY' || code === 'EEXIST') becomeOrdinary(path)
  }
}

/** A folder that somebody has filled and nobody holds is theirs. */
function becomeOrdinary(path: string): void {
  try {
    const inside = readdirSync(path)
    // An empty one is about to get its first holder.
    if (inside.length > 0 && !inside.includes(HOLDERS) && isPlaceholder(path)) chmodSync(path, ORDINARY_MODE)
  } catch {
    // It went away, or is not ours any more.
  }
}

function removeDeadHolders(path: string): void {
  const folder = join(path, HOLDERS)
  for (const name of readdirSync(folder)) {
    if (name.startsWith(PREFIX) && !isHeld(name.slice(PREFIX.length))) unlinkSync(join(folder, name))
  }
}

/** `namespace-pid-start`: ids are used again, and mean different processes in different containers. */
function isHeld(holder: string): boolean {
  const [namespace, pid = '', start] = holder.split('-')
  return namespace !== ownNamespace() || startOf(pid) === start
}

let ownName: string | undefined
const holderOf = (path: string): string =>
  join(path, HOLDERS, (ownName ??= `${PREFIX}${ownNamespace()}-${process.pid}-${startOf('self')}`))

let namespace: string | undefined
const ownNamespace = (): string => (namespace ??= /\d+/.exec(readLink('/proc/self/ns/pid'))?.[0] ?? '0')

/** When a process started, in ticks since boot; empty when there is no such process. */
function startOf(pid: string): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name may hold anything but comes first; the start is the 20th field after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

type Janitor = { warm(): void; watch(holder: string): void; dismiss(): void }

/**
 * Reads the paths of holders from its input. When that ends, because this process did, removes those still there, once
 * the sandboxes have had time to die of it. A shell can be waited with for almost nothing; it starts with the first path.
 */
const JANITOR = `trap '' HUP INT TERM
all=
while IFS= read -r holder; do all="$all$holder
"; done
printf %s "$all" | { waited=; while IFS= read -r holder; do
  [ -e "$holder" ] || continue
  [ -n "$waited" ] || sleep 0.2; waited=1
  rm -f -- "$holder" && rmdir -- "\${holder%/*}" "\${holder%/*/*}" 2> /dev/null
done; }`

function createJanitor(): Janitor {
  const watched = new Set<string>()
  let shell: ChildProcess | null = null

  const start = (): ChildProcess => {
    const child = spawn('/bin/sh', ['-c', JANITOR], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] })
    // Without a janitor the next process that passes cleans up.
    child.on('error', () => undefined)
    child.stdin?.on('error', () => undefined)
    child.unref()
    return child
  }
  const ready = (): ChildProcess => (shell ??= start())
  return {
    warm: () => void ready(),
    watch(holder) {
      if (watched.has(holder) || holder.includes('\n')) return
      watched.add(holder)
      ready().stdin?.write(`${holder}\n`)
    },
    dismiss() {
      shell?.stdin?.end()
      shell = null
      watched.clear()
    },
  }
}
