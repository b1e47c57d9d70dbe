import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { v7 } from 'uuid'
import { masked, modeOf } from '../../core/context/modes.ts'
import type { ThreadSettings } from '../../core/thread/settings.ts'
import { version } from './version.ts'
import { createSettings } from './config/settings.ts'
import type { Settings, SettingsFlags } from './config/settings.ts'
import { createTrust } from './config/trust.ts'
import { createCommandRunner } from './exec/commandRunner.ts'
import { createLoginEnvironment } from './exec/loginEnvironment.ts'
import { secretPaths } from './exec/sandboxPaths.ts'
import { probeSandbox, quickSupport } from './exec/sandboxProbe.ts'
import { createExec } from './exec/sessions.ts'
import { userCommandRunner } from './threads/userCommands.ts'
import { createShells } from './exec/shells.ts'
import type { DesktopHost, Sealer } from './desktopHost.ts'
import { homeOf } from './home.ts'
import { resolveShell } from './exec/shell.ts'
import { descendants } from './exec/processTree.ts'
import { createEngineLog } from './engineLog.ts'
import type { EngineLog } from './engineLog.ts'
import { DEFAULT_MODEL } from './model/catalogue.ts'
import { createModelClient } from './model/client.ts'
import { systemClock } from './model/clock.ts'
import { createMcpApprovals } from './mcp/approvals.ts'
import { createMcp } from './mcp/mcp.ts'
import { createProjectServers } from './mcp/projectServers.ts'
import { createKeys } from './model/keys.ts'
import type { Keys } from './model/keys.ts'
import { createListedModels } from './model/listedModels.ts'
import { createModels } from './model/models.ts'
import { builtInProviders, providerFrom } from './model/providers.ts'
import { createRuleFiles } from './policy/ruleFiles.ts'
import { createShellParser } from './policy/shellParser.ts'
import { createStore } from './store/store.ts'
import { createBlobs, hashOf } from './store/blobs.ts'
import type { Store, StoreOptions } from './store/store.ts'
import { createJudge } from './threads/judge.ts'
import type { EffectsDeps, Warmth, WarmThread } from './threads/localEffects.ts'
import { changeOf, realFolders } from './tools/applyPatch.ts'
import { planPatchOnDisk } from './tools/patchFiles.ts'
import { withMcpTools } from './tools/mcpTools.ts'
import { absolutePath } from './tools/paths.ts'
import { openPlacedFiles } from './tools/placedFiles.ts'
import { confinementOf, createTools } from './tools/tools.ts'
import { createLooks } from './undo/looks.ts'
import type { LooksDeps } from './undo/looks.ts'
import { createUndo } from './undo/undo.ts'
import type { UndoDeps } from './undo/undo.ts'

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
  /** In place of the machine's `config.toml` and `requirements.toml` in `/etc/heddle`. */
  systemFile?: string
  requirementsFile?: string
  /** A broken configuration is an error, not a notice: for hosts where nobody would see the notice. */
  strict?: boolean
  environment?: Readonly<Record<string, string | undefined>>
  /** What the host's window can do for clients. */
  desktop?: DesktopHost
  /** Keeps the keys of providers where the machine has no keychain of its own. */
  sealer?: Sealer
}

/** Where an engine lives and what it was started with. */
export interface Place {
  host: HostKind
  environment: Readonly<Record<string, string | undefined>>
  userHome: string
  home: string
  log: EngineLog
  /** The keys that were entered for providers. */
  keys: Keys
  desktop: DesktopHost | null
}

export function placeOf({ host, home, environment = process.env, desktop, sealer }: EngineOptions): Place {
  const userHome = environment.HOME || homedir()
  const path = home === undefined ? homeOf(environment) : resolve(home)
  return {
    host,
    environment,
    userHome,
    home: path,
    log: createEngineLog({ dir: join(path, 'log') }),
    keys: createKeys({ home: path, environment, platform: process.platform, sealer }),
    desktop: desktop ?? null,
  }
}

/** The home of the real program, which is only read; null where it is ours. */
export function codexHomeOf({ home, userHome }: Pick<Place, 'home' | 'userHome'>): string | null {
  const path = join(userHome, '.codex')
  return path === home ? null : path
}

