import { randomBytes } from 'node:crypto'
import { createConfinement, type Confinement } from './confinement.ts'
import type { Environment } from './env.ts'
import {
  heldByPerson,
  notCreated,
  rejected,
  stdinClosed,
  unknownSession,
  type ExecError,
  type ExecResult,
} from './execResult.ts'
import { createStarter, launchOnPipe, launchOnPty } from './launch.ts'
import type { LaunchEvents, LaunchRequest, Starter } from './launch.ts'
import { pollYieldMs, quietMs, startYieldMs, writeYieldMs } from './limits.ts'
import { tokenCount, truncateForModel } from './output.ts'
import type { OutputFeed } from './outputFeed.ts'
import type { SandboxSpec } from './sandbox.ts'
import type { AvailableSandbox, SandboxSupport } from './sandboxProbe.ts'
import { systemErrorText } from '../systemErrors.ts'
import { createSession, type Patience, type Session } from './session.ts'
import { createSessionTable, type Entry, type SessionFacts, type SessionTable } from './sessionTable.ts'
import { resolveShell, shellArgv } from './shell.ts'

const INTERRUPT = '\u0003'
/** How long an aborted call, or an engine that ends, waits for its processes before it goes on without them. */
const GONE_MS = 280
const NOTHING = { text: '', totalBytes: 0, omittedBytes: 0 }
const NEVER = new AbortController().signal
/** Said to the model before the output that it asked for. */
const TAKEN_OVER = '[The user has taken this terminal over and may be typing in it.]\n'
const HANDED_BACK = '[The user typed in this terminal for a while and has handed it back.]\n'
/** What a list of commands shows of their output. */
const TAIL_CHARS = 4096

export type StartRequest = {
  threadId: string
  callId: string
  command: string
  /** A path or name the model asked for; the user's shell when there is no such shell. */
  shell?: string
  /** Runs the profile of a login shell. Not needed when `env` holds what the profile sets (see loginEnvironment.ts). */
  login?: boolean
  workdir: string
  tty: boolean
  yieldTimeMs?: number
  maxOutputTokens: number
  /** Null runs without a sandbox. */
  sandbox: SandboxSpec | null
  env: Environment
}

export type WriteRequest = {
  threadId: string
  sessionId: number
  /** Empty only looks; a lone \u0003 interrupts, with or without a terminal. */
  chars: string
  yieldTimeMs?: number
  maxOutputTokens: number
}

export type LiveSession = SessionFacts & {
  pid: number
  /** Its call has come back; it runs on. */
  background: boolean
  /** A person types there, the model cannot. */
  held: boolean
  /** The end of what it printed. */
  tail(): string
}

/** A background session whose process is gone. */
export type EndedSession = SessionFacts & { exitCode: number | null; tail(): string }

/** A command's end. `background` when its call had returned before. */
export type ExitNotice = SessionFacts & {
  background: boolean
  exitCode: number
  durationMs: number
  aggregatedOutput: string
  totalBytes: number
  totalLines: number
}

/** Looks at output as it comes. The bytes are used again after the call. */
export type OutputListener = (bytes: Uint8Array) => void

export type Exec = {
  /** Makes ready what the first command of a thread needs, so that it does not wait for it. Costs a small process. */
  warm(threadId: string, sandbox: SandboxSpec | null): void
  /** Runs a command until it ends or its time to yield has come. Aborting ends its whole process tree. */
  start(
    request: StartRequest,
    onOutput: OutputListener | undefined,
    signal: AbortSignal,
  ): Promise<ExecResult | ExecError>
  /** Types into a session and waits for the answer, or waits for its end. Aborting only ends the waiting. */
  write(request: WriteRequest, signal: AbortSignal): Promise<ExecResult | ExecError>
  /** What runs now, oldest first. */
  list(threadId?: string): LiveSession[]
  /** Ends a session's whole process tree; false when no session has that id. */
  kill(sessionId: number): boolean
  /** Background sessions that ended lately, newest first. */
  ended(threadId?: string): EndedSession[]
  /** Takes one of those off the list. */
  dismiss(sessionId: number): void
  /** The output of a session that runs or ended lately. */
  feed(sessionId: number): OutputFeed | undefined
  /** A person takes a terminal over, or hands it back: meanwhile the model cannot type there. It is told. */
  hold(sessionId: number, held: boolean): 'done' | 'unknown' | 'no terminal'
  /** What a person types into a terminal that they hold. */
  type(sessionId: number, chars: string): 'done' | 'unknown' | 'not held'
  resize(sessionId: number, cols: number, rows: number): boolean
  onExit(listener: (notice: ExitNotice) => void): () => void
  /** Calls back when a command starts to run in the background, and when one has ended. */
  onBackground(listener: () => void): () => void
  /** Ends everything. Nothing can be started afterwards. */
  dispose(): Promise<void>
}

