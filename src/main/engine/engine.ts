import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { v7 } from 'uuid'
import { Failure } from '../../contract/procedure.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { explainCommand } from '../../core/policy/explain.ts'
import type { Explained } from '../../core/policy/explain.ts'
import type { ClientTool } from '../../core/thread/events.ts'
import type { ThreadSettings } from '../../core/thread/settings.ts'
import type { MessagePort } from '../../rpc/port.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { serve } from '../../rpc/serve.ts'
import { version } from './version.ts'
import { engineHandlers } from './api/engine.ts'
import { inboxHandlers } from './api/inbox.ts'
import { interfaceHandlers } from './api/interface.ts'
import { changed, refuseTooBroad, ruleHandlers } from './api/rules.ts'
import { threadHandlers } from './api/threads.ts'
import { summaryOf } from './api/summaries.ts'
import { withFailures } from './api/failures.ts'
import { trustHandlers } from './api/trust.ts'
import { turnHandlers } from './api/turns.ts'
import { checkFolder, workspaceHandlers } from './api/workspaces.ts'
import { createSettings } from './config/settings.ts'
import type { Settings, SettingsFlags } from './config/settings.ts'
import { gitInfo } from './config/git.ts'
import { createContextSource } from './config/contextSource.ts'
import { timezoneName } from './config/timezone.ts'
import { createTrust } from './config/trust.ts'
import { createCommandRunner } from './exec/commandRunner.ts'
import { createLoginEnvironment } from './exec/loginEnvironment.ts'
import { secretPaths } from './exec/sandboxPaths.ts'
import { hasBubblewrap, probeSandbox } from './exec/sandboxProbe.ts'
import { createExec } from './exec/sessions.ts'
import { descendants } from './exec/processTree.ts'
import { createLiveHub } from './hub/liveHub.ts'
import { createEngineLog } from './engineLog.ts'
import type { EngineLog } from './engineLog.ts'
import { DEFAULT_MODEL, modelInfo } from './model/catalogue.ts'
import { createModelClient } from './model/client.ts'
import { systemClock } from './model/clock.ts'
import { createMcpApprovals } from './mcp/approvals.ts'
import type { McpApprovals } from './mcp/approvals.ts'
import { createMcp } from './mcp/mcp.ts'
import { hostedTools } from './model/hostedTools.ts'
import { createModels } from './model/models.ts'
import { builtInProviders, providerFrom } from './model/providers.ts'
import { createRuleFiles } from './policy/ruleFiles.ts'
import type { RuleFiles } from './policy/ruleFiles.ts'
import { createShellParser } from './policy/shellParser.ts'
import { makeSample } from './sample.ts'
import { createStore } from './store/store.ts'
import { createBlobs } from './store/blobs.ts'
import { failureOf } from './store/storeError.ts'
import type { Store } from './store/store.ts'
import { createJudge } from './threads/judge.ts'
import { createLanes } from './threads/lanes.ts'
import { createThreadManager } from './threads/threadManager.ts'
import type { ManagerDeps } from './threads/threadManager.ts'
import type { ThreadActor } from './threads/threadActor.ts'
import { changeOf } from './tools/applyPatch.ts'
import { createClientCalls } from './tools/clientTools.ts'
import { planPatchOnDisk } from './tools/patchFiles.ts'
import { withMcpTools } from './tools/mcpTools.ts'
import { createTools } from './tools/tools.ts'

export type { ThreadActor } from './threads/threadActor.ts'

export type HostKind = 'desktop' | 'browser' | 'stdio' | 'exec' | 'test'

export interface EngineOptions {
  host: HostKind
  /** Home directory; `HEDDLE_HOME` or `~/.heddle` if left out. */
  home?: string
  /** Folder whose configuration counts, for hosts that work in one. */
  cwd?: string
  profile?: string
  /** `key=value` pairs of the command line, highest layer. */
  overrides?: string[]
  flags?: SettingsFlags
  /** A broken configuration is an error, not a notice: for hosts where nobody would see the notice. */
  strict?: boolean
  environment?: Readonly<Record<string, string | undefined>>
}

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

