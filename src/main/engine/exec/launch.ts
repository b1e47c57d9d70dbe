import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import type { Environment } from './env.ts'
import type { PipePool } from './pipes.ts'
import { FILTER_FD } from './sandbox.ts'
import { childrenOf, descendants, signalAll, signalGroup } from './processTree.ts'

/** How long a command has to end by itself after SIGTERM. */
const TERM_GRACE_MS = 150
/** How long output may still come after the command itself has ended, when something it started holds the pipe. */
const DRAIN_MS = 50
const READ_BYTES = 64 * 1024
const OPEN_FILTER = `exec ${FILTER_FD}<"$0"; exec "$@"`
const PTY_SIZE = { cols: 80, rows: 24 }

export type LaunchRequest = {
  argv: string[]
  cwd: string
  env: Environment
  /** The first process is bubblewrap: the command is its grandchild, in a session of its own. */
  sandboxed: boolean
  /** A file that the process has to find open at `FILTER_FD`. */
  filterPath?: string | null
}

export type LaunchEvents = {
  /** Bytes as they come; the buffer is used again after the call. */
  data(bytes: Uint8Array): void
  /** Once, after the last byte. Death by a signal is 128 + its number. */
  exit(exitCode: number): void
}

/** A running process tree. All signals are safe to send at any time. */
export type Launched = {
  pid: number
  write(chars: string): void
  resize(cols: number, rows: number): void
  /** What Ctrl-C does at a terminal. */
  interrupt(): void
  /** SIGTERM to the whole tree, then SIGKILL to what is left of it. */
  terminate(): void
  /** SIGKILL to the whole tree, at once and synchronously. */
  kill(): void
}

/**
 * Starts a command without a terminal: no stdin, stdout and stderr in one pipe so that their order holds, a process
 * group of its own. Rejects with the system's error when it cannot be started.
 */
export async function launchOnPipe(pool: PipePool, request: LaunchRequest, events: LaunchEvents): Promise<Launched> {
  // A full disk may deny us the pipe. Two of Node's own lose only the order between the streams.
  const pipe = await pool.take().catch(() => null)
  let child: ChildProcess
  try {
    child = spawnProcess(request, pipe === null ? ['pipe', 'pipe'] : [pipe.writeFd, pipe.writeFd])
  } catch (error) {
    if (pipe !== null) closeSync(pipe.readFd)
    throw error
  } finally {
    if (pipe !== null) closeSync(pipe.writeFd)
  }
  const { pid } = child
  if (pid === undefined) {
    if (pipe !== null) closeSync(pipe.readFd)
    return new Promise((_, reject) => child.once('error', reject))
  }
  const streams =
    pipe === null ? readAll([child.stdout, child.stderr], events.data) : [readPipe(pipe.readFd, events.data)]
  const tree = controlTree(pid, request.sandboxed)
  const ended = Promise.all(streams.map(stream => new Promise(resolve => stream.once('close', resolve))))
  child.once('exit', (code, signal) => {
    const exitCode = signal === null ? (code ?? -1) : 128 + constants.signals[signal]
    const drained = setTimeout(tree.ended, DRAIN_MS)
    const abandoned = setTimeout(() => streams.forEach(stream => stream.destroy()), 2 * DRAIN_MS)
    void ended.then(() => {
      clearTimeout(drained)
      clearTimeout(abandoned)
      tree.ended()
      events.exit(exitCode)
    })
  })
  return { pid, write: () => undefined, resize: () => undefined, ...tree }
}

function spawnProcess({ argv, cwd, env, filterPath }: LaunchRequest, output: ('pipe' | number)[]): ChildProcess {
  const [program = '', ...args] = argv
  const filter = filterPath ? [openSync(filterPath, 'r')] : []
  try {
    return spawn(program, args, { cwd, env, stdio: ['ignore', ...output, ...filter], detached: true })
  } finally {
    filter.forEach(fd => closeSync(fd))
  }
}

/** Starts a command on a pseudo terminal of its own. Rejects as `launchOnPipe` does. */
export async function launchOnPty(request: LaunchRequest, events: LaunchEvents): Promise<Launched> {
  // A terminal reports a bad directory only in words, from inside the child.
  await assertDirectory(request.cwd)
  const pty = await import('node-pty')
  const { cwd, env, filterPath } = request
  // A terminal's process is given no other descriptors: a shell opens the filter, then becomes the launcher.
  const [program = '', ...args] = filterPath
    ? ['/bin/sh', '-c', OPEN_FILTER, filterPath, ...request.argv]
    : request.argv
  const terminal = pty.spawn(program, args, { name: env['TERM'] ?? 'dumb', cwd, env, encoding: null, ...PTY_SIZE })
  // Ctrl-C reaches a sandboxed command through the terminal: see `interactive` in sandbox.ts.
  const tree = controlTree(terminal.pid, false)
  let running = true
  terminal.onData(events.data)
  terminal.onExit(({ exitCode, signal }) => {
    running = false
    tree.ended()
    events.exit(signal ? 128 + signal : exitCode)
  })
  return {
    pid: terminal.pid,
    ...tree,
    write: chars => {
      if (running) terminal.write(chars)
    },
    resize: (cols, rows) => {
      if (running) terminal.resize(cols, rows)
    },
  }
}

async function assertDirectory(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) return
  throw Object.assign(new Error(`not a directory: ${path}`), { errno: -constants.errno.ENOTDIR })
}

/** Reads a pipe until its last writer is gone, through one buffer. Closing the stream closes the descriptor. */
function readPipe(fd: number, data: (bytes: Uint8Array) => void): Readable {
  const buffer = new Uint8Array(READ_BYTES)
  const callback = (length: number): boolean => {
    data(buffer.subarray(0, length))
    return true
  }
  const socket = new Socket({ fd, readable: true, writable: false, onread: { buffer, callback } })
  return socket.on('error', () => socket.destroy())
}

function readAll(streams: readonly (Readable | null)[], data: (bytes: Uint8Array) => void): Readable[] {
  return streams.filter(stream => stream !== null).map(stream => stream.on('data', data))
}

type Tree = Pick<Launched, 'interrupt' | 'terminate' | 'kill'> & { ended(): void }

/** The signals of one process tree, from its leader's start to its end. */
function controlTree(leader: number, sandboxed: boolean): Tree {
  let alive = true
  let condemned: number[] = []
  let killTimer: NodeJS.Timeout | undefined

  /** The process group to signal politely. Bubblewrap itself would just die, and take the command along unasked. */
  const commandGroup = (): number => (sandboxed ? (childrenOf(leader)[0] ?? leader) : leader)

  const kill = (): void => {
    if (alive) signalAll(leader, descendants(leader), 'SIGKILL')
  }
  return {
    kill,
    interrupt: () => {
      if (alive) signalGroup(commandGroup(), 'SIGINT')
    },
    terminate: () => {
      if (!alive || killTimer !== undefined) return
      // Noted now: a process that outlives its parent can no longer be found from here.
      condemned = descendants(leader)
      signalAll(commandGroup(), sandboxed ? [] : condemned, 'SIGTERM')
      killTimer = setTimeout(kill, TERM_GRACE_MS)
    },
    ended: () => {
      if (!alive) return
      alive = false
      clearTimeout(killTimer)
      signalAll(leader, condemned, 'SIGKILL')
    },
  }
}
