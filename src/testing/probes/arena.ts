import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { startKept } from './kept.ts'
import { readText, type Expectation, type ProbeContext, type Ran, type RunOptions } from './probe.ts'

export type Arena = { context: ProbeContext; dispose(): Promise<void> }

export type ArenaOptions = {
  /** Where the arena is made. Not below /tmp, which a sandbox may write. */
  parent: string
  helper: string
  mode: keyof Expectation
  port: number
  /** The command line before the probe's own. */
  runner(workspace: string, home: string): string[]
  environment: Record<string, string | undefined>
  /** Who owns the arena: the user the runner becomes. */
  owner?: number
  /** The runner of the workspace stays and runs one command after the other. */
  keepsRunner?: boolean
}

/** What commands find in their environment and must not. */
const BAIT = {
  OPENAI_API_KEY: 'sk-CANARY-OPENAI',
  AWS_SECRET_ACCESS_KEY: 'CANARY-AWS',
  GITHUB_TOKEN: 'CANARY-GH',
}
const KILL_AFTER_MS = 1_500
const KEPT_OUTPUT = 200_000

/** Folders, repositories, listeners and a process to attack, and a way to run something in the sandbox beside them. */
export async function createArena(options: ArenaOptions): Promise<Arena> {
  const arena = realpathSync(mkdtempSync(join(options.parent, 'heddle-probes-')))
  const context = createContext(arena, options)
  furnish(context, options.helper)
  if (options.owner !== undefined) {
    chmodSync(arena, 0o755)
    execFileSync('chown', ['-R', `${options.owner}:${options.owner}`, arena])
  }
  const stopListening = await listen(context)
  const kept = options.keepsRunner ? keepRunner(context, options) : null
  return {
    context,
    dispose: async () => {
      await kept?.stop()
      await stopListening()
      context.byName(canaryName(context)).forEach(pid => signal(pid, 'SIGKILL'))
      rmSync(arena, { recursive: true, force: true })
    },
  }
}

