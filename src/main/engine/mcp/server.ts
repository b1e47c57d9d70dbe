import type { ListedTool } from '../../../core/mcp/tools.ts'
import type { McpServer } from '../../../core/mcp/servers.ts'
import type { Connection } from './connection.ts'
import { SignInNeeded, Unusable } from './problems.ts'
import type { ServerLog } from './serverLog.ts'
import { createToolList } from './toolList.ts'
import { watched } from './watched.ts'

export type McpState =
  /** Switched off by the configuration or by hand. */
  | { phase: 'disabled' }
  /** Not asked for yet. */
  | { phase: 'stopped' }
  | { phase: 'starting'; attempt: number; since: number }
  | { phase: 'ready'; since: number }
  /** `nextRetryAt` is null when it is not tried again by itself. */
  | { phase: 'failed'; reason: string; attempt: number; nextRetryAt: number | null }
  | { phase: 'needsSignIn'; reason: string }

export interface ServerDeps {
  server: McpServer
  log: ServerLog
  now(): number
  /** Milliseconds before the attempt after this one. */
  backoffMs(attempt: number): number
  connect(signal: AbortSignal, onListChanged: (kind: ListKind) => void): Promise<Connection>
  onChange(): void
}

export type ListKind = 'tools' | 'resources' | 'prompts'

export interface Server {
  readonly config: McpServer
  state(): McpState
  connection(): Connection | null
  /** The tools of its last greeting, kept while it restarts so that a prompt does not change needlessly. */
  tools(): readonly ListedTool[]
  notes(): readonly string[]
  /** Starts it unless it runs, is being started or is switched off. */
  start(): void
  /** Starts it afresh, whatever it does. */
  restart(): void
  setEnabled(enabled: boolean): void
  /** Resolves when it is ready; rejects with why it is not, at the latest after its startup timeout. */
  ready(signal: AbortSignal): Promise<Connection>
  /** Resolves when it is neither starting nor about to. */
  settled(signal: AbortSignal): Promise<void>
  dispose(): Promise<void>
}

const MAX_ATTEMPTS = 5
/** A server that held so long starts counting anew. */
const HEALTHY_MS = 60_000

/** One server through its life: started when asked for, watched, and started again a few times when it goes. */
export function createServer(deps: ServerDeps): Server {
  const { server, log, now, onChange } = deps
  const state = watched<McpState>(server.enabled ? { phase: 'stopped' } : { phase: 'disabled' }, onChange)
  let connection: Connection | null = null
  const list = createToolList({ log, timeoutMs: server.startupTimeoutMs, onChange })
  /** The life that counts: aborted by whatever replaces it. */
  let life = new AbortController()
  let disposed = false
  let retry: NodeJS.Timeout | undefined
  const closing = new Set<Promise<void>>()

  const leave = (): void => {
    life.abort(new Error('The server was stopped.'))
    clearTimeout(retry)
    if (connection) release(connection)
    connection = null
  }

  const release = (opened: Connection): void => {
    const closed = opened.close().finally(() => closing.delete(closed))
    closing.add(closed)
  }

  const launch = (attempt: number): void => {
    leave()
    if (disposed) return
    life = new AbortController()
    state.set({ phase: 'starting', attempt, since: now() })
    const attempted: Promise<void> = run(attempt, life.signal).finally(() => closing.delete(attempted))
    closing.add(attempted) // whoever disposes waits until what it started is gone
  }

  const run = async (attempt: number, ended: AbortSignal): Promise<void> => {
    const timeout = AbortSignal.timeout(server.startupTimeoutMs)
    const signal = AbortSignal.any([ended, timeout])
    let opened: Connection | null = null
    try {
      opened = await deps.connect(signal, kind => listChanged(kind, ended))
      await list.read(opened, signal)
      ended.throwIfAborted()
    } catch (error) {
      if (opened) release(opened)
      if (!ended.aborted) failed(timeout.aborted ? tooSlow(server) : error, attempt)
      return
    }
    connection = opened
    const since = now()
    state.set({ phase: 'ready', since })
    void opened.lost.then(reason => {
      if (ended.aborted) return
      log.add('heddle', 'error', `Connection lost: ${reason}.`)
      failed(new Error(reason), now() - since >= HEALTHY_MS ? 0 : attempt)
    })
  }

  const failed = (error: unknown, attempt: number): void => {
    leave()
    const reason = log.clean(messageOf(error))
    log.add('heddle', 'error', reason)
    if (error instanceof SignInNeeded) return state.set({ phase: 'needsSignIn', reason })
    if (attempt >= MAX_ATTEMPTS || error instanceof Unusable)
      return state.set({ phase: 'failed', reason, attempt, nextRetryAt: null })
    const delayMs = deps.backoffMs(attempt)
    retry = setTimeout(() => launch(attempt + 1), delayMs)
    state.set({ phase: 'failed', reason, attempt, nextRetryAt: now() + delayMs })
  }

  const listChanged = (kind: ListKind, ended: AbortSignal): void => {
    if (kind === 'tools') list.refresh(() => connection, ended)
    else onChange()
  }

  const start = (): void => {
    if (state.get().phase === 'stopped') launch(1)
  }

  return {
    config: server,
    state: state.get,
    connection: () => connection,
    tools: list.tools,
    notes: list.notes,
    start,
    restart: () => (state.get().phase === 'disabled' ? undefined : launch(1)),
    setEnabled(enabled) {
      if (enabled === (state.get().phase !== 'disabled')) return
      if (enabled) return launch(1)
      leave()
      list.clear()
      state.set({ phase: 'disabled' })
    },
    async ready(signal) {
      start()
      const limit = AbortSignal.timeout(server.startupTimeoutMs)
      await state.until(isSettled, AbortSignal.any([signal, limit])).catch(error => {
        if (signal.aborted) throw error
      })
      if (connection) return connection
      throw new Error(describe(server.name, state.get()))
    },
    settled: signal => state.until(isSettled, signal),
    async dispose() {
      disposed = true
      leave()
      state.set({ phase: 'stopped' })
      while (closing.size > 0) await Promise.all(closing)
    },
  }
}

const tooSlow = ({ startupTimeoutMs }: McpServer) =>
  new Error(`It did not start within ${startupTimeoutMs / 1000} s. Raise startup_timeout_sec if it needs longer.`)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Whether a server is where it stays until something happens to it. */
const isSettled = (state: McpState): boolean =>
  state.phase !== 'starting' && !(state.phase === 'failed' && state.nextRetryAt !== null)

/** Why a server cannot be used, for a model and a person. */
function describe(name: string, state: McpState): string {
  switch (state.phase) {
    case 'disabled':
      return `The MCP server ${name} is switched off.`
    case 'needsSignIn':
      return `The MCP server ${name} needs the user to sign in. ${state.reason}`
    case 'failed':
      return `The MCP server ${name} is not running: ${state.reason}`
    case 'starting':
      return `The MCP server ${name} is still starting.`
    default:
      return `The MCP server ${name} is not running.`
  }
}