/** Where an engine lives and what it was started with. */
interface Place {
  host: HostKind
  environment: Readonly<Record<string, string | undefined>>
  userHome: string
  home: string
  log: EngineLog
}

function placeOf({ host, home, environment = process.env }: EngineOptions): Place {
  const userHome = environment.HOME || homedir()
  const path = resolve(home ?? (environment.HEDDLE_HOME || join(userHome, '.heddle')))
  return { host, environment, userHome, home: path, log: createEngineLog({ dir: join(path, 'log') }) }
}

/** The home of the real program, which is only read; null where it is ours. */
function codexHomeOf({ home, userHome }: Pick<Place, 'home' | 'userHome'>): string | null {
  const path = join(userHome, '.codex')
  return path === home ? null : path
}

function openStore({ home, userHome, log }: Place): Store {
  const codexHome = codexHomeOf({ home, userHome })
  return createStore({
    homePath: home,
    attached: codexHome === null ? [] : [codexHome],
    onProblem: error => log.error('index', { error }),
  })
}

const loadSettings = (options: EngineOptions, { host, home, environment }: Place): Promise<Settings> =>
  createSettings({
    home,
    unattended: host === 'exec',
    strict: options.strict === true,
    cwd: options.cwd,
    profile: options.profile,
    overrides: options.overrides,
    flags: options.flags,
    environment,
    builtInProviders: openaiBaseUrl => builtInProviders({ openaiBaseUrl }),
    providerFrom,
    defaultModel: DEFAULT_MODEL,
  })

function createModelParts({ host, environment }: Place, settings: Settings) {
  const models = createModels({ settings, environment })
  const client = createModelClient({
    provider: models.provider,
    apiKey: models.apiKey,
    originator: () => originatorOf(host),
    version,
    clock: systemClock,
    random: Math.random,
    environment,
  })
  client.warm()
  return { models, client }
}

const originatorOf = (host: HostKind) => `heddle_${host}`

/** The servers that the user configured, and what was said of their tools. */
function createMcpParts({ home, userHome, environment }: Place, settings: Settings) {
  const mcp = createMcp({
    ...settings.mcp(),
    environment,
    userHome,
    version,
    tokensPath: join(home, 'mcp_tokens.json'),
    newId: v7,
    descendants,
  })
  const approvals = createMcpApprovals(join(home, 'mcp_approvals.json'), Date.now)
  const mcpTool = async (name: string, cwd: string) => {
    const found = mcp.tools().find(tool => tool.name === name)
    if (!found) return null
    const { server, tool, schemaHash, description, hints, approvalMode, origin: serverOrigin } = found
    const { root: project } = await settings.projectOf(cwd)
    const approval = approvals.find({ server, tool, schemaHash, project })
    return { subject: { server, tool, schemaHash, description, hints }, approvalMode, serverOrigin, approval }
  }
  return { mcp, mcpTool, approvals }
}

