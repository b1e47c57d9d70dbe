import { execFile } from 'node:child_process'
import { findProgram } from '../programs.ts'
import { sandboxArgv } from './sandbox.ts'

/** Whether commands can be confined on this machine, and if not, why and what would help. */
export type SandboxSupport =
  | { available: true; kind: 'bubblewrap'; version: string; path: string }
  | { available: false; reason: string; fix: string }

const OLDEST_VERSION = [0, 4, 0]
const TIMEOUT_MS = 5_000
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
  if (platform !== 'linux') {
    return unavailable(`commands are not sandboxed on ${platform}`, 'Run on Linux, or approve commands one by one.')
  }
  const bubblewrap = findProgram('bwrap', path)
  if (bubblewrap === null) return unavailable('bubblewrap (bwrap) is not installed', INSTALL)
  const stated = await run([bubblewrap, '--version'])
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(stated.output)
  if (!stated.ok || version === null) return unavailable(`${bubblewrap} does not work: ${stated.output}`, INSTALL)
  if (isOlder(version.slice(1).map(Number), OLDEST_VERSION)) {
    return unavailable(`bubblewrap ${version[0]} is too old`, INSTALL)
  }
  const trial = await run(sandboxArgv(READ_ONLY, ['/bin/sh', '-c', 'test $$ -le 2'], { bubblewrap }))
  if (!trial.ok) return unavailable(`bubblewrap cannot make a sandbox: ${trial.output}`, ALLOW_NAMESPACES)
  return { available: true, kind: 'bubblewrap', version: version[0], path: bubblewrap }
}

/** Whether bubblewrap is installed: a quick look that proves nothing more. */
export const hasBubblewrap = (path: string | undefined): boolean =>
  process.platform === 'linux' && findProgram('bwrap', path) !== null

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

function run([program = '', ...args]: string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise(resolve => {
    execFile(program, args, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', cwd: '/' }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim()
      resolve({ ok: error === null, output: (said === '' ? (error?.message ?? '') : said).slice(0, 500) })
    })
  })
}

function isOlder(version: readonly number[], oldest: readonly number[]): boolean {
  const differing = oldest.findIndex((part, index) => version[index] !== part)
  return differing !== -1 && (version[differing] ?? 0) < (oldest[differing] ?? 0)
}
