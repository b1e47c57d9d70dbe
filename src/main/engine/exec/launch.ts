import { stat } from 'node:fs/promises'
import { constants } from 'node:os'
import type { Child, ChildRequest, DataListener } from './child.ts'
import { eagerReader } from './eagerReader.ts'
import { createKeptSandboxes, type SharedSandbox } from './keptSandbox.ts'
import { createLauncher } from './launcher.ts'
import { createPipePool } from './pipes.ts'
import { controlTree, type ProcessTree } from './processTree.ts'
import { FILTER_FD } from './sandbox.ts'
import { spawnChild } from './spawnChild.ts'

/** How long output may still come after the command itself has ended, when something it started holds the pipe. */
const DRAIN_MS = 50
const OPEN_FILTER = `exec ${FILTER_FD}<"$0"; exec "$@"`
const PTY_SIZE = { cols: 80, rows: 24 }

export type LaunchRequest = ChildRequest & {
  /** The same command for a sandbox that is kept, where that can be. */
  kept: { sandbox: SharedSandbox; argv: string[] } | null
  /** The command is a child of the first process, or its grandchild, in a process group of its own. */
  sandboxed: boolean
}

export type LaunchEvents = {
  data: DataListener
  /** Once, after the last byte. Death by a signal is 128 + its number. */
  exit(exitCode: number): void
}

/** A running process tree. All signals are safe to send at any time. */
export type Launched = Omit<ProcessTree, 'ended'> & {
  pid: number
  write(chars: string): void
  resize(cols: number, rows: number): void
}

/** What starts processes that need no terminal. */
export type Starter = {
  /** Makes ready what commands in this sandbox, or in none, are started by. */
  warm(sandbox: SharedSandbox | null): void
  /** Rejects with the system's error. */
  start(request: LaunchRequest, data: DataListener): Promise<Child>
  dispose(): void
}

/** In a sandbox that is kept, or through the launcher, or, where there is none, from this process. */
export function createStarter(): Starter {
  const launcher = createLauncher()
  const keptSandboxes = createKeptSandboxes()
  const pipes = createPipePool()
  return {
    warm: sandbox => (sandbox === null ? launcher.warm() : keptSandboxes.warm(sandbox)),
    start: async (request, data) => {
      const { kept, cwd, env } = request
      const child = kept && (await keptSandboxes.start(kept.sandbox, { argv: kept.argv, cwd, env }, data))
      return child ?? (await launcher.start(request, data)) ?? spawnChild(pipes, request, data)
    },
    dispose: () => {
      keptSandboxes.dispose()
      launcher.dispose()
      pipes.dispose()
    },
  }
}

/**
 * Starts a command without a terminal: no stdin, stdout and stderr in one pipe so that their order holds, a process
 * group of its own. Rejects with the system's error when it cannot be started.
 */
export async function launchOnPipe(starter: Starter, request: LaunchRequest, events: LaunchEvents): Promise<Launched> {
  const { pid, output, exited, release } = await starter.start(request, events.data)
  const tree = controlTree(pid, request.sandboxed)
  const closed = Promise.all(output.map(stream => new Promise(resolve => stream.once('close', resolve))))
  void exited.then(async exitCode => {
    const drained = setTimeout(tree.ended, DRAIN_MS)
    const abandoned = setTimeout(() => output.forEach(stream => stream.destroy()), 2 * DRAIN_MS)
    await closed
    clearTimeout(drained)
    clearTimeout(abandoned)
    tree.ended()
    release()
    events.exit(exitCode)
  })
  return { pid, write: () => undefined, resize: () => undefined, ...tree }
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
  const { fd } = terminal
  terminal.onData(fd === undefined ? events.data : eagerReader(fd, events.data))
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