/** Everything that runs on this machine for a model: commands, the sandbox, the tools, and who may use them. */
function createToolParts(
  { host, home, userHome, environment }: Place,
  settings: Settings,
  { mcp, mcpTool }: ReturnType<typeof createMcpParts>,
) {
  let support: ReturnType<typeof probeSandbox> | null = null
  const sandboxSupport = () => (support ??= probeSandbox(environment.PATH))
  const secrets = secretPaths(home, userHome)
  const userShell = environment.SHELL
  const exec = createExec({ userShell, sandboxSupport })
  const login = createLoginEnvironment({ dir: join(home, 'shell_snapshots'), home: userHome, inherited: environment })
  const policy = settings.environmentPolicy()
  const shared = { exec, login, policy, inherited: environment, home, version, userShell, maskedPaths: secrets }
  const temporaryFolders = ({ sandbox }: ThreadSettings) => [
    ...(sandbox.excludeSlashTmp ? [] : ['/tmp']),
    ...(sandbox.excludeTmpdirEnvVar || !environment.TMPDIR ? [] : [environment.TMPDIR]),
  ]
  const builtIn = createTools({
    userHome,
    secrets,
    runner: createCommandRunner(shared),
    searchPath: environment.PATH,
    temporaryFolders,
    keep: createBlobs({ dir: join(home, 'blobs') }).putAll,
  })
  const tools = withMcpTools(builtIn, mcp)
  const ruleFiles = createRuleFiles({
    home,
    codexHome: codexHomeOf({ home, userHome }),
    systemDir: '/etc/heddle/rules',
    projectOf: settings.projectOf,
  })
  const judge = createJudge({
    route: tools.route,
    sandboxSupport,
    originsFor: settings.originsFor,
    rulesFor: async cwd => (await ruleFiles.forFolder(cwd)).rules,
    isTrusted: async cwd => (await settings.projectOf(cwd)).trusted,
    shellParser: createShellParser(),
    planPatch: async (patch, cwd) => {
      const plan = await planPatchOnDisk({ patch, cwd })
      return plan.ok ? plan : null
    },
    changeOf,
    mcpTool,
    temporaryFolders,
    attended: host !== 'exec',
  })
  return { sandboxSupport, exec, login, tools, judge, ruleFiles }
}

const createContext = ({ home, environment }: Place, settings: Settings) =>
  createContextSource({
    home,
    shell: basename(environment.SHELL ?? 'bash'),
    config: settings.config,
    // The model is told what is likely; before anything runs the sandbox is really tried.
    sandboxAvailable: async () => hasBubblewrap(environment.PATH),
    isUnknownModel: model => !modelInfo(model).known,
    now: () => new Date(),
    timezone: () => timezoneName(environment),
  })

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

/** Threads with an unfinished turn that are looked into for questions. */
const MAX_LEFT_BEHIND = 200

/** Adds a handler to a set; what it returns takes it out again. */
const subscribers =
  <H>(handlers: Set<H>) =>
  (handler: H) => {
    handlers.add(handler)
    return () => void handlers.delete(handler)
  }

