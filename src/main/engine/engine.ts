import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { v7 } from 'uuid'
import { Failure } from '../../contract/procedure.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { explainCommand } from '../../core/policy/explain.ts'
import type { Explained } from '../../core/policy/explain.ts'
import type { ClientTool } from '../../core/thread/events.ts'
import { invariant } from '../../core/thread/invariant.ts'
import type { ThreadSettings } from '../../core/thread/settings.ts'
import type { MessagePort } from '../../rpc/port.ts'
import { version } from './version.ts'
import { changed, refuseTooBroad } from './api/rules.ts'
import { checkFolder } from './api/workspaces.ts'
import type { Settings } from './config/settings.ts'
import { gitInfo } from './config/git.ts'
import { createAgentParts, recoverAgents } from './agentParts.ts'
import { createContextParts } from './contextParts.ts'
import { createHookParts } from './hookParts.ts'
import { createLiveHub } from './hub/liveHub.ts'
import type { McpApprovals } from './mcp/approvals.ts'
import { hostedTools } from './model/hostedTools.ts'
import type { RuleFiles } from './policy/ruleFiles.ts'
import { failureOf } from './store/storeError.ts'
import type { Store } from './store/store.ts'
import { noteVersion } from './store/homeVersion.ts'
import { createLanes } from './threads/lanes.ts'
import type { Warmth } from './threads/localEffects.ts'
import { createThreadManager } from './threads/threadManager.ts'
import type { ManagerDeps, ThreadManager } from './threads/threadManager.ts'
import type { ThreadActor } from './threads/threadActor.ts'
import { createTurnstile } from './threads/turnstile.ts'
import { createClientCalls } from './tools/clientTools.ts'
import {
  createMcpParts,
  createModelParts,
  createToolParts,
  loadSettings,
  openStore,
  originatorOf,
  placeOf,
  samplingParts,
} from './engineParts.ts'
import type { EngineOptions, HostKind } from './engineParts.ts'
import type { Looks } from './undo/looks.ts'
import { watchedTools } from './undo/watchedTools.ts'

export type { DesktopHost, Sealer } from './desktopHost.ts'
export type { EngineOptions, HostKind } from './engineParts.ts'
export type { ThreadActor } from './threads/threadActor.ts'

export interface NewThreadRequest {
  cwd: string
  settings?: ThreadSettings
  /** Tools that the client carries out itself. */
  clientTools?: ClientTool[]
  /** Keeps no record. */
  ephemeral?: boolean
  /** Refuses a folder that is neither in a repository nor trusted: nobody is watching. */
  repositoryOnly?: boolean
}

export interface Engine {
  version: string
  /** Answers a client at the other end of a port. Returns a function that stops. */
  serve(port: MessagePort): () => void
  startThread(thread: NewThreadRequest): Promise<ThreadActor>
  /** Opens a thread to go on with it: by id or title, or the newest of a folder. */
  resumeThread(target: { target: string } | { last: true; cwd: string }): Promise<ThreadActor>
  /** Problems of the configuration that a person should know. */
  notices(): string[]
  /** What would be decided about command lines in a folder, and why. */
  explainCommands(request: { cwd: string; commands: string[]; settings?: ThreadSettings }): Promise<Explained[]>
  /** Resolves when no thread runs a turn. */
  idle(): Promise<void>
  /** Stops what runs, so that it can be continued, and lets go of everything. */
  close(): Promise<void>
}

/** Keeps what a person allows from now on: prefixes of commands as rules, tools of servers in a file of their own. */
const createMemory =
  (parts: { ruleFiles: RuleFiles; approvals: McpApprovals; settings: Settings }): ManagerDeps['remember'] =>
  async (decision, { cwd, request }) => {
    const { ruleFiles, approvals, settings } = parts
    if (decision.type === 'approvePrefix') {
      refuseTooBroad(decision.prefix, 'allow')
      await changed(ruleFiles.amend({ prefix: decision.prefix, decision: 'allow', scope: decision.scope, cwd }))
    } else if (decision.type === 'approveTool' && request.mcp) {
      const { server, tool, schemaHash } = request.mcp
      const project = decision.scope === 'project' ? (await settings.projectOf(cwd)).root : null
      await approvals.remember({ server, tool, schemaHash, project })
    }
  }

/** Adds a handler to a set; what it returns takes it out again. */
const subscribers =
  <H>(handlers: Set<H>) =>
  (handler: H) => {
    handlers.add(handler)
    return () => void handlers.delete(handler)
  }

/** Commands that may write are looked at before and after. */
const withLooks = (warm: Omit<Warmth, 'handOver'>, looks: Pick<Looks, 'warm' | 'caughtUp'>): Warmth => ({
  ...warm,
  tools: turn => {
    warm.tools(turn)
    if (turn.settings.sandbox.mode !== 'read-only') looks.warm(turn)
  },
  handOver: cwd => void looks.caughtUp(cwd),
})

interface StarterParts {
  host: HostKind
  settings: Settings
  context: Pick<ReturnType<typeof createContextParts>['context'], 'instructions'>
  threads: Pick<ThreadManager, 'start'>
}

/** Begins threads; what a client leaves out comes from the configuration. */
const createStarter =
  ({ host, settings, context, threads }: StarterParts): Engine['startThread'] =>
  async ({ cwd, settings: wanted, ephemeral, repositoryOnly, clientTools }) => {
    const folder = resolve(cwd)
    await checkFolder(folder)
    const git = await gitInfo(folder)
    if (repositoryOnly && !git && !(await settings.isTrusted(folder))) {
      const message = `${folder} is neither in a git repository nor trusted. Say --skip-git-repo-check to work there all the same.`
      throw new Failure('workspace.notFound', message, { path: folder })
    }
    const effective = settings.allowed(wanted ?? (await settings.forThread(folder)))
    const origin = { source: host, originator: originatorOf(host) }
    const instructions = context.instructions()
    return threads.start({ cwd: folder, settings: effective, instructions, git, origin, ephemeral, clientTools })
  }

