import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { resolve } from 'node:path'
import type { Child, ChildRequest, DataListener } from './child.ts'
import { createLauncherCommands, type LauncherCommands } from './launcherCommands.ts'
import { launcherArguments, launcherScript, PLAIN_BIRTH } from './launcherScript.ts'
import { trustedPerl } from './perl.ts'
import type { Processor } from './systemCalls.ts'

/** A small process that starts commands, so that this one, which is large, does not have to be forked for each. */
export type Launcher = {
  /** Starts the launcher ahead of the first command. */
  warm(): void
  /**
   * Starts a command, with stdout and stderr in one pipe. Rejects with the system's error. Null when there is no launcher
   * here or not any more, or it cannot start this one: nothing was tried.
   */
  start(request: ChildRequest, data: DataListener): Promise<Child | null>
  /** Ends the launcher, and whatever it started that still runs. */
  dispose(): void
}

/** How the process is started: what runs it, and a file it finds open at `FILTER_FD`. */
export type LauncherProcess = { argv: string[]; filterPath: string | null }

type Connection = Pick<LauncherCommands, 'start'> & { close(): void }

/** Longer than any start on a busy machine. Without an answer by then, commands are started without it. */
const READY_MS = 3000
/** Perl's own variables of the user's would change what it does. What it looks up in libraries, its children need not. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', PERL_BADLANG: '0', LD_BIND_NOW: '1' }

const plain = (perl: string, processor: Processor): LauncherProcess => ({
  argv: [perl, '-e', launcherScript(PLAIN_BIRTH), ...launcherArguments(processor)],
  filterPath: null,
})

/** One launcher for all commands of an engine, started with the first of them, or in advance. */
export function createLauncher(processFor: (perl: string, processor: Processor) => LauncherProcess = plain): Launcher {
  let connection: Promise<Connection | null> | null = null
  const connected = (): Promise<Connection | null> => (connection ??= connect(processFor).catch(() => null))
  return {
    warm: () => void connected(),
    async start(request, data) {
      const fields = fieldsOf(request)
      // No process can be given a NUL, and our frames cannot hold one.
      if (fields.some(field => field.includes('\0'))) return null
      // A launcher keeps no process alive, but who waits for it does.
      const waiting = setTimeout(() => undefined, READY_MS)
      const open = await connected().finally(() => clearTimeout(waiting))
      return open?.start(fields, data) ?? null
    },
    dispose: () => void connection?.then(open => open?.close()),
  }
}

function fieldsOf({ argv, cwd, env, filterPath, placeholders }: ChildRequest): string[] {
  const own = placeholders ?? (filterPath ? [filterPath] : [])
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return [resolve(cwd), String(own.length), ...own, String(argv.length), ...argv, ...variables]
}

/** Starts the launcher and waits until it is ready. Null where there is none, or where we cannot read from it. */
async function connect(
  processFor: (perl: string, processor: Processor) => LauncherProcess,
): Promise<Connection | null> {
  const { platform, arch } = process
  const perl = trustedPerl()
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64') || perl === null) return null
  const launcher = spawnLauncher(processFor(perl, arch))
  const { stdin, stdout } = launcher
  if (stdin === null || stdout === null) return null
  let pid = 0
  const open = (fd: number): number => openSync(`/proc/${pid}/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK)
  const setBusy = (busy: boolean): void => {
    if (stdout instanceof Socket) stdout[busy ? 'ref' : 'unref']()
  }
  const commands = createLauncherCommands({ open, setBusy, send: frame => void stdin.write(frame) })
  launcher.unref()
  setBusy(false)
  stdin.on('error', () => undefined)
  const isReady = await new Promise<boolean>(settle => {
    const tooLate = setTimeout(settle, READY_MS, false).unref()
    const lost = (): void => {
      clearTimeout(tooLate)
      settle(false)
      commands.lost()
    }
    launcher.once('error', lost)
    stdout.once('close', lost)
    onLine(stdout, line => {
      if (!line.startsWith('ready ')) return commands.told(line)
      clearTimeout(tooLate)
      const [, process, fd] = line.split(' ').map(Number)
      pid = process ?? 0
      settle(canOpen(() => open(fd ?? 0)))
    })
  })
  if (isReady) return { start: commands.start, close: () => void stdin.end() }
  launcher.kill('SIGKILL')
  return null
}

function spawnLauncher({ argv, filterPath }: LauncherProcess) {
  const [program = '', ...args] = argv
  const filter = filterPath === null ? [] : [openSync(filterPath, 'r')]
  try {
    return spawn(program, args, {
      cwd: '/',
      env: ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'ignore', ...filter],
      detached: true,
    })
  } finally {
    filter.forEach(fd => closeSync(fd))
  }
}

function onLine(stream: NodeJS.ReadableStream, listener: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('latin1').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(listener)
  })
}

function canOpen(open: () => number): boolean {
  try {
    closeSync(open())
    return true
  } catch {
    return false
  }
}