export type ExecDeps = {
  /** $SHELL. */
  userShell: string | undefined
  /** Asked when a command needs a sandbox; the answer is the caller's to keep. */
  sandboxSupport(): Promise<SandboxSupport>
  /** What will probably be the answer; nothing is run on the strength of it. */
  likelySupport?(): AvailableSandbox | null
}

/** What the calls of one engine share. */
type Room = {
  deps: ExecDeps
  table: SessionTable
  starter: Starter
  confinement: Confinement
  listeners: Set<(notice: ExitNotice) => void>
  backgroundListeners: Set<() => void>
  launching: Set<Promise<unknown>>
  disposal: AbortController
}

/** Runs commands for all threads of an engine. What it starts ends with it, and with this process. */
export function createExec(deps: ExecDeps): Exec {
  const table = createSessionTable()
  const starter = createStarter()
  const confinement = createConfinement()
  const listeners: Room['listeners'] = new Set()
  const backgroundListeners: Room['backgroundListeners'] = new Set()
  const disposal = new AbortController()
  const room: Room = {
    deps,
    table,
    starter,
    confinement,
    listeners,
    backgroundListeners,
    launching: new Set(),
    disposal,
  }
  const killAll = (): void => {
    table.running().forEach(({ session }) => session.process()?.kill())
    confinement.dispose()
  }
  process.on('exit', killAll)

  return {
    warm: (threadId, sandbox) => void warm(room, threadId, sandbox).catch(() => undefined),
    start: (request, onOutput, signal) => start(room, request, onOutput, signal),
    write: (request, signal) => write(room, request, signal),
    list: threadId =>
      table.running().flatMap(({ facts, session, background, held }) => {
        const pid = session.process()?.pid
        if (pid === undefined || (threadId !== undefined && facts.threadId !== threadId)) return []
        return [{ ...facts, pid, background, held, tail: tailOf(session) }]
      }),
    ended: threadId =>
      table
        .lately()
        .filter(({ facts }) => threadId === undefined || facts.threadId === threadId)
        .map(({ facts, session }) => ({ ...facts, exitCode: session.exitCode(), tail: tailOf(session) })),
    dismiss: sessionId => {
      table.dismiss(sessionId)
      tellBackground(room)
    },
    feed: sessionId => table.seen(sessionId)?.session.feed,
    hold: (sessionId, held) => hold(room, sessionId, held),
    type: (sessionId, chars) => {
      const entry = table.get(sessionId)
      if (entry === undefined) return 'unknown'
      if (!entry.held) return 'not held'
      entry.session.process()?.write(chars)
      return 'done'
    },
    kill: sessionId => {
      const entry = table.get(sessionId)
      entry?.session.process()?.terminate()
      return entry !== undefined
    },
    resize: (sessionId, cols, rows) => {
      const entry = table.get(sessionId)
      entry?.session.process()?.resize(cols, rows)
      return entry !== undefined
    },
    onExit: listener => {
      room.listeners.add(listener)
      return () => room.listeners.delete(listener)
    },
    onBackground: listener => {
      room.backgroundListeners.add(listener)
      return () => void room.backgroundListeners.delete(listener)
    },
    dispose: async () => {
      room.disposal.abort()
      await Promise.allSettled(room.launching)
      await Promise.all(table.running().map(end))
      killAll()
      process.off('exit', killAll)
      starter.dispose()
    },
  }
}

