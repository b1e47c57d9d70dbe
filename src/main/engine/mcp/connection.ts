import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { oversizedOf } from './messages.ts'
import type { Sdk } from './sdk.ts'
import { limitedLog } from './serverLog.ts'
import type { ServerLog } from './serverLog.ts'
import type { OpenTransport } from './transports.ts'

export type Result = Record<string, unknown>

export interface RequestOptions {
  signal: AbortSignal
  onProgress?(progress: { progress: number; total?: number; message?: string }): void
}

/** A server that answered our greeting. */
export interface Connection {
  name: string
  version: string
  instructions?: string
  offers: { tools: boolean; resources: boolean; prompts: boolean }
  /** Asks it something. Rejects with what it says is wrong, or with the reason of the signal. */
  request(method: string, params: Record<string, unknown>, options: RequestOptions): Promise<Result>
  /** Resolves with the reason when it is gone. */
  lost: Promise<string>
  close(): Promise<void>
}

export interface ElicitParams {
  mode?: string
  message?: unknown
  requestedSchema?: unknown
  url?: unknown
}

export interface ElicitAnswer {
  action: 'accept' | 'decline' | 'cancel'
  content?: Record<string, string | number | boolean | string[]>
}

export interface ConnectDeps {
  sdk: Sdk
  version: string
  log: ServerLog
  onListChanged(kind: 'tools' | 'resources' | 'prompts'): void
  onElicit(params: ElicitParams, signal: AbortSignal): Promise<ElicitAnswer>
}

/** Longer than any of our own limits, which end a request before: the SDK's clock cannot be stopped while a person thinks. */
const NEVER_MS = 2 ** 31 - 1
const MAX_INSTRUCTIONS_CHARS = 4096

/** Greets the server at the other end of a transport. Closes it again where that fails. */
export async function connect(
  deps: ConnectDeps,
  { transport, lost }: OpenTransport,
  signal: AbortSignal,
): Promise<Connection> {
  const { sdk, log } = deps
  const client = createClient(deps)
  const whileThere = whileConnected(lost)
  try {
    await whileThere(client.connect(transport, { signal, timeout: NEVER_MS }))
  } catch (error) {
    await close(transport)
    throw error
  }
  const { name = 'unknown', version = '' } = client.getServerVersion() ?? {}
  log.add('heddle', 'info', `Connected to ${name} ${version}.`)
  const capabilities = client.getServerCapabilities() ?? {}
  return {
    name: name.slice(0, 200),
    version: version.slice(0, 100),
    instructions: client.getInstructions()?.slice(0, MAX_INSTRUCTIONS_CHARS),
    offers: {
      tools: capabilities.tools !== undefined,
      resources: capabilities.resources !== undefined,
      prompts: capabilities.prompts !== undefined,
    },
    request: async (method, params, { signal, onProgress }) => {
      signal.throwIfAborted()
      const options = { signal, timeout: NEVER_MS, onprogress: onProgress }
      return await whileThere(client.request({ method, params }, sdk.AnyResult, options))
    },
    lost,
    close: () => close(transport),
  }
}

/** Ends what is waited for when the other side is gone, and forgets it when it ended by itself. */
function whileConnected(lost: Promise<string>): <T>(work: Promise<T>) => Promise<T> {
  const waiting = new Set<(error: Error) => void>()
  let gone: ConnectionLost | null = null
  void lost.then(reason => {
    const error = (gone = new ConnectionLost(reason))
    waiting.forEach(reject => reject(error))
  })
  return work =>
    new Promise((resolve, reject) => {
      if (gone) reject(gone)
      waiting.add(reject)
      work.then(resolve, reject).finally(() => waiting.delete(reject))
    })
}

/** The server went away while it was asked something. */
export class ConnectionLost extends Error {
  constructor(reason: string) {
    super(`The server is gone: ${reason}`)
    this.name = 'ConnectionLost'
  }
}

const close = (transport: Transport): Promise<void> => transport.close().catch(() => undefined)

function createClient({ sdk, version, log, onListChanged, onElicit }: ConnectDeps) {
  const client = new sdk.Client(
    { name: 'heddle', title: 'Heddle', version },
    {
      // No sampling and no roots: a server that asks for them is told that there is no such method.
      capabilities: { elicitation: { form: {}, url: {} } },
      // Schemas of servers are never compiled: their patterns could run for ever.
      jsonSchemaValidator: {
        getValidator: () => input => ({ valid: true, data: input as never, errorMessage: undefined }),
      },
    },
  )
  const said = limitedLog(log, 'server')
  const troubled = limitedLog(log, 'heddle')
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK's client is no event target
  client.onerror = error => troubled(error.message, 'warning')
  client.setRequestHandler(sdk.ElicitRequestSchema, async ({ params }, { signal }) => ({
    ...(await onElicit(params, signal)),
  }))
  client.fallbackNotificationHandler = async ({ method, params }) => {
    const changed = /^notifications\/(tools|resources|prompts)\/list_changed$/.exec(method)?.[1]
    if (changed !== undefined) onListChanged(changed as 'tools' | 'resources' | 'prompts')
    if (method === 'notifications/message') said(logText(params), levelOf(params?.level))
  }
  return client
}

function logText(params: Record<string, unknown> | undefined): string {
  const { data, logger } = params ?? {}
  const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? '')
  return typeof logger === 'string' ? `${logger}: ${text}` : text
}

const levelOf = (level: unknown) =>
  level === 'warning' ? 'warning' : /^(error|critical|alert|emergency)$/.test(String(level)) ? 'error' : 'info'

const MAX_PAGES = 50

/** All entries of a listing, page by page up to a limit. A page that cannot be read ends it with an error. */
export async function listAll(
  connection: Connection,
  method: string,
  field: string,
  { limit, signal }: { limit: number; signal: AbortSignal },
): Promise<unknown[]> {
  const entries: unknown[] = []
  let cursor: unknown
  for (let page = 0; page < MAX_PAGES && entries.length <= limit; page++) {
    const result = await connection.request(method, cursor === undefined ? {} : { cursor }, { signal })
    const oversized = oversizedOf(result)
    if (oversized) throw new Error(`The answer to ${method} has ${oversized.bytes} bytes, more than can be read.`)
    if (Array.isArray(result[field])) entries.push(...result[field])
    cursor = result.nextCursor
    if (typeof cursor !== 'string') break
  }
  return entries
}
