import { isDeepStrictEqual } from 'node:util'
import { SERVER_GRACE_MS } from '../../../core/mcp/config.ts'
import type { McpServer } from '../../../core/mcp/servers.ts'
import type { ToolOutcome } from '../../../core/thread/calls.ts'
import type { McpCall } from './call.ts'
import { createElicitations } from './elicitations.ts'
import type { Elicitations } from './elicitations.ts'
import { createResources } from './resources.ts'
import type { McpResources } from './resources.ts'
import { loadSdk } from './sdk.ts'
import { createEntry } from './serverEntry.ts'
import type { ServerEntry } from './serverEntry.ts'
import type { LogLine } from './serverLog.ts'
import { createServerProcesses } from './serverProcess.ts'
import { beginSignIn } from './signIn.ts'
import { createMcpTokens } from './tokens.ts'
import { listedTools, toolsOf, viewOf } from './views.ts'
import type { McpServerView, McpTool } from './views.ts'

export interface Mcp {
  /** Starts every server that is switched on and was not asked for yet. Returns at once. */
  start(): void
  /**
   * Starts the servers and resolves when each is ready or has failed, at the latest after the grace; a required one is
   * waited for until its own timeout. Rejects where a required one is not there.
   */
  settle(signal: AbortSignal): Promise<void>
  /** Names of the configured servers. */
  names(): string[]
  list(): McpServerView[]
  /** Calls the handler after changes, at most 20 times a second. Returns a function that stops. */
  watch(handler: () => void): () => void
  /** Throws for a name that is not configured, as everything does that takes one. */
  logs(server: string): LogLine[]
  restart(server: string): void
  /** Until the next start of the program, or until the configuration says otherwise. */
  setEnabled(server: string, enabled: boolean): void
  /** Takes over a changed configuration: servers that stay the same go on. */
  configure(servers: readonly McpServer[]): void
  /**
   * Begins to sign in. The page is to be opened in a browser; `done` resolves when the tokens are stored and the server
   * starts anew.
   */
  signIn(server: string): Promise<{ url: string | null; done: Promise<void> }>
  signOut(server: string): Promise<void>
  tools(): McpTool[]
  /** All tools of a server, also those that models are not told of. */
  listed(server: string): ReturnType<typeof listedTools>
  /** Which tools of a server the configuration lets through. */
  filters(server: string): Pick<McpServer, 'enabledTools' | 'disabledTools'>
  /** Calls a tool. Whatever happens becomes an outcome. */
  call(call: McpCall): Promise<ToolOutcome>
  resources: McpResources
  elicitations: Pick<Elicitations, 'list' | 'watch' | 'answer'>
  dispose(): Promise<void>
}

export interface McpDeps {
  servers: readonly McpServer[]
  /** What the servers' variables are taken from. */
  environment: Readonly<Record<string, string | undefined>>
  /** Folder that servers start in unless they name one. */
  userHome: string
  version: string
  tokensPath: string
  /** Port that browsers come back to after signing in; any if left out. */
  callbackPort?: number
  /** How long a turn waits for servers that are not required. */
  graceMs?: number
  newId(): string
  /** Processes that a process started, by its id. */
  descendants(pid: number): number[]
  /** Milliseconds before the attempt after this one; 1, 2, 4, 8 seconds if left out. */
  backoffMs?(attempt: number): number
}

const WATCH_INTERVAL_MS = 50