/** What goes wrong here, the command itself meets. */
async function warm({ deps, starter, confinement }: Room, owner: string, sandbox: SandboxSpec | null): Promise<void> {
  if (sandbox === null) return starter.warm(null)
  const support = deps.likelySupport?.() ?? null
  const shared = support && (await confinement.prepare(support, sandbox))
  starter.warm(shared && { ...shared, owner })
}

async function start(
  room: Room,
  request: StartRequest,
  onOutput: OutputListener | undefined,
  callerSignal: AbortSignal,
): Promise<ExecResult | ExecError> {
  const signal = AbortSignal.any([callerSignal, room.disposal.signal])
  const entry = createEntry(room, request, onOutput)
  const launching = launch(room, request, entry, signal)
  room.launching.add(launching)
  const failure = await launching.finally(() => room.launching.delete(launching))
  if (failure !== null) {
    room.table.forget(entry)
    return failure
  }
  const { session, startedMs } = entry
  if (session.process() !== null) await session.wait({ yieldMs: startYieldMs(request.yieldTimeMs) }, signal)
  const aborted = signal.aborted && session.exitCode() === null
  if (aborted) {
    room.table.forget(entry)
    await end(entry)
  }
  const result = settle(room, entry, startedMs, request.maxOutputTokens, aborted)
  if (aborted) return { ...result, sessionId: null }
  entry.background = result.sessionId !== null
  if (entry.background) tellBackground(room)
  if (entry.background) room.table.evict(request.threadId).forEach(old => old.session.process()?.terminate())
  return result
}

async function write(room: Room, request: WriteRequest, callerSignal: AbortSignal): Promise<ExecResult | ExecError> {
  const signal = AbortSignal.any([callerSignal, room.disposal.signal])
  const entry = room.table.find(request.threadId, request.sessionId)
  if (entry === undefined) return unknownSession(request.sessionId)
  const sinceMs = performance.now()
  const { chars } = request
  if (chars !== '' && chars !== INTERRUPT && !entry.facts.tty) return stdinClosed
  if (chars !== '' && entry.held) return heldByPerson(request.sessionId)
  // Listening begins before typing: the answer may come at once.
  const waiting = entry.session.wait(patience(request), signal)
  const process = entry.session.process()
  if (chars === INTERRUPT && !entry.facts.tty) process?.interrupt()
  else if (chars !== '') process?.write(chars)
  await waiting
  return settle(room, entry, sinceMs, request.maxOutputTokens, signal.aborted && entry.session.exitCode() === null)
}

function createEntry(room: Room, request: StartRequest, onOutput: OutputListener | undefined): Entry {
  const { threadId, callId, command, workdir, tty } = request
  const sandboxed = request.sandbox !== null && request.sandbox.mode !== 'danger-full-access'
  const sessionId = room.table.takeId()
  const facts = { sessionId, threadId, callId, command, workdir, tty, sandboxed, startedAt: Date.now() }
  const startedMs = performance.now()
  const session = createSession(onOutput, () => {
    room.table.ended(entry)
    const notice = exitNotice(entry)
    room.listeners.forEach(listen => listen(notice))
    if (entry.background) tellBackground(room)
  })
  const entry: Entry = { facts, session, startedMs, background: false, lastUsedMs: startedMs, held: false, news: null }
  return entry
}

/** Starts the process of an entry; null when it runs, or when the call was aborted before it did. */
async function launch(room: Room, request: StartRequest, entry: Entry, signal: AbortSignal): Promise<ExecError | null> {
  const prepared = await prepare(room, request).catch(cannotConfine)
  if ('error' in prepared) return prepared
  if (signal.aborted) {
    prepared.release()
    return null
  }
  const { data, exit } = entry.session.events
  const events: LaunchEvents = {
    data,
    exit: code => {
      prepared.release()
      exit(code)
    },
  }
  try {
    const launched = await (request.tty ? launchOnPty(prepared, events) : launchOnPipe(room.starter, prepared, events))
    entry.session.attach(launched)
    room.table.add(entry)
    return null
  } catch (error) {
    prepared.release()
    return notCreated(error instanceof Error ? error : new Error(String(error)))
  }
}