/** Hosts that people look at while threads of the past are read. */
const WATCHED: readonly HostKind[] = ['desktop', 'browser', 'stdio']

export function openStore({ host, home, userHome, log }: Place, history?: StoreOptions['history']): Store {
  const codexHome = codexHomeOf({ home, userHome })
  return createStore({
    homePath: home,
    attached: codexHome === null ? [] : [codexHome],
    onProblem: error => log.error('index', { error }),
    inBackground: WATCHED.includes(host),
    history,
  })
}

export const loadSettings = (
  options: EngineOptions,
  { host, home, environment, keys, log }: Place,
): Promise<Settings> =>
  createSettings({
    home,
    unattended: host === 'exec',
    onProblem: error => log.error('config', { error }),
    strict: options.strict === true,
    cwd: options.cwd,
    profile: options.profile,
    overrides: options.overrides,
    systemFile: options.systemFile,
    requirementsFile: options.requirementsFile,
    flags: options.flags,
    environment,
    builtInProviders: openaiBaseUrl => builtInProviders({ openaiBaseUrl }),
    providerFrom,
    defaultModel: DEFAULT_MODEL,
    keys,
  })

export function createModelParts({ host, home, environment }: Place, settings: Settings) {
  const listed = createListedModels(join(home, 'provider_models.json'))
  const models = createModels({ settings, environment, listed })
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

export const originatorOf = (host: HostKind) => `heddle_${host}`

/** The servers that the user configured, and what was said of their tools. */
export function createMcpParts({ home, userHome, environment, log }: Place, settings: Settings) {
  const trust = createTrust({ home, userHome })
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
  const reload = async () => mcp.configure([...(await settings.mcpServers()), ...projectServers.all()])
  settings.onChange(() => void reload().catch((error: unknown) => log.error('mcp', { error })))
  const projectServers = createProjectServers({ repositoryServers: trust.repositoryServers, onChange: reload })
  /** Before every sample: the servers of the folder's project are there, and none is still about to start. */
  const used = new Map<string, object | undefined>()
  const settle = async (cwd: string, signal: AbortSignal) => {
    // A turn reads the configuration once, and its samples need not look again.
    const reading = settings.reading(cwd)
    if (reading === undefined || used.get(cwd) !== reading) await projectServers.use(cwd)
    used.set(cwd, reading)
    await mcp.settle(signal)
  }
  return { trust, mcp, mcpTool, approvals, projectServers, reload, settle }
}

/** The grammar of bash takes 15 ms to load, which a model that thinks gives away. */
const PARSER_DELAY_MS = 100

/** Anywhere, but still through no link. */
const EVERYWHERE = { roots: ['/'], protectedNames: [] }

/** Everything that runs on this machine for a model: commands, the sandbox, the tools, and who may use them. */
export function createToolParts(
  { host, home, userHome, environment, log }: Place,
  settings: Settings,
  { mcp, mcpTool, projectServers }: ReturnType<typeof createMcpParts>,
) {
  let support: ReturnType<typeof probeSandbox> | null = null
  const sandboxSupport = () => (support ??= probeSandbox(environment.PATH))
  const secrets = secretPaths(home, userHome)
  const userShell = environment.SHELL
  const likelySupport = () => quickSupport(environment.PATH)
  const exec = createExec({ userShell, sandboxSupport, likelySupport })
  const shells = createShells({ environment, userShell })
  const login = createLoginEnvironment({ dir: join(home, 'shell_snapshots'), home: userHome, inherited: environment })
  const policyFor = settings.environmentPolicy
  const shared = { exec, login, policyFor, inherited: environment, home, version, userShell, maskedPaths: secrets }
  const temporaryFolders = ({ sandbox }: ThreadSettings) => [
    ...(sandbox.excludeSlashTmp ? [] : ['/tmp']),
    ...(sandbox.excludeTmpdirEnvVar || !environment.TMPDIR ? [] : [environment.TMPDIR]),
  ]
  const blobs = createBlobs({ dir: join(home, 'blobs'), capBytes: settings.undoMaxBytes() })
  const runner = createCommandRunner(shared)
  const builtIn = createTools({
    userHome,
    secrets,
    runner,
    searchPath: environment.PATH,
    temporaryFolders,
    keep: blobs.putAll,
  })
  const tools = withMcpTools(builtIn, mcp, projectServers.isOffered)
  const ruleFiles = createRuleFiles({
    home,
    codexHome: codexHomeOf({ home, userHome }),
    systemDir: '/etc/heddle/rules',
    required: settings.requiredRules,
    projectOf: settings.projectOf,
  })
  const shellParser = createShellParser()
  const isSandboxed = ({ settings }: WarmThread) => settings.sandbox.mode !== 'danger-full-access'
  const warmThreads = new Set<string>()
  const warm: Omit<Warmth, 'handOver'> = {
    sandbox(thread) {
      if (!isSandboxed(thread)) return
      runner.warm(thread)
      void sandboxSupport()
    },
    /** Once a thread: the process that starts its commands, their variables, the parser of their lines. */
    tools(thread) {
      if (warmThreads.has(thread.threadId)) return
      warmThreads.add(thread.threadId)
      if (!isSandboxed(thread)) runner.warm(thread)
      // The command itself meets what went wrong.
      login.changes(resolveShell(undefined, userShell)).catch(() => undefined)
      // Most lines do without: an answer that comes at once must not wait for it.
      setTimeout(() => shellParser().catch(() => undefined), PARSER_DELAY_MS).unref()
    },
  }
  const judge = createJudge({
    route: tools.route,
    sandboxSupport,
    originsFor: settings.originsFor,
    rulesFor: ruleFiles.forFolder,
    isTrusted: async cwd => (await settings.projectOf(cwd)).trusted,
    shellParser,
    planPatch: async (patch, cwd) => {
      const plan = await planPatchOnDisk({ patch, cwd })
      return plan.ok ? plan : null
    },
    changeOf,
    mcpTool,
    temporaryFolders,
    absolutePath: (path, cwd) => absolutePath(path, cwd, userHome),
    attended: host !== 'exec',
    brakeLimit: settings.brakeLimit,
    answerBy: cwd => {
      const waits = settings.questionTimeoutMs(cwd)
      return waits === undefined ? undefined : Date.now() + waits
    },
  })
  /** Undoing may write where the thread may, whatever was allowed to a single call. */
  const filesFor: UndoDeps['filesFor'] = async thread => {
    if (thread.settings.sandbox.mode === 'danger-full-access') return openPlacedFiles(EVERYWHERE)
    const confinement = confinementOf(thread, temporaryFolders)
    return openPlacedFiles({ ...confinement, roots: await realFolders(confinement.roots) })
  }
  const undoFor = (threads: Pick<UndoDeps, 'open' | 'turn' | 'looks'>) =>
    createUndo({ ...threads, filesFor, hashOf, get: blobs.get, keep: blobs.putAll })
  /** Finds what commands change in files, for the log of their thread. */
  const looksFor = (record: LooksDeps['record']) =>
    createLooks({
      record,
      realpath,
      hashOf,
      putAll: blobs.putAll,
      get: blobs.get,
      except: [home],
      hasBackground: (threadId, since) =>
        exec.list(threadId).some(({ background, startedAt }) => background && startedAt >= since),
      now: Date.now,
      monotonic: () => performance.now(),
      onProblem: error => log.error('changes of commands', { error }),
    })
  /** What threads judge calls with, and run commands of the user's with. */
  const ofThreads = {
    judge: judge.judge,
    judgeRetry: judge.retry,
    runUserCommand: userCommandRunner(runner, exec.kill),
  }
  return { sandboxSupport, exec, shells, login, tools, judge, ofThreads, ruleFiles, blobs, undoFor, looksFor, warm }
}

/** What a turn is sampled with: the models, and what the mode of its thread makes of the settings. */
export const samplingParts = (
  settings: Settings,
  { models, client }: ReturnType<typeof createModelParts>,
): Pick<EffectsDeps, 'model' | 'inMode' | 'sample'> => ({
  model: models.info,
  inMode: (thread, cwd) =>
    settings.allowed(
      masked(thread, modeOf(thread.mode, settings.modes(cwd)), model => models.info({ ...thread, model }).efforts),
    ),
  sample: client.sample,
})
