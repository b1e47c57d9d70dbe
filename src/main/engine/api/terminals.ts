import type { ShellView, TerminalView } from '../../../contract/terminals.ts'
import { Failure } from '../../../contract/procedure.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { OutputFeed } from '../exec/outputFeed.ts'
import type { EndedSession, Exec, LiveSession } from '../exec/sessions.ts'
import type { Shells } from '../exec/shells.ts'
import { aborted } from './aborted.ts'

/** How often output is told of while somebody watches. */
const LOOK_MS = 400

export interface TerminalApiDeps {
  exec: Pick<Exec, 'list' | 'ended' | 'dismiss' | 'feed' | 'hold' | 'type' | 'resize' | 'kill' | 'onBackground'>
  shells: Shells
  /** Whether people sit at this host: shells are for them, not for programs that drive an engine. */
  offersShells: boolean
  /** Where a thread works. Rejects with `thread.notFound`. */
  cwdOf(threadId: string): Promise<string>
  turnDiff: Handlers['turn/diff']
}

type TerminalMethods = Extract<keyof Handlers, `terminal${string}` | `shell/${string}`>

/** Commands that run on after their call, the person's own shells, and what turns changed. */
export function terminalHandlers(deps: TerminalApiDeps): Pick<Handlers, TerminalMethods | 'turn/diff'> {
  const { exec, shells } = deps
  return {
    'terminals/watch': ({ threadId }, push, signal) => watch(deps, threadId, push, signal),
    'terminal/read': async ({ terminalId, from, maxBytes, ended: wasEnded, waitMs }) => {
      const feed = feedOf(deps, terminalId)
      if (from !== undefined && waitMs > 0) await feed.until(from, AbortSignal.timeout(waitMs), wasEnded)
      const { offset, bytes } = feed.read(from ?? null, maxBytes)
      const { total, ended } = feed
      return { offset, data: Buffer.from(bytes).toString('base64'), total, ended }
    },
    'terminal/write': async ({ terminalId, data }) => {
      const { session, shell } = targetOf(terminalId)
      const said = shell === null ? exec.type(session, data) : shells.write(shell, data) ? 'done' : 'unknown'
      if (said === 'unknown') throw notFound()
      if (said === 'not held') {
        throw new Failure('terminal.notHeld', 'The agent has this terminal. Take it over to type in it.')
      }
      return {}
    },
    'terminal/resize': async ({ terminalId, cols, rows }) => {
      const { session, shell } = targetOf(terminalId)
      const isThere = shell === null ? exec.resize(session, cols, rows) : shells.resize(shell, { cols, rows })
      if (!isThere) throw notFound()
      return {}
    },
    'terminal/hold': async ({ sessionId, held }) => {
      const said = exec.hold(sessionId, held)
      if (said === 'unknown') throw notFound()
      if (said === 'no terminal') {
        throw new Failure('terminal.noInput', 'This command runs without a terminal: nothing can be typed into it.')
      }
      return {}
    },
    'terminal/kill': async ({ sessionId }) => ({ ended: exec.kill(sessionId) }),
    'terminal/dismiss': async ({ sessionId }) => {
      exec.dismiss(sessionId)
      return {}
    },
    ...shellHandlers(deps),
    'turn/diff': deps.turnDiff,
  }
}

function shellHandlers({ shells, offersShells, cwdOf }: TerminalApiDeps) {
  return {
    'shell/open': async ({ threadId, cols, rows }) => {
      if (!offersShells) throw new Failure('terminal.notOffered', 'Shells open in the window and in the browser only.')
      const cwd = await cwdOf(threadId)
      const shell = await shells.open({ threadId, cwd, cols, rows }).catch(notStarted)
      if (shell === null) throw new Failure('terminal.tooMany', 'Too many shells are open. Close one first.')
      return { shell }
    },
    'shell/rename': async ({ shellId, name }) => {
      if (!shells.rename(shellId, name)) throw notFound()
      return {}
    },
    'shell/restart': async ({ shellId }) => {
      if (!(await shells.restart(shellId).catch(notStarted))) throw notFound()
      return {}
    },
    'shell/close': async ({ shellId }) => {
      shells.close(shellId)
      return {}
    },
  } satisfies Partial<Handlers>
}

async function watch(
  { exec, shells, offersShells }: TerminalApiDeps,
  threadId: string | undefined,
  push: Parameters<Handlers['terminals/watch']>[1],
  signal: AbortSignal,
): Promise<void> {
  let told = ''
  let looking: NodeJS.Timeout | undefined
  const tell = () => {
    const terminals = exec
      .list(threadId)
      .filter(({ background }) => background)
      .map(session => viewOf({ ...session, exitCode: null }))
    const ended = exec.ended(threadId).map(session => viewOf({ ...session, held: false }))
    const views: ShellView[] = shells.list(threadId)
    const text = JSON.stringify([terminals, ended, views])
    if (text !== told) push({ type: 'terminals', terminals, ended, shells: views, canOpen: offersShells })
    told = text
    // What they print is looked for only while there is something that prints.
    if (terminals.length > 0) looking ??= setInterval(tell, LOOK_MS)
    else looking = void clearInterval(looking)
  }
  const ends = [exec.onBackground(tell), shells.onChange(tell)]
  tell()
  await aborted(signal)
  clearInterval(looking)
  ends.forEach(end => end())
}

function viewOf(session: (LiveSession & { exitCode: null }) | (EndedSession & { held: false })): TerminalView {
  const { sessionId, threadId, callId, command, workdir, tty, sandboxed, startedAt, held, exitCode, tail } = session
  return { sessionId, threadId, callId, command, workdir, tty, sandboxed, startedAt, held, exitCode, tail: tail() }
}

/** The two kinds of terminals, by the id that the contract gives them. */
function targetOf(terminalId: string): { session: number; shell: string | null } {
  const [kind, id = ''] = terminalId.split(':', 2)
  return kind === 'shell' ? { session: 0, shell: id } : { session: Number(id), shell: null }
}

function feedOf({ exec, shells }: TerminalApiDeps, terminalId: string): OutputFeed {
  const { session, shell } = targetOf(terminalId)
  const feed = shell === null ? exec.feed(session) : shells.feed(shell)
  if (!feed) throw notFound()
  return feed
}

const notFound = () => new Failure('terminal.notFound', 'This terminal is not there any more.')

function notStarted(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error)
  throw new Failure('terminal.notStarted', `The shell could not be started: ${why}`)
}