type Prepared = LaunchRequest & { release(): void }

/** What to run, and under what. Without the sandbox a command was promised, it does not run. */
async function prepare({ deps, confinement }: Room, request: StartRequest): Promise<Prepared | ExecError> {
  const shell = resolveShell(request.shell, deps.userShell)
  const argv = shellArgv(shell, request.command, request.login ?? false)
  const { workdir, env, sandbox, tty } = request
  const base = { cwd: workdir, env }
  if (sandbox === null || sandbox.mode === 'danger-full-access') {
    confinement.settle()
    return { ...base, argv, kept: null, sandboxed: false, release: () => undefined }
  }
  const support = await deps.sandboxSupport()
  if (!support.available) return rejected(`the command needs a sandbox, but ${support.reason}. ${support.fix}`)
  const confined = await confinement.confine(support, sandbox, argv, { interactive: tty, workdir })
  const { shared } = confined
  const kept = shared === null ? null : { sandbox: { ...shared, owner: request.threadId }, argv }
  return { ...base, ...confined, kept, sandboxed: true }
}

const cannotConfine = (error: unknown): ExecError =>
  rejected(`the command needs a sandbox, but it cannot be made: ${systemErrorText(error)}`)

/** What a call gives back now. A session whose end it tells is forgotten; an aborted call leaves the output unread. */
function settle(room: Room, entry: Entry, sinceMs: number, maxOutputTokens: number, aborted: boolean): ExecResult {
  const { session, facts } = entry
  const running = session.exitCode() === null
  if (!running) room.table.forget(entry)
  const unread = aborted ? NOTHING : session.takeUnread()
  const news = aborted ? null : entry.news
  if (news !== null) entry.news = null
  return {
    chunkId: randomBytes(3).toString('hex'),
    wallTimeMs: performance.now() - sinceMs,
    sessionId: running ? facts.sessionId : null,
    processId: facts.sessionId,
    originalTokenCount: tokenCount(unread),
    output: (news ?? '') + truncateForModel(unread, maxOutputTokens),
    ...session.summary(),
    ...(aborted ? { aborted } : {}),
  }
}

function hold(room: Room, sessionId: number, held: boolean): ReturnType<Exec['hold']> {
  const entry = room.table.get(sessionId)
  if (entry === undefined || entry.session.exitCode() !== null) return 'unknown'
  if (!entry.facts.tty) return 'no terminal'
  if (entry.held === held) return 'done'
  entry.held = held
  entry.news = held ? TAKEN_OVER : HANDED_BACK
  tellBackground(room)
  return 'done'
}

const tellBackground = ({ backgroundListeners }: Room): void => backgroundListeners.forEach(listen => listen())

const tailOf = (session: Session) => () => session.summary().aggregatedOutput.slice(-TAIL_CHARS)

async function end({ session }: Entry): Promise<void> {
  const process = session.process()
  if (process === null) return
  process.terminate()
  await session.wait({ yieldMs: GONE_MS }, NEVER)
}

function patience({ chars, yieldTimeMs }: WriteRequest): Patience {
  if (chars === '') return { yieldMs: pollYieldMs(yieldTimeMs) }
  const yieldMs = writeYieldMs(yieldTimeMs)
  // A terminal echoes control characters as two (^C, \r\n).
  const echoed = [...chars].reduce((bytes, char) => bytes + (char < ' ' ? 2 : Buffer.byteLength(char)), 0)
  return { yieldMs, quiet: { silenceMs: quietMs(yieldMs), echoBytes: echoed } }
}

function exitNotice({ facts, session, startedMs, background }: Entry): ExitNotice {
  const { exitCode, ...output } = session.summary()
  return { ...facts, background, exitCode: exitCode ?? -1, durationMs: performance.now() - startedMs, ...output }
}
