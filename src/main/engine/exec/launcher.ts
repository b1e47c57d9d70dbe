import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { resolve } from 'node:path'
import type { Child, ChildRequest, DataListener } from './child.ts'
import { createLauncherCommands, type LauncherCommands } from './launcherCommands.ts'
import { LAUNCHER_SCRIPT, launcherArguments } from './launcherScript.ts'
import { trustedPerl } from './perl.ts'

/** A small process that starts commands, so that this one, which is large, does not have to be forked for each. */
export type Launcher = {
  /** Starts the launcher ahead of the first command. */
  warm(): void
  /**
   * Starts a command, with stdout and stderr in one pipe. Rejects with the system's error. Null when there is no launcher
   * here or not any more: nothing was tried.
   */
  start(request: ChildRequest, data: DataListener): Promise<Child | null>
  /** Ends the launcher, and whatever it started that still runs. */
  dispose(): void
}

type Connection = Pick<LauncherCommands, 'start'> & { close(): void }

/** Longer than any start on a busy machine. Without an answer by then, commands are started without it. */
const READY_MS = 3000
/** Perl's own variables of the user's would change what it does. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', PERL_BADLANG: '0' }

/** One launcher for all commands of an engine, started with the first of them, or in advance. */
export function createLauncher(): Launcher {
  let connection: Promise<Connection | null> | null = null
  const connected = (): Promise<Connection | null> => (connection ??= connect().catch(() => null))
  return {
    warm: () => void connected(),
    async start(request, data) {
      const fields = fieldsOf(request)
      // No process can be given a NUL, and our frames cannot hold one.
      if (fields.some(field => field.includes('\0'))) return null
      return (await connected())?.start(fields, data) ?? null
    },
    dispose: () => void connection?.then(open => open?.close()),
  }
}

const fieldsOf = ({ argv, cwd, env, filterPath }: ChildRequest): string[] => [
  resolve(cwd),
  filterPath ?? '',
  String(argv.length),
  ...argv,
  ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
]

/** Starts the launcher and waits until it is ready. Null where there is none, or where we cannot read from it. */
async function connect(): Promise<Connection | null> {
  const { platform, arch } = process
  const perl = trustedPerl()
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64') || perl === null) return null
  const launcher = spawn(perl, ['-e', LAUNCHER_SCRIPT, ...launcherArguments(arch)], {
    cwd: '/',
    env: ENVIRONMENT,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  const { pid, stdin, stdout } = launcher
  const open = (fd: number): number => openSync(`/proc/${pid}/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK)
  // An idle launcher does not keep this process alive.
  const setBusy = (busy: boolean): void => {
    if (stdout instanceof Socket) stdout[busy ? 'ref' : 'unref']()
  }
  const commands = createLauncherCommands({ open, setBusy, send: frame => void stdin.write(frame) })
  launcher.unref()
  stdin.on('error', () => undefined)
  const isReady = await new Promise<boolean>(settle => {
    const tooLate = setTimeout(settle, READY_MS, false)
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
      settle(canOpen(() => open(Number(line.slice('ready '.length)))))
    })
  })
  setBusy(false)
  if (isReady) return { start: commands.start, close: () => void stdin.end() }
  launcher.kill('SIGKILL')
  return null
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
