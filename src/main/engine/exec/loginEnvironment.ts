import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { looksSecret, type Environment } from './env.ts'
import { signalGroup } from './processTree.ts'

/** After this a snapshot on disk is still used at once, and taken again in the background. */
const FRESH_MS = 60 * 60 * 1000
const PROFILES: Record<string, string[]> = {
  bash: ['/etc/profile', '/etc/bash.bashrc', '~/.bash_profile', '~/.bash_login', '~/.profile', '~/.bashrc'],
  zsh: ['/etc/zsh/zshenv', '/etc/zsh/zprofile', '~/.zshenv', '~/.zprofile', '~/.zshrc', '~/.zlogin'],
  sh: ['/etc/profile', '~/.profile'],
}
const WHOLE = 'whole'
/** Facts about the capturing shell itself, not about the user's environment. */
const OF_THE_SHELL = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'TERM'])

type Inherited = Readonly<Record<string, string | undefined>>

export type LoginEnvironment = {
  /** What the login shell changes in the environment; empty when its profile fails or takes too long. Never rejects. */
  changes(shell: string): Promise<Environment>
  /** Ends a capture still under way. */
  dispose(): void
}

/**
 * Runs each login shell once and remembers what its profile exports, so that a command costs a plain `-c` and not a
 * profile every time. A snapshot is kept in `dir` (0600) as long as the profile files and the inherited environment
 * stay as they were, unless it holds what looks like a secret: that stays in memory.
 * A caller waits at most `patienceMs` for the first capture, and goes on without it if that is not enough.
 */
export function createLoginEnvironment(deps: {
  dir: string
  home: string
  inherited: Inherited
  patienceMs?: number
  timeoutMs?: number
}): LoginEnvironment {
  const { dir, home, inherited, patienceMs = 2000, timeoutMs = 10_000 } = deps
  const known = new Map<string, Promise<Environment>>()
  const ending = new AbortController()

  const take = async (shell: string, file: string, key: string): Promise<Environment> => {
    const after = await captureLogin(
      shell,
      home,
      inherited,
      AbortSignal.any([ending.signal, AbortSignal.timeout(timeoutMs)]),
    )
    const changes = difference(inherited, after)
    if (!Object.keys(changes).some(looksSecret)) await store(dir, file, { key, changes }).catch(() => undefined)
    return changes
  }

  const load = async (shell: string): Promise<Environment> => {
    const file = join(dir, `${basename(shell)}-${digest(shell, home).slice(0, 12)}.json`)
    const key = await fingerprint(shell, home, inherited)
    const stored = await read(file, key)
    if (stored === null) return take(shell, file, key)
    if (stored.ageMs > FRESH_MS) {
      void take(shell, file, key)
        .then(changes => known.set(shell, Promise.resolve(changes)))
        .catch(() => undefined)
    }
    return stored.changes
  }

  return {
    changes: async shell => {
      let snapshot = known.get(shell)
      if (snapshot === undefined) {
        // A profile that fails is not tried again: the commands run with the inherited environment.
        snapshot = load(shell).catch((): Environment => ({}))
        known.set(shell, snapshot)
      }
      const patience = new AbortController()
      const tired = delay(patienceMs, {}, { signal: patience.signal, ref: false }).catch(() => ({}))
      return Promise.race([snapshot, tired]).finally(() => patience.abort())
    },
    dispose: () => ending.abort(),
  }
}

/**
 * The environment as a login shell leaves it. Descriptor 3 keeps it apart from whatever a profile prints, and the mark
 * says that it is whole: a process the profile left running may hold the descriptor open for ever.
 */
function captureLogin(shell: string, home: string, inherited: Inherited, signal: AbortSignal): Promise<Environment> {
  return new Promise((resolve, reject) => {
    const child = spawn(shell, ['-lc', `env -0 >&3 && printf ${WHOLE} >&3`], {
      cwd: home,
      env: { ...inherited, HOME: home, TERM: 'dumb' },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      detached: true,
    })
    const output = child.stdio[3]
    let text = ''
    const fail = (): void => settle(() => reject(new Error(`the login shell ${shell} gave no environment`)))
    const settle = (how: () => void): void => {
      signal.removeEventListener('abort', fail)
      output?.destroy()
      // The group, so that whatever hangs in the profile goes too.
      if (child.pid !== undefined && child.exitCode === null) signalGroup(child.pid, 'SIGKILL')
      how()
    }
    signal.addEventListener('abort', fail, { once: true })
    child.on('error', fail)
    output?.on('end', fail).on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (!text.endsWith(`\0${WHOLE}`)) return
      settle(() => resolve(parseEnvironment(Buffer.from(text.slice(0, -WHOLE.length), 'latin1').toString())))
    })
  })
}

function parseEnvironment(text: string): Environment {
  const env: Environment = {}
  for (const line of text.split('\0')) {
    const equals = line.indexOf('=')
    if (equals > 0) env[line.slice(0, equals)] = line.slice(equals + 1)
  }
  return env
}

function difference(before: Inherited, after: Environment): Environment {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !OF_THE_SHELL.has(name) && before[name] !== value),
  )
}

/**
 * Changes with the profile files and with what they start from: the path, and which variables exist. Values of the rest
 * are left out because terminals give every window its own.
 */
async function fingerprint(shell: string, home: string, inherited: Inherited): Promise<string> {
  const files = (PROFILES[basename(shell)] ?? []).map(file => file.replace('~', home))
  const stats = await Promise.all(
    files.map(file =>
      stat(file).then(
        ({ mtimeMs, size }) => `${file} ${mtimeMs} ${size}`,
        () => file,
      ),
    ),
  )
  return digest(...stats, inherited['PATH'] ?? '', ...Object.keys(inherited).sort())
}

const digest = (...parts: string[]): string => createHash('sha256').update(parts.join('\0')).digest('hex')

async function read(file: string, key: string): Promise<{ changes: Environment; ageMs: number } | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)])
    const stored: unknown = JSON.parse(text)
    if (!isSnapshot(stored) || stored.key !== key) return null
    return { changes: stored.changes, ageMs: Date.now() - mtimeMs }
  } catch {
    return null // Absent or damaged: take it again.
  }
}

type Snapshot = { key: string; changes: Environment }

function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('changes' in value)) return false
  const { changes } = value
  return (
    typeof changes === 'object' && changes !== null && Object.values(changes).every(text => typeof text === 'string')
  )
}

async function store(dir: string, file: string, snapshot: Snapshot): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, JSON.stringify(snapshot), { mode: 0o600 })
  await rename(draft, file)
}
