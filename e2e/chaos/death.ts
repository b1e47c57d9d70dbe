import { spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Place } from './place.ts'
import { rolloutPaths } from './place.ts'
import type { Random } from './random.ts'

/** How a life ends before its time. */
export type Death =
  /** The engine's process alone, or everything in its process group, so many milliseconds after a moment. */
  | { kind: 'process' | 'group'; afterMs: number; since: Moment }
  /** By the kernel, instead of the n-th write to this rollout. */
  | { kind: 'write'; at: number; path: string }

/** Its start, or the first word it says: a slow machine takes its time until then. */
type Moment = 'start' | 'firstWord'

/** Whether processes can be killed at an exact system call here. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0
}

/** The newest rollouts: those of a thread and of its agents. */
const NEWEST = 4

export function chooseDeath(random: Random, place: Place, options: { busyMs: number; canTrace: boolean }): Death {
  const { busyMs } = options
  const path = random.oneOf(rolloutPaths(place.home).slice(-NEWEST))
  const kind = random.weighted([
    [5, 'process'],
    [3, 'group'],
    [options.canTrace && path ? 3 : 0, 'write'],
  ] as const)
  if (kind === 'write' && path) return { kind, at: random.between(1, 14), path }
  const since = random.chance(0.2) ? 'start' : 'firstWord'
  return { kind: kind === 'group' ? kind : 'process', afterMs: random.between(0, busyMs), since }
}

/** What to start so that this death comes. */
export function wrapFor(death: Death | null): (command: string[]) => string[] {
  if (death?.kind !== 'write') return command => command
  const inject = `inject=write:signal=KILL:when=${death.at}`
  return command => [
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    'trace=write',
    '-P',
    death.path,
    '-e',
    inject,
    ...command,
  ]
}

/** Patience with a write that never comes, as a multiple of what a life takes. */
const PATIENCE = 3
/** Patience with a program that says nothing. */
const SILENCE_MS = 20_000

/** Carries a death out. Returns a function that takes it back, for lives that end by themselves. */
export function armDeath(death: Death, child: ChildProcess, busyMs: number): () => void {
  const { pid } = child
  const kill = () => {
    try {
      if (pid !== undefined) process.kill(death.kind === 'process' ? pid : -pid, 'SIGKILL')
    } catch {
      // It was faster.
    }
  }
  const since = death.kind === 'write' ? 'firstWord' : death.since
  const afterMs = death.kind === 'write' ? PATIENCE * busyMs : death.afterMs
  let timer = setTimeout(kill, since === 'start' ? afterMs : SILENCE_MS)
  if (since === 'firstWord') {
    child.stdout?.once('data', () => {
      clearTimeout(timer)
      timer = setTimeout(kill, afterMs)
    })
  }
  return () => clearTimeout(timer)
}

const PATIENCE_WITH_SURVIVORS_MS = 2000

/** Processes that still work in a place after its engine is gone; none, after a moment for those that are just ending. */
export async function survivors(root: string): Promise<string[]> {
  for (let waited = 0; ; waited += 20) {
    const found = process.platform === 'linux' ? workingIn(root) : []
    if (found.length === 0 || waited > PATIENCE_WITH_SURVIVORS_MS) return found
    await delay(20)
  }
}

function workingIn(root: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return readlinkSync(join('/proc', pid, 'cwd')).startsWith(root)
      } catch {
        return false // gone, or not ours to look at
      }
    })
}
