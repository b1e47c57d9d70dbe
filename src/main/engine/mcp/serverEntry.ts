import type { McpServer } from '../../../core/mcp/servers.ts'
import type { ToolOutcome } from '../../../core/thread/calls.ts'
import { carryOut, createDeadline } from './call.ts'
import type { Deadline, McpCall } from './call.ts'
import { connect } from './connection.ts'
import type { Connection, ElicitAnswer, ElicitParams } from './connection.ts'
import type { Elicitations } from './elicitations.ts'
import { loadSdk } from './sdk.ts'
import type { Sdk } from './sdk.ts'
import { SignInNeeded, Unusable } from './problems.ts'
import { createServer } from './server.ts'
import type { Server } from './server.ts'
import { createServerLog } from './serverLog.ts'
import type { ServerLog } from './serverLog.ts'
import type { ServerProcesses } from './serverProcess.ts'
import { storedSignIn } from './signIn.ts'
import type { McpTokens } from './tokens.ts'
import { headersOf, openHttp, openStdio, programOf, secretsOf } from './transports.ts'
import type { OpenTransport } from './transports.ts'

/** One server with its log and the calls to it. */
export interface ServerEntry {
  server: Server
  log: ServerLog
  call(call: McpCall): Promise<ToolOutcome>
}

export interface EntryDeps {
  environment: Readonly<Record<string, string | undefined>>
  userHome: string
  version: string
  processes: ServerProcesses
  tokens: McpTokens
  elicitations: Pick<Elicitations, 'ask'>
  /** Aborts when the program ends. */
  disposed: AbortSignal
  backoffMs(attempt: number): number
  onChange(): void
}

const PING_MS = 5000

/** Puts one server of the configuration together. It does nothing before it is started. */
export function createEntry(config: McpServer, deps: EntryDeps): ServerEntry {
  const log = createServerLog(secretsOf(config, deps.environment), Date.now)
  /** Time limits of the calls under way, each with whose it is. */
  const calls = new Map<Deadline, McpCall>()

  /** Puts a question to the user, in the name of the only call it can belong to. Meanwhile no call times out. */
  const ask = async (params: ElicitParams, asked: AbortSignal): Promise<ElicitAnswer> => {
    const only = calls.size === 1 ? [...calls.values()][0] : undefined
    const signal = AbortSignal.any([asked, deps.disposed, ...(only ? [only.signal] : [])])
    const waiting = [...calls.keys()]
    waiting.forEach(deadline => deadline.pause())
    try {
      return await deps.elicitations.ask({ server: config.name, call: only ?? null, params, signal })
    } finally {
      waiting.filter(deadline => calls.has(deadline)).forEach(deadline => deadline.resume())
    }
  }

  const server = createServer({
    server: config,
    log,
    now: Date.now,
    backoffMs: deps.backoffMs,
    onChange: deps.onChange,
    connect: async (signal, onListChanged) => {
      const sdk = await loadSdk()
      signal.throwIfAborted()
      try {
        const opened = await openTransport(config, deps, sdk, log)
        return await connect({ sdk, version: deps.version, log, onListChanged, onElicit: ask }, opened, signal)
      } catch (error) {
        throw isUnauthorized(sdk, error) ? new SignInNeeded('It does not know who you are.') : error
      }
    },
  })

  return {
    server,
    log,
    async call(wanted) {
      const over = new AbortController()
      const signal = AbortSignal.any([wanted.signal, over.signal])
      const connection = await server.ready(signal).catch((error: Error) => error)
      if (connection instanceof Error) {
        return wanted.signal.aborted
          ? { status: 'aborted', output: 'aborted by user' }
          : { status: 'failed', output: connection.message }
      }
      const timeoutMs = config.toolTimeoutMs
      const deadline = createDeadline(timeoutMs)
      calls.set(deadline, { ...wanted, signal })
      try {
        const { outcome, isProtocolFailure } = await carryOut(wanted, connection, {
          deadline,
          timeoutMs,
          clean: log.clean,
        })
        if (isProtocolFailure) void checkHealth(server, connection, deps.disposed)
        return outcome
      } finally {
        calls.delete(deadline)
        deadline.end()
        over.abort(new Error('The call is over.'))
      }
    },
  }
}

async function openTransport(config: McpServer, deps: EntryDeps, sdk: Sdk, log: ServerLog): Promise<OpenTransport> {
  const { transport } = config
  if (transport.type === 'stdio')
    return await openStdio(programOf(transport, deps.environment, deps.userHome), deps.processes, log)
  const found = headersOf(transport, deps.environment)
  if ('missing' in found) throw new Unusable(`The variable ${found.missing} is not set.`)
  const isSignedIn = deps.tokens.get(config.name, transport.url) !== null
  const authProvider = isSignedIn ? storedSignIn(config, transport, deps.tokens) : undefined
  return openHttp({ sdk, url: new URL(transport.url), headers: found.headers, authProvider, log })
}

const isUnauthorized = (sdk: Sdk, error: unknown): boolean =>
  error instanceof sdk.UnauthorizedError || (error instanceof Error && 'code' in error && error.code === 401)

/** A server over HTTP does not say when it goes: after a call that got no answer it is asked whether it is still there. */
async function checkHealth(server: Server, connection: Connection, disposed: AbortSignal): Promise<void> {
  const isCurrent = (): boolean => server.connection() === connection && !disposed.aborted
  if (!isCurrent()) return
  const isAlive = await connection.request('ping', {}, { signal: AbortSignal.timeout(PING_MS) }).then(
    () => true,
    () => false,
  )
  if (!isAlive && isCurrent()) server.restart()
}