/** Opens threads to go on with them. What this process was started with counts, not what a thread ran with before. */
const createResumer =
  (parts: { store: Store; settings: Settings; threads: Pick<ThreadManager, 'open'> }): Engine['resumeThread'] =>
  async wanted => {
    const { store, settings, threads } = parts
    const last = 'last' in wanted
    const actor = await threads.open(
      await (last ? store.find('last', { cwd: resolve(wanted.cwd) }) : store.find(wanted.target)),
    )
    const { cwd, settings: before } = actor.state.thread()
    const wantedSettings = await settings.forThread(cwd)
    if (!isDeepStrictEqual(before, wantedSettings)) await actor.command({ type: 'configure', settings: wantedSettings })
    return actor
  }

/**
 * Puts an engine together: the only composition root. Rejects with what is wrong with the home or, if `strict`, with the
 * configuration.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const place = placeOf(options)
  const { host, log } = place
  const store = openStore(place, () => settings.history())
  // What other programs wrote since is found while everything else begins, and while people already work.
  const swept = host === 'exec' ? null : store.sweep().catch((error: unknown) => log.error('sweep', { error }))
  store.follow()
  const settings = await loadSettings(options, place)
  const { models, client } = createModelParts(place, settings)
  const mcpParts = createMcpParts(place, settings)
  const { mcp, approvals } = mcpParts
  const toolParts = createToolParts(place, settings, mcpParts)
  const { exec, login, tools, judge, ruleFiles, warm } = toolParts
  const { hooks } = createHookParts(place, settings, toolParts)
  const contextParts = createContextParts(place, settings, { models, ...mcpParts })
  const { context } = contextParts

  const hub = createLiveHub()
  const looks = toolParts.looksFor(async (threadId, body) => {
    await (await threads.open(threadId)).state.transact(() => [body])
  })
  const clientCalls = createClientCalls()
  const { agents, care } = createAgentParts({ place, settings, threads: () => threads, clientCalls, mcpParts })
  const summaries = new Set<(summary: ThreadSummary) => void>()
  const lists = new Set<() => void>()
  const threads = createThreadManager({
    now: Date.now,
    version,
    newId: v7,
    // Who runs one turn from a shell looks at no other.
    openLog: id => store.open(id, host === 'exec' ? 1 : undefined),
    peekLog: store.peek,
    createLog: header => store.create(header),
    forkLog: header => store.fork(header),
    revertLog: store.revert,
    unrevertLog: store.unrevert,
    mayWrite: name => tools.get(name)?.effect !== 'read',
    hub,
    lanes: createLanes(),
    turnstile: createTurnstile(),
    registry: watchedTools(tools, looks),
    ...care,
    hostedTools: ({ provider }) => hostedTools(settings.providers()[provider], settings.webSearch()),
    ...samplingParts(settings, { models, client }),
    warm: withLooks(warm, looks),
    hooks: hooks.ofThreads,
    ...toolParts.ofThreads,
    remember: createMemory({ ruleFiles, approvals, settings }),
    monotonic: () => performance.now(),
    contextWindow: models.window,
    compaction: {
      limit: models.compactAt,
      prompt: settings.compactPrompt,
      byProvider: ({ provider }) => models.provider(provider)?.compacts === true,
    },
    ...contextParts.told,
    defaultSettings: settings.forThread,
    followed: settings.followed,
    onSummary: summary => summaries.forEach(handler => handler(summary)),
    isUnsaved: error => failureOf(error)?.code === 'home.notWritable',
    onFailure: (error, threadId) => log.error('turn failed', { threadId, error }),
  })

  const startThread = createStarter({ host, settings, context, threads })

  const explainCommands: Engine['explainCommands'] = async ({ cwd, commands, settings: wanted }) => {
    const folder = resolve(cwd)
    const context = { cwd: folder, settings: wanted ?? (await settings.forThread(folder)), sessionApprovals: [] }
    const facts = await judge.commandFacts({ line: '', escalated: false }, context)
    return commands.map(command => explainCommand({ ...facts, command }))
  }

  const onSummary = subscribers(summaries)
  const onList = subscribers(lists)
  const onListed = () => lists.forEach(handler => handler())

  // Who runs one turn from a shell serves no client: what answers them, with the whole contract, is not loaded then.
  const serving =
    host === 'exec'
      ? null
      : (await import('./handlers.ts')).createServing({
          place,
          settings,
          store,
          models,
          threads,
          hub,
          clientCalls,
          startThread,
          explainCommands,
          onSummary,
          onList,
          onListed,
          looks,
          ...contextParts,
          agents: agents.control,
          hooks,
          ...mcpParts,
          ...toolParts,
        })

  store.onChange(onListed)
  const recovered = swept?.then(() => recoverAgents({ store, agents, log }))
  const noted = noteVersion(place.home, version).catch((error: unknown) => log.error('version', { error }))

  return {
    version,
    serve(port) {
      invariant(serving, 'exec serves no client')
      return serving(port)
    },
    startThread,
    resumeThread: createResumer({ store, settings, threads }),
    explainCommands,
    notices: () => settings.notices(),
    idle: () => threads.idle(),
    async close() {
      await agents.dispose()
      await recovered
      await looks.close()
      await threads.dispose(agents.told)
      await Promise.all([hooks.dispose(), exec.dispose(), toolParts.shells.dispose(), mcp.dispose()])
      login.dispose()
      client.dispose()
      await Promise.all([noted, store.close()])
      await log.close()
    },
  }
}