/**
 * Puts an engine together: the only composition root. Rejects with what is wrong with the home or, if `strict`, with the
 * configuration.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const place = placeOf(options)
  const { host, home, userHome, log } = place
  const store = openStore(place)
  const settings = await loadSettings(options, place)
  const { models, client } = createModelParts(place, settings)
  const mcpParts = createMcpParts(place, settings)
  const { mcp, approvals } = mcpParts
  const { sandboxSupport, exec, login, tools, judge, ruleFiles } = createToolParts(place, settings, mcpParts)
  const context = createContext(place, settings)
  const trust = createTrust({ home, userHome })

  const hub = createLiveHub()
  const clientCalls = createClientCalls()
  const summaries = new Set<(summary: ThreadSummary) => void>()
  const lists = new Set<() => void>()
  const threads = createThreadManager({
    now: Date.now,
    version,
    newId: v7,
    openLog: id => store.open(id),
    createLog: header => store.create(header),
    fallbackInstructions: context.instructions(),
    mayWrite: name => tools.get(name)?.effect !== 'read',
    hub,
    lanes: createLanes(),
    registry: tools,
    clientTool: clientCalls.tool,
    hostedTools: ({ provider }) => hostedTools(settings.providers()[provider], settings.webSearch()),
    model: models.info,
    sample: client.sample,
    judge: judge.judge,
    judgeRetry: judge.retry,
    remember: createMemory({ ruleFiles, approvals, settings }),
    settleTools: mcp.settle,
    monotonic: () => performance.now(),
    contextWindow: models.window,
    context: context.forTurn,
    defaultSettings: settings.forThread,
    onSummary: summary => summaries.forEach(handler => handler(summary)),
    onFailure: (error, threadId) => log.error('turn failed', { threadId, error }),
  })

  const startThread: Engine['startThread'] = async ({
    cwd,
    settings: wanted,
    ephemeral,
    repositoryOnly,
    clientTools,
  }) => {
    const folder = resolve(cwd)
    await checkFolder(folder)
    const git = await gitInfo(folder)
    if (repositoryOnly && !git && !(await settings.isTrusted(folder))) {
      const message = `${folder} is neither in a git repository nor trusted. Say --skip-git-repo-check to work there all the same.`
      throw new Failure('workspace.notFound', message, { path: folder })
    }
    const effective = wanted ?? (await settings.forThread(folder))
    const origin = { source: host, originator: originatorOf(host) }
    const instructions = context.instructions()
    return threads.start({ cwd: folder, settings: effective, instructions, git, origin, ephemeral, clientTools })
  }

  const list = async ({ limit, cursor, archived }: { limit: number; cursor?: string; archived: boolean }) => {
    const page = store.list({ limit, cursor, archived })
    const live = new Map(threads.live().map(actor => [actor.id, actor.summary()]))
    return { threads: page.threads.map(row => live.get(row.id) ?? summaryOf(row)), nextCursor: page.next }
  }

  const explainCommands: Engine['explainCommands'] = async ({ cwd, commands, settings: wanted }) => {
    const folder = resolve(cwd)
    const context = { cwd: folder, settings: wanted ?? (await settings.forThread(folder)), sessionApprovals: [] }
    const facts = await judge.commandFacts({ line: '', escalated: false }, context)
    return commands.map(command => explainCommand({ ...facts, command }))
  }

  const onSummary = subscribers(summaries)
  const onList = subscribers(lists)

  const known = {
    ...engineHandlers({ host, home, version, sandboxSupport, settings, models }),
    ...workspaceHandlers({
      userHome,
      recent: async () => (await list({ limit: 500, archived: false })).threads,
      branchOf: async folder => (await gitInfo(folder))?.branch ?? null,
      makeSample: () => makeSample(join(home, 'sample')),
    }),
    ...threadHandlers({
      hub,
      open: threads.open,
      start: (cwd, wanted, clientTools) => startThread({ cwd, settings: wanted, clientTools }),
      list,
      onSummary,
      onList,
    }),
    ...inboxHandlers({
      live: threads.live,
      open: threads.open,
      unfinished: () => store.unfinished(MAX_LEFT_BEHIND),
      onChange: handler => onSummary(({ id }) => handler(id)),
      onList,
      onProblem: error => log.error('inbox', { error }),
    }),
    ...ruleHandlers({ files: ruleFiles, explain: explainCommands, recentCommands: store.recentCommands }),
    ...trustHandlers({ trust, settings, live: threads.live }),
    ...turnHandlers({ open: threads.open, answerTool: clientCalls.answer }),
    ...interfaceHandlers({ path: join(home, 'interface.json') }),
  } as unknown as Handlers
  const handlers = withFailures(known, failureOf)

  // What other programs wrote since is found while people already work.
  if (host !== 'exec') {
    store.sweep().then(
      () => lists.forEach(handler => handler()),
      error => log.error('sweep', { error }),
    )
  }

  return {
    version,
    serve: port => serve(handlers, port, { onBug: (error, method) => log.bug(error, method) }),
    startThread,
    async resumeThread(wanted) {
      const last = 'last' in wanted
      const actor = await threads.open(
        await (last ? store.find('last', { cwd: resolve(wanted.cwd) }) : store.find(wanted.target)),
      )
      // What this process was started with counts, not what the thread ran with before.
      const { cwd, settings: before } = actor.state.thread()
      const wantedSettings = await settings.forThread(cwd)
      if (!isDeepStrictEqual(before, wantedSettings))
        await actor.command({ type: 'configure', settings: wantedSettings })
      return actor
    },
    explainCommands,
    notices: () => settings.notices(),
    idle: () => threads.idle(),
    async close() {
      await threads.dispose()
      await Promise.all([exec.dispose(), mcp.dispose()])
      login.dispose()
      client.dispose()
      store.close()
      await log.close()
    },
  }
}
