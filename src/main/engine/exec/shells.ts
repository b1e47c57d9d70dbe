import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, isAbsolute } from 'node:path'
import { launchOnPty } from './launch.ts'
import type { Launched } from './launch.ts'
import { createOutputFeed } from './outputFeed.ts'
import type { OutputFeed } from './outputFeed.ts'
import { defaultShell } from './shell.ts'

/** What can be read again of one shell, scrollback and all. */
const FEED_BYTES = 1024 * 1024
const MAX_SHELLS = 32
/** How long a shell that is told to end has for it before its whole tree is killed. */
const GONE_MS = 280

/** A shell of the person, with or without a process. */
export type OwnShell = {
  shellId: string
  threadId: string
  name: string
  shell: string
  cwd: string
  startedAt: number
  /** Null while it runs. */
  exitCode: number | null
}

type Entry = { facts: OwnShell; feed: OutputFeed; process: Launched | null; size: Size }
type Size = { cols: number; rows: number }

export type Shells = {
  /** Rejects with the system's error when it cannot be started; null when there are too many. */
  open(request: { threadId: string; cwd: string } & Size): Promise<OwnShell | null>
  list(threadId?: string): OwnShell[]
  feed(shellId: string): OutputFeed | undefined
  /** False where there is no such shell; these, too. */
  write(shellId: string, chars: string): boolean
  resize(shellId: string, size: Size): boolean
  rename(shellId: string, name: string): boolean
  /** Starts one that has ended again. Rejects as `open` does. */
  restart(shellId: string): Promise<boolean>
  /** Ends it with everything that runs in it, and forgets it. */
  close(shellId: string): void
  onChange(listener: () => void): () => void
  /** Ends all. Nothing can be opened afterwards. */
  dispose(): Promise<void>
}

export interface ShellsDeps {
  environment: Readonly<Record<string, string | undefined>>
  /** $SHELL. */
  userShell: string | undefined
}

/**
 * Shells that belong to the person: with their environment as a terminal has it, without a sandbox, out of reach of
 * every model. They live as long as the engine does; a page that is loaded again finds them as they are.
 */
export function createShells({ environment, userShell }: ShellsDeps): Shells {
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  const tell = () => listeners.forEach(listen => listen())
  let isOver = false

  const start = async (entry: Entry): Promise<void> => {
    const { facts, feed } = entry
    const env = terminalEnvironment(environment)
    const request = { argv: [facts.shell, '-l'], cwd: facts.cwd, env, kept: null, sandboxed: false }
    const launched = await launchOnPty(request, {
      data: feed.push,
      exit: code => {
        entry.process = null
        facts.exitCode = code
        feed.end()
        tell()
      },
    })
    launched.resize(entry.size.cols, entry.size.rows)
    entry.process = launched
    feed.begin()
    facts.startedAt = Date.now()
    facts.exitCode = null
    // Whoever closed it meanwhile must not leave a process behind.
    if (isOver || !entries.has(facts.shellId)) launched.kill()
  }
  const killAll = () => entries.forEach(({ process }) => process?.kill())
  process.on('exit', killAll)

  const nameFor = (threadId: string, shell: string): string => {
    const names = new Set([...entries.values()].map(({ facts }) => facts.threadId === threadId && facts.name))
    const base = basename(shell)
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base} ${number}`
      if (!names.has(name)) return name
    }
  }

  return {
    async open({ threadId, cwd, cols, rows }) {
      if (isOver || entries.size >= MAX_SHELLS) return null
      const shellId = randomUUID()
      const shell = shellOf(userShell)
      const facts = {
        shellId,
        threadId,
        name: nameFor(threadId, shell),
        shell,
        cwd,
        startedAt: Date.now(),
        exitCode: null,
      }
      const entry: Entry = { facts, feed: createOutputFeed(FEED_BYTES), process: null, size: { cols, rows } }
      entries.set(shellId, entry)
      try {
        await start(entry)
      } catch (error) {
        entries.delete(shellId)
        throw error
      }
      tell()
      return { ...facts }
    },
    list: threadId =>
      [...entries.values()]
        .filter(({ facts }) => threadId === undefined || facts.threadId === threadId)
        .map(({ facts }) => ({ ...facts })),
    feed: shellId => entries.get(shellId)?.feed,
    write(shellId, chars) {
      const entry = entries.get(shellId)
      entry?.process?.write(chars)
      return entry !== undefined
    },
    resize(shellId, size) {
      const entry = entries.get(shellId)
      if (entry) entry.size = size
      entry?.process?.resize(size.cols, size.rows)
      return entry !== undefined
    },
    rename(shellId, name) {
      const entry = entries.get(shellId)
      if (entry) entry.facts.name = name
      tell()
      return entry !== undefined
    },
    async restart(shellId) {
      const entry = entries.get(shellId)
      if (entry && entry.process === null && entry.facts.exitCode !== null) {
        await start(entry)
        tell()
      }
      return entry !== undefined
    },
    close(shellId) {
      const entry = entries.get(shellId)
      entries.delete(shellId)
      entry?.process?.kill()
      tell()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async dispose() {
      isOver = true
      killAll()
      const patience = AbortSignal.timeout(GONE_MS)
      await Promise.all([...entries.values()].map(({ feed, process }) => process && feed.until(feed.total, patience)))
      process.off('exit', killAll)
    },
  }
}

/** Any that the person chose, also one whose arguments no command of ours could use. */
const shellOf = (chosen: string | undefined): string =>
  chosen !== undefined && isAbsolute(chosen) && existsSync(chosen) ? chosen : defaultShell(undefined)

/** What a terminal program hands to the shell in it. Variables that steer this process itself are not for others. */
function terminalEnvironment(inherited: ShellsDeps['environment']): Record<string, string> {
  const own = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(ELECTRON_|HEDDLE_|CODEX_)/.test(entry[0]),
  )
  return { ...Object.fromEntries(own), TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'Heddle' }
}