function createContext(arena: string, options: ArenaOptions): ProbeContext {
  const context: ProbeContext = {
    arena,
    workspace: join(arena, 'ws'),
    outside: join(arena, 'outside'),
    home: join(arena, 'home'),
    helper: join(arena, 'bin/helper'),
    port: options.port,
    mode: options.mode,
    // Names of processes and files: no two arenas share one.
    pid: process.pid * 1000 + (options.port % 1000),
    get canary() {
      const [living] = context.byName(canaryName(context)).filter(context.alive)
      return living ?? startCanary(context)
    },
    hits: { tcp: 0, tcp6: 0, udp: 0, unix: 0, abstract: 0 },
    keep: null,
    exec: (script, changes = {}) => runInSandbox(context, options, script, changes),
    shell: line => void spawnSync('bash', ['-c', line], { timeout: 20_000 }),
    read: readText,
    quote: text => `'${text.replaceAll("'", `'\\''`)}'`,
    alive: pid => /\) [^Z]/.test(readText(`/proc/${pid}/stat`) ?? ''),
    byName: processesNamed,
    sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
  }
  return context
}

/** From here on commands in the workspace go to one runner, unless something is asked of the runner itself. */
function keepRunner(context: ProbeContext, options: ArenaOptions) {
  const kept = startKept(
    options.runner(context.workspace, context.home),
    context.workspace,
    environmentOf(context, options),
  )
  const execAlone = context.exec
  context.exec = async (script, changes = {}) => {
    const { argv = ['bash', '-c', script], ...ofRunner } = changes
    if (Object.values(ofRunner).some(value => value !== undefined)) return execAlone(script, changes)
    const startMs = performance.now()
    const answer = await kept.run({ workspace: context.workspace, command: argv })
    return { ...answer, ms: performance.now() - startMs, timedOut: false }
  }
  return kept
}

const environmentOf = (context: ProbeContext, { environment }: ArenaOptions): NodeJS.ProcessEnv => ({
  ...environment,
  ...BAIT,
  SSH_AUTH_SOCK: join(context.outside, 'docker.sock'),
})

const canaryName = ({ pid }: ProbeContext): string => `secprobe-canary-${pid}`

/** A process to attack. A probe may have killed the one before. */
const startCanary = (context: ProbeContext): number =>
  spawn('bash', ['-c', `exec -a ${canaryName(context)} sleep 600`], { stdio: 'ignore' }).pid ?? -1

function furnish({ arena, workspace, outside, home, helper }: ProbeContext, compiled: string): void {
  const folders = ['.codex', '.agents/skills', 'src'].map(name => join(workspace, name))
  const elsewhere = ['bin', 'home/.ssh', 'home/.codex', 'outside', 'ws2', 'ws3', 'ws4', 'ws5/vendor/sub', 'main']
  for (const folder of [...folders, ...elsewhere.map(name => join(arena, name))]) mkdirSync(folder, { recursive: true })
  copyFileSync(compiled, helper)
  chmodSync(helper, 0o755)
  writeFileSync(join(workspace, 'src/a.txt'), 'hello\n')
  writeFileSync(join(workspace, '.codex/config.toml'), '# clean\n')
  writeFileSync(join(outside, 'victim.txt'), 'ORIGINAL\n')
  writeFileSync(join(outside, 'victim2.txt'), 'ORIGINAL\n')
  writeFileSync(join(home, '.ssh/id_fake'), 'FAKE-PRIVATE-KEY-CANARY\n')
  writeFileSync(join(home, '.bashrc'), '# clean\n')
  writeFileSync(join(home, '.codex/auth.json'), '{"tokens":"FAKE-AUTH-CANARY"}\n')
  symlinkSync(outside, join(workspace, 'link-out'))
  const git = (...args: string[]): void => {
    const person = ['-c', 'user.email=a@b', '-c', 'user.name=n', '-c', 'safe.directory=*']
    execFileSync('git', [...person, ...args], { cwd: arena, stdio: 'ignore' })
  }
  // A repository; none; a pointer; a link; one inside another; a linked worktree.
  git('init', '-q', 'ws')
  git('-C', 'ws', 'commit', '-q', '--allow-empty', '-m', 'i')
  git('init', '-q', '--separate-git-dir=ws3/realgit', 'ws3')
  git('init', '-q', 'ws4')
  execFileSync('mv', [join(arena, 'ws4/.git'), join(arena, 'ws4/gitstore')])
  symlinkSync('gitstore', join(arena, 'ws4/.git'))
  git('init', '-q', 'ws5')
  git('init', '-q', 'ws5/vendor/sub')
  git('init', '-q', 'main')
  git('-C', 'main', 'commit', '-q', '--allow-empty', '-m', 'i')
  git('-C', 'main', 'worktree', 'add', '-q', '../ws6', '-b', 'w')
  execFileSync('mkfifo', [join(outside, 'host.fifo')])
}

/** Everything a command could reach if it got out. */
async function listen({ arena, outside, port, pid, hits }: ProbeContext): Promise<() => Promise<void>> {
  const closing: (() => void)[] = []
  const serve = (what: keyof typeof hits, address: { port: number; host: string } | { path: string }): Promise<void> =>
    new Promise(resolve => {
      const server = createServer(socket => {
        hits[what]++
        socket.on('error', () => undefined).resume()
      })
      closing.push(() => server.close())
      // A machine without IPv6 has nothing to reach there.
      server.once('error', () => resolve()).listen(address, () => resolve())
    })
  await serve('tcp', { port, host: '127.0.0.1' })
  await serve('tcp6', { port, host: '::1' })
  await serve('unix', { path: join(outside, 'docker.sock') })
  await serve('abstract', { path: `\0secprobe-${pid}` })
  const datagrams = createSocket('udp4').on('message', () => hits.udp++)
  closing.push(() => datagrams.close())
  await new Promise<void>(resolve => datagrams.bind(port, '127.0.0.1', resolve))
  const receivers: ChildProcess[] = [
    spawn('python3', ['-c', DATAGRAMS, join(outside, 'log.dgram'), `secprobed-${pid}`, join(arena, 'dgram.log')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
    spawn(
      'bash',
      [
        '-c',
        'exec 3<> "$0"; while read -r l <&3; do echo "$l" >> "$1"; done',
        join(outside, 'host.fifo'),
        join(arena, 'fifo.log'),
      ],
      { stdio: 'ignore' },
    ),
  ]
  await new Promise(resolve => receivers[0]?.stdout?.once('data', resolve).once('close', resolve))
  return async () => {
    closing.forEach(close => close())
    for (const receiver of receivers) receiver.kill('SIGKILL')
  }
}

/** Writes down what comes to a datagram socket with a path and to one with an abstract name. */
const DATAGRAMS = `
import select, socket, os, sys
path, name, log = sys.argv[1:]
sockets = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
sockets[0].bind(path); os.chmod(path, 0o777); sockets[1].bind('\\0' + name)
print('ready', flush=True)
while True:
    for ready in select.select(sockets, [], [])[0]:
        ready.recv(100)
        open(log, 'a').write('path\\n' if ready is sockets[0] else 'abstract\\n')
`

function runInSandbox(context: ProbeContext, options: ArenaOptions, script: string, changes: RunOptions): Promise<Ran> {
  const workspace = changes.ws ?? context.workspace
  const [program = '', ...args] = [
    ...options.runner(workspace, context.home),
    ...(changes.argv ?? ['bash', '-c', script]),
  ]
  const startMs = performance.now()
  const child = spawn(program, args, {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe', ...(changes.fds ?? [])],
    detached: true,
    env: { ...environmentOf(context, options), ...changes.env },
  })
  const ran: Ran = { rc: -1, out: '', err: '', n: 0, ms: 0, timedOut: false }
  child.stdout?.on('data', (bytes: Buffer) => {
    ran.n += bytes.length
    if (ran.out.length < KEPT_OUTPUT) ran.out += bytes
  })
  child.stderr?.on('data', (bytes: Buffer) => (ran.err = (ran.err + bytes).slice(0, KEPT_OUTPUT)))
  return new Promise(resolve => {
    const settle = (rc: number, sig: string | null = null): void =>
      resolve({ ...ran, rc, sig, ms: performance.now() - startMs })
    const patience = setTimeout(() => {
      ran.timedOut = true
      const target = changes.killGroup === false ? (child.pid ?? 0) : -(child.pid ?? 0)
      signal(target, changes.sig ?? 'SIGTERM')
      setTimeout(() => {
        signal(child.pid ?? 0, 'SIGKILL')
        child.stdout?.destroy()
        child.stderr?.destroy()
        settle(-1)
      }, KILL_AFTER_MS)
    }, changes.timeout ?? 25_000)
    child.once('error', error => {
      ran.err += error.message
      clearTimeout(patience)
      settle(127)
    })
    child.once('close', (code, sig) => {
      clearTimeout(patience)
      if (!ran.timedOut) settle(code ?? 129, sig)
    })
  })
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid !== 0) process.kill(pid, name)
  } catch {
    // It is gone.
  }
}

function processesNamed(name: string): number[] {
  const ids = readdirSync('/proc').filter(entry => /^\d+$/.test(entry))
  const isNamed = (id: string): boolean =>
    (readText(`/proc/${id}/comm`) ?? '').trim() === name.slice(0, 15) ||
    (readText(`/proc/${id}/cmdline`) ?? '').includes(name)
  return ids.filter(isNamed).map(Number)
}