/** The connections to MCP servers, shared by all threads of an engine. Nothing starts before it is asked for. */
export function createMcp(deps: McpDeps): Mcp {
  const { descendants, tokensPath, callbackPort = 0, graceMs = SERVER_GRACE_MS } = deps
  const processes = createServerProcesses(descendants)
  const tokens = createMcpTokens(tokensPath)
  const disposed = new AbortController()
  const changes = createChanges(() => (known = null))
  const leaving = new Set<Promise<void>>()
  let entries = new Map<string, ServerEntry>()
  /** The tools with their names, until something changes. */
  let known: McpTool[] | null = null
  /** Until when turns wait for servers that are not required. */
  let patienceEnds: number | null = null

  const elicitations = createElicitations({
    newId: deps.newId,
    now: Date.now,
    onRefused: (server, reason) =>
      entries.get(server)?.log.add('heddle', 'warning', `A question was declined. ${reason}`),
  })
  const { environment, userHome, version, backoffMs = attempt => 1000 * 2 ** (attempt - 1) } = deps
  const shared = { environment, userHome, version, processes, tokens, elicitations, backoffMs }
  const createOne = (config: McpServer): ServerEntry =>
    createEntry(config, { ...shared, disposed: disposed.signal, onChange: changes.announce })

  const entryOf = (name: string): ServerEntry => {
    const entry = entries.get(name)
    if (entry) return entry
    throw new Error(`There is no MCP server ${name}. Configured are: ${[...entries.keys()].join(', ') || 'none'}.`)
  }
  const servers = () => [...entries.values()].map(({ server }) => server)
  const tools = (): McpTool[] => (known ??= toolsOf(servers()))
  const isSignedIn = ({ name, transport }: McpServer): boolean =>
    transport.type === 'http' && tokens.get(name, transport.url) !== null

  const configure = (configs: readonly McpServer[]): void => {
    const before = entries
    entries = new Map(
      configs.map(config => {
        const kept = before.get(config.name)
        return [config.name, kept && isDeepStrictEqual(kept.server.config, config) ? kept : createOne(config)]
      }),
    )
    for (const [name, { server }] of before) {
      const replacement = entries.get(name)?.server
      if (replacement === server) continue
      // What takes the place of a server that ran runs as well.
      if (server.state().phase !== 'stopped') replacement?.start()
      const left = server.dispose().finally(() => leaving.delete(left))
      leaving.add(left)
    }
    patienceEnds = null
    changes.announce()
  }
  configure(deps.servers)

  const start = (): void => servers().forEach(server => server.start())

  return {
    start,
    async settle(signal) {
      start()
      // Counted from the first turn that wanted them: a server that hangs does not slow down every sample.
      patienceEnds ??= performance.now() + graceMs
      const leftMs = Math.max(0, Math.ceil(patienceEnds - performance.now()))
      const grace = AbortSignal.any([signal, AbortSignal.timeout(leftMs)])
      await Promise.all(
        servers().map(async server => {
          if (server.config.required && server.state().phase !== 'disabled') await server.ready(signal)
          else await server.settled(grace).catch(() => undefined) // its tools come with a later sample
        }),
      )
    },
    names: () => [...entries.keys()],
    list: () =>
      [...entries.values()].map(({ server, log }) =>
        viewOf(server, { tools: tools(), signedIn: isSignedIn(server.config), clean: log.clean }),
      ),
    watch: changes.watch,
    logs: name => entryOf(name).log.lines(),
    restart: name => entryOf(name).server.restart(),
    setEnabled: (name, enabled) => entryOf(name).server.setEnabled(enabled),
    configure,
    async signIn(name) {
      const { server } = entryOf(name)
      const { transport } = server.config
      if (transport.type !== 'http') throw new Error(`${name} runs on this machine; there is nothing to sign in to.`)
      const sdk = await loadSdk()
      const { signal } = disposed
      const begun = await beginSignIn({ sdk, server: server.config, transport, tokens, callbackPort, signal })
      const done = begun.done.then(() => server.restart())
      done.catch(() => undefined) // told to whoever waits for it
      return { url: begun.url, done }
    },
    async signOut(name) {
      const { server } = entryOf(name)
      const { transport } = server.config
      if (transport.type === 'http') await tokens.remove(name, transport.url)
      if (server.state().phase !== 'stopped') server.restart()
    },
    tools,
    listed: name => listedTools(entryOf(name).server),
    filters: name => entryOf(name).server.config,
    call: async call => entryOf(call.server).call(call),
    resources: createResources({ servers, find: name => entryOf(name).server }),
    elicitations,
    async dispose() {
      disposed.abort(new Error('The program ends.'))
      changes.dispose()
      await Promise.all([...leaving, ...servers().map(server => server.dispose())])
      processes.dispose()
    },
  }
}

/** Tells handlers of changes: the first at once to whoever keeps something, the rest together and not too often. */
function createChanges(onEach: () => void) {
  const handlers = new Set<() => void>()
  let timer: NodeJS.Timeout | null = null
  let isDisposed = false
  return {
    announce(): void {
      onEach()
      if (isDisposed) return
      timer ??= setTimeout(() => {
        timer = null
        for (const handler of handlers) handler()
      }, WATCH_INTERVAL_MS)
    },
    watch(handler: () => void): () => void {
      handlers.add(handler)
      return () => void handlers.delete(handler)
    },
    dispose(): void {
      isDisposed = true
      if (timer) clearTimeout(timer)
      handlers.clear()
    },
  }
}
