import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { Unusable } from './problems.ts'

export interface ServerProcess {
  child: ChildProcessWithoutNullStreams
  /** Resolves when it is gone, with how. */
  ended: Promise<string>
  /** Ends it and everything it started: its input closes, then SIGTERM, then SIGKILL. At most 5 s. */
  end(): Promise<void>
}

export interface ServerProcesses {
  /** Rejects when the program cannot be started. */
  start(program: ProgramStart): Promise<ServerProcess>
  /** Lets go of the hook that kills what is left when this process exits. */
  dispose(): void
}

export interface ProgramStart {
  command: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
}

const TERMINATE_AFTER_MS = 500
const KILL_AFTER_MS = 3000

/**
 * Starts servers, each the leader of a process group of its own. `descendants` names what a process started, so that
 * what left the group can be reached as well. None outlives this process if it can still act when it exits.
 */
export function createServerProcesses(descendants: (pid: number) => number[]): ServerProcesses {
  const living = new Set<number>()
  let isHooked = false
  const killAll = (): void => {
    for (const pid of living) signalTree(pid, 'SIGKILL', descendants)
  }

  return {
    async start({ command, args, cwd, env }) {
      const child = spawn(command, [...args], { cwd, env, detached: process.platform !== 'win32', stdio: 'pipe' })
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve)
        child.once('error', error => reject(new Unusable(startProblem(error, { command, cwd }))))
      })
      if (!isHooked) process.on('exit', killAll)
      isHooked = true
      child.on('error', () => undefined) // a signal that came too late
      child.stdin.on('error', () => undefined) // it closed its input: its end tells why
      const pid = child.pid ?? 0
      living.add(pid)
      const ended = new Promise<string>(resolve => {
        child.once('exit', (code, signal) => {
          // What it started goes with it; the group keeps its number as long as one of them lives.
          signalTree(pid, 'SIGKILL', () => [])
          living.delete(pid)
          resolve(signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`)
        })
      })
      return { child, ended, end: () => end(child, pid, ended, descendants) }
    },
    dispose: () => void process.off('exit', killAll),
  }
}

function startProblem(error: Error, { command, cwd }: Pick<ProgramStart, 'command' | 'cwd'>): string {
  return 'code' in error && error.code === 'ENOENT'
    ? `${command} was not found, or the folder ${cwd} is not there.`
    : `${command} cannot be started: ${error.message}.`
}

async function end(
  child: ChildProcessWithoutNullStreams,
  pid: number,
  ended: Promise<string>,
  descendants: (pid: number) => number[],
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return void (await ended)
  const started = descendants(pid)
  const timers = [
    setTimeout(() => signalTree(pid, 'SIGTERM', descendants), TERMINATE_AFTER_MS),
    setTimeout(() => signalTree(pid, 'SIGKILL', descendants), KILL_AFTER_MS),
  ]
  child.stdin.end()
  await ended
  timers.forEach(clearTimeout)
  for (const other of started) signal(other, 'SIGKILL')
}

function signalTree(pid: number, name: NodeJS.Signals, descendants: (pid: number) => number[]): void {
  const others = descendants(pid)
  signal(process.platform === 'win32' ? pid : -pid, name)
  for (const other of others) signal(other, name)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended before the signal.
  }
}
