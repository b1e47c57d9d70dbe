import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { findProgram } from '../programs.ts'
import { createConfinement } from './confinement.ts'
import { SANDBOX_EXEC } from './seatbelt.ts'

/** Whether commands can be confined on this machine, and if not, why and what would help. */
export type SandboxSupport =
  | { available: true; kind: 'bubblewrap' | 'seatbelt'; version: string; path: string }
  | { available: false; reason: string; fix: string }

export type AvailableSandbox = SandboxSupport & { available: true }
type Outcome = { ok: boolean; output: string }

const OLDEST_VERSION = [0, 4, 0]
const TIMEOUT_MS = 5_000
const MAX_REASON = 500
const INSTALL =
  'Install bubblewrap 0.4 or newer (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap).'
const ALLOW_NAMESPACES =
  'Allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1 on Debian, an AppArmor profile for bwrap on Ubuntu, --security-opt seccomp=unconfined in Docker.'

/**
 * Looks for bubblewrap on `path` ($PATH) and runs one command in a real sandbox. Never throws: whatever goes wrong
 * means that there is no sandbox. Costs two processes, so the caller keeps the answer.
 */
export async function probeSandbox(
  path: string | undefined,
  platform: NodeJS.Platform = process.platform,
): Promise<SandboxSupport> {
  if (platform === 'darwin') return probeSeatbelt()
  if (platform !== 'linux') {
    return unavailable(`commands are not sandboxed on ${platform}`, 'Run on Linux, or approve commands one by one.')
  }
  const bubblewrap = findProgram('bwrap', path)
  if (bubblewrap === null) return unavailable('bubblewrap (bwrap) is not installed', INSTALL)
  const support: AvailableSandbox = { available: true, kind: 'bubblewrap', version: 'unknown', path: bubblewrap }
  // Both at once: commands wait for the answer. A version too old for the trial is told from its number.
  const [stated, trial] = await Promise.all([
    run([bubblewrap, '--version']),
    tryOut(support, ['/bin/sh', '-c', 'test $$ -le 2']),
  ])
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(stated.output)
  if (!stated.ok || version === null) return unavailable(`${bubblewrap} does not work: ${stated.output}`, INSTALL)
  if (isOlder(version.slice(1).map(Number), OLDEST_VERSION)) {
    return unavailable(`bubblewrap ${version[0]} is too old`, INSTALL)
  }
  if (trial.ok) return { ...support, version: version[0] }
  return unavailable(`bubblewrap cannot make a sandbox: ${trial.output}`, ALLOW_NAMESPACES)
}

/** On macOS a profile counts as a sandbox only if it really stops a write. We have not tested it there. */
async function probeSeatbelt(): Promise<SandboxSupport> {
  const support: AvailableSandbox = { available: true, kind: 'seatbelt', version: 'untested', path: SANDBOX_EXEC }
  const works = await tryOut(support, ['/bin/sh', '-c', 'true'])
  const leaks = await tryOut(support, ['/usr/bin/touch', '/tmp'])
  if (works.ok && !leaks.ok) return support
  return unavailable(`sandbox-exec does not confine commands here: ${works.output}`, 'Approve commands one by one.')
}

/** Runs a command in a read-only sandbox. */
async function tryOut(support: AvailableSandbox, command: string[]): Promise<Outcome> {
  const confinement = createConfinement()
  try {
    const { argv, filterPath } = await confinement.confine(support, READ_ONLY, command, {})
    return await run(argv, filterPath)
  } catch (error) {
    return { ok: false, output: error instanceof Error ? error.message : String(error) }
  } finally {
    confinement.dispose()
  }
}

/** Whether bubblewrap is installed: a quick look that proves nothing more. */
export const hasBubblewrap = (path: string | undefined): boolean =>
  process.platform === 'linux' && findProgram('bwrap', path) !== null

/**
 * What is there to try first when one command shall start soon: bubblewrap by its path, unproven. It fails by itself
 * where it cannot make a sandbox. Null where only a full look can tell.
 */
export function quickSupport(path: string | undefined): AvailableSandbox | null {
  const bubblewrap = process.platform === 'linux' ? findProgram('bwrap', path) : null
  return bubblewrap === null ? null : { available: true, kind: 'bubblewrap', version: 'unknown', path: bubblewrap }
}

const READ_ONLY = {
  mode: 'read-only' as const,
  cwd: '/',
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: true,
  excludeSlashTmp: true,
  maskedPaths: [],
}

const unavailable = (reason: string, fix: string): SandboxSupport => ({ available: false, reason, fix })

function run([program = '', ...args]: string[], filterPath: string | null = null): Promise<Outcome> {
  return new Promise(resolve => {
    const filter = filterPath === null ? [] : [openSync(filterPath, 'r')]
    const child = spawn(program, args, {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe', ...filter],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    })
    filter.forEach(fd => closeSync(fd))
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, MAX_REASON)))
    }
    const settle = (ok: boolean, otherwise: string): void =>
      resolve({ ok, output: said.trim() === '' ? otherwise : said.trim() })
    child.once('error', error => settle(false, error.message))
    child.once('close', (code, signal) =>
      settle(code === 0, signal === null ? `it ended with ${code}` : `it took too long`),
    )
  })
}

function isOlder(version: readonly number[], oldest: readonly number[]): boolean {
  const differing = oldest.findIndex((part, index) => version[index] !== part)
  return differing !== -1 && (version[differing] ?? 0) < (oldest[differing] ?? 0)
}
