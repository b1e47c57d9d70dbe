import { spawn } from 'node:child_process'
import { Failure } from '../../../contract/procedure.ts'

export interface GitRun {
  /** What it reads. */
  input?: Uint8Array | string
  /** Variables beside those that every call has. */
  env?: Readonly<Record<string, string>>
  /** Longer calls are ended. */
  timeoutMs?: number
  /** It reads and writes no file of the working tree, so that no filter could run. */
  noFiles?: boolean
  /** The person trusts the repository: its filters run, and its remotes may be asked for what is missing. */
  trusted?: boolean
}

/** Runs git in a folder and resolves to what it prints. Rejects with `git.failed` and git's own words. */
export type RunGit = (cwd: string, args: readonly string[], run?: GitRun) => Promise<Buffer>

/** Checking a large tree out takes its time. */
export const CHECKOUT_MS = 10 * 60_000
/** Variables of calls that write: they wait for locks, and take them. */
export const WRITES = { GIT_OPTIONAL_LOCKS: '1' }

const TIMEOUT_MS = 30_000
const MAX_OUTPUT_BYTES = 64 * 1024 ** 2
const MAX_SAID_CHARS = 2000

/**
 * Nothing that a repository names runs: no watcher, no hook, no differ, no converter of texts, no pager, no signer. What
 * `trusted` leaves aside are filters; callers keep away from files that have one.
 */
const SAFE = [
  '--no-pager',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=',
    'core.hooksPath=/dev/null',
    'diff.external=',
    'core.pager=cat',
    'core.askPass=',
    'credential.helper=',
    'commit.gpgSign=false',
    'tag.gpgSign=false',
    'gc.auto=0',
    'maintenance.auto=false',
    'submodule.recurse=false',
  ].flatMap(setting => ['-c', setting]),
]

/** Variables of git that somebody set for another folder do not count here. */
function environmentOf(inherited: Readonly<Record<string, string | undefined>>, { env, trusted }: GitRun) {
  const own = Object.entries(inherited).filter(([name]) => !name.startsWith('GIT_'))
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: trusted ? '0' : '1',
    // No transport has this name: whatever is missing in a partial clone is not fetched by a helper of its choice.
    GIT_ALLOW_PROTOCOL: trusted ? 'https:ssh:git:file' : 'none',
    ...env,
  }
}

/** Git, called so that opening a repository of somebody else runs nothing of theirs. */
export function createGit(environment: Readonly<Record<string, string | undefined>>): RunGit {
  const run = (cwd: string, args: readonly string[], how: GitRun): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const { input, timeoutMs = TIMEOUT_MS } = how
      const child = spawn('git', [...SAFE, ...args], {
        cwd,
        env: environmentOf(environment, how),
        stdio: ['pipe', 'pipe', 'pipe'],
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
      })
      const printed: Buffer[] = []
      let bytes = 0
      let said = ''
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MAX_OUTPUT_BYTES) child.kill('SIGKILL')
        else printed.push(chunk)
      })
      child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, MAX_SAID_CHARS)))
      child.once('error', error => reject(refused(`Git could not be started: ${error.message}.`)))
      child.once('close', (code, signal) => {
        if (code === 0) resolve(Buffer.concat(printed))
        else reject(refused(said.trim() || (signal ? 'Git took too long and was ended.' : `Git ended with ${code}.`)))
      })
      // Who ends without reading says why by its exit code.
      child.stdin.on('error', () => undefined)
      child.stdin.end(input ?? '')
    })

  return async (cwd, args, how = {}) =>
    run(cwd, how.trusted || how.noFiles ? args : [...(await withoutFilters(cwd, run)), ...args], how)
}

const refused = (words: string) => new Failure('git.failed', words)

/** Settings that make nothing of the filters that the repository itself names; those of the person stay. */
async function withoutFilters(
  cwd: string,
  run: (cwd: string, args: readonly string[], how: GitRun) => Promise<Buffer>,
): Promise<string[]> {
  const listed = await run(
    cwd,
    ['config', '-z', '--show-scope', '--name-only', '--get-regexp', '^filter\\.'],
    {},
  ).catch(
    () => Buffer.alloc(0), // none is an error to git
  )
  const words = listed.toString().split('\0')
  return words.flatMap((name, index) => {
    if (index % 2 === 0 || !/^(local|worktree)$/.test(words[index - 1] ?? '')) return []
    return ['-c', `${name}=${name.endsWith('.required') ? 'false' : ''}`]
  })
}
