import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants, homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createConfinement, type Confined } from './engine/exec/confinement.ts'
import { childEnvironment, defaultEnvironmentPolicy } from './engine/exec/env.ts'
import { childrenOf, signalGroup } from './engine/exec/processTree.ts'
import { networkDisabled, type SandboxMode, type SandboxSpec } from './engine/exec/sandbox.ts'
import { secretPaths } from './engine/exec/sandboxPaths.ts'
import { probeSandbox, quickSupport } from './engine/exec/sandboxProbe.ts'
import { version } from './engine/version.ts'

const HELP = `Runs a command as an agent's commands are run.

Usage: heddle sandbox [options] -- COMMAND [ARGUMENTS]

  --mode MODE      read-only, workspace-write (default) or danger-full-access
  --cwd DIR        the workspace; default is the current folder
  --writable DIR   a folder that may be written besides it; may be repeated
  --network        with the network

Ends as the command does. Without a working sandbox nothing runs and the exit code is 1.`

const MODES: readonly SandboxMode[] = ['read-only', 'workspace-write', 'danger-full-access']
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
/** How long a command has to end by itself after SIGTERM or SIGHUP. */
const GRACE_MS = 1_000

type Environment = Readonly<Record<string, string | undefined>>
type Request = { spec: SandboxSpec; command: string[]; home: string }

/** `heddle sandbox`: one command through the executor's own sandbox, with this process's streams. Returns its exit code. */
export async function sandboxCommand(args: string[], environment: Environment = process.env): Promise<number> {
  const complain = (text: string, exitCode: number): number => {
    process.stderr.write(text)
    return exitCode
  }
  const request = parse(args, environment)
  if (request === 'help') {
    process.stdout.write(HELP + '\n')
    return 0
  }
  if ('error' in request) {
    return complain(`error: ${request.error}. "heddle sandbox --help" shows the options.\n`, 2)
  }
  const exitCode = await run(request, environment)
  if (typeof exitCode === 'number') return exitCode
  return complain(`error: the command was not run: ${exitCode.reason}. ${exitCode.fix}\n`, 1)
}

function parse(args: string[], environment: Environment): Request | 'help' | { error: string } {
  const end = args.indexOf('--')
  const own = end === -1 ? args : args.slice(0, end)
  let values
  try {
    values = parseArgs({
      args: own,
      options: {
        mode: { type: 'string', default: 'workspace-write' },
        cwd: { type: 'string', default: '.' },
        writable: { type: 'string', multiple: true, default: [] },
        network: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
  if (values.help) return 'help'
  const mode = MODES.find(known => known === values.mode)
  if (mode === undefined) return { error: `there is no mode "${values.mode}"` }
  const command = end === -1 ? [] : args.slice(end + 1)
  if (command.length === 0) return { error: 'no command after --' }
  const userHome = environment.HOME || homedir()
  const home = resolve(environment.HEDDLE_HOME || join(userHome, '.heddle'))
  const spec: SandboxSpec = {
    mode,
    cwd: resolve(values.cwd),
    writableRoots: values.writable.map(folder => resolve(folder)),
    networkAccess: values.network,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
    maskedPaths: secretPaths(home, userHome),
    protectedPaths: [home, join(userHome, '.codex')],
    tmpdir: environment.TMPDIR,
  }
  return { spec, command, home }
}

async function run(request: Request, environment: Environment): Promise<number | { reason: string; fix: string }> {
  const { spec, command } = request
  const confinement = createConfinement()
  const dispose = (): void => confinement.dispose()
  process.once('exit', dispose)
  try {
    const confined = await confine(confinement, spec, command, environment)
    if ('reason' in confined) return confined
    const exitCode = await execute(confined, request, environment)
    confined.release()
    // A sandbox that cannot be made ends with 1, as many commands do: only then is it worth a closer look.
    if (exitCode !== 1 || spec.mode === 'danger-full-access') return exitCode
    const support = await probeSandbox(environment.PATH)
    return support.available ? exitCode : support
  } finally {
    dispose()
    process.off('exit', dispose)
  }
}

async function confine(
  confinement: ReturnType<typeof createConfinement>,
  spec: SandboxSpec,
  command: string[],
  environment: Environment,
): Promise<Confined | { reason: string; fix: string }> {
  if (spec.mode === 'danger-full-access')
    return { argv: command, filterPath: null, shared: null, release: () => undefined }
  const support = quickSupport(environment.PATH) ?? (await probeSandbox(environment.PATH))
  if (!support.available) return support
  try {
    return await confinement.confine(support, spec, command, { interactive: process.stdin.isTTY })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { reason: `the sandbox cannot be made: ${reason}`, fix: 'Make room or give permission, and try again.' }
  }
}

function execute(confined: Confined, { spec, home }: Request, environment: Environment): Promise<number> {
  const [program = '', ...args] = confined.argv
  const sandboxed = spec.mode !== 'danger-full-access'
  const filter = confined.filterPath === null ? [] : [openSync(confined.filterPath, 'r')]
  const child = spawn(program, args, {
    cwd: spec.cwd,
    env: commandEnvironment(spec, home, environment),
    stdio: ['inherit', 'inherit', 'inherit', ...filter],
  })
  filter.forEach(fd => closeSync(fd))
  const stopForwarding = forwardSignals(child, sandboxed)
  return new Promise(done => {
    const settle = (exitCode: number): void => {
      stopForwarding()
      done(exitCode)
    }
    child.once('error', error => {
      process.stderr.write(`error: ${error.message}\n`)
      settle(127)
    })
    child.once('exit', (code, signal) => settle(signal === null ? (code ?? 1) : 128 + constants.signals[signal]))
  })
}

function commandEnvironment(spec: SandboxSpec, home: string, inherited: Environment): Record<string, string> {
  const confined = spec.mode !== 'danger-full-access'
  const { env } = childEnvironment({
    inherited,
    login: {},
    policy: defaultEnvironmentPolicy,
    identity: {
      version,
      home,
      sessionId: '',
      threadId: '',
      callId: '',
      permissionProfile: confined ? (spec.mode === 'read-only' ? ':read-only' : ':workspace') : undefined,
      networkDisabled: networkDisabled(spec),
    },
  })
  return env
}

/** Passes signals on to the command, which bubblewrap would not do, and ends a command that does not heed them. */
function forwardSignals(child: ChildProcess, sandboxed: boolean): () => void {
  let timer: NodeJS.Timeout | undefined
  const forward = (signal: NodeJS.Signals): void => {
    // At a terminal Ctrl-C has reached the command already.
    const { pid } = child
    if (pid === undefined || (process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT'))) return
    const inner = sandboxed ? childrenOf(pid)[0] : undefined
    if (inner === undefined || !signalGroup(inner, signal)) child.kill(signal)
    if (signal === 'SIGTERM' || signal === 'SIGHUP') timer ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  }
  FORWARDED.forEach(signal => process.on(signal, forward))
  return () => {
    clearTimeout(timer)
    FORWARDED.forEach(signal => process.off(signal, forward))
  }
}
