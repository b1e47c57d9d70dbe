import { join } from 'node:path'
import { v7 } from 'uuid'
import type { ThreadSummary } from '../../contract/schemas.ts'
import type { Explained } from '../../core/policy/explain.ts'
import type { Decision } from '../../core/thread/calls.ts'
import type { ClientTool } from '../../core/thread/events.ts'
import type { ThreadSettings } from '../../core/thread/settings.ts'
import type { MessagePort } from '../../rpc/port.ts'
import { serve } from '../../rpc/serve.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { version } from './version.ts'
import { agentHandlers } from './api/agents.ts'
import type { AgentControl } from './agents/opening.ts'
import { createAncestry } from './api/ancestry.ts'
import type { Ancestry } from './api/ancestry.ts'
import { mcpHandlers } from './api/mcp.ts'
import { guidanceHandlers } from './api/guidance.ts'
import type { GuidanceApiDeps } from './api/guidance.ts'
import { hookHandlers } from './api/hooks.ts'
import { historyHandlers, lineageNode } from './api/history.ts'
import { configHandlers } from './api/config.ts'
import { compactionHandlers } from './api/compaction.ts'
import { deletedHandlers } from './api/deleted.ts'
import { desktopHandlers } from './api/desktop.ts'
import { fileHandlers } from './api/files.ts'
import { exchangeHandlers } from './api/exchange.ts'
import { engineHandlers } from './api/engine.ts'
import { inboxHandlers } from './api/inbox.ts'
import { interfaceHandlers } from './api/interface.ts'
import { logHandlers } from './api/log.ts'
import { migrationHandlers } from './api/migration.ts'
import { planHandlers } from './api/plan.ts'
import { promptHandlers } from './api/prompts.ts'
import { profileHandlers } from './api/profiles.ts'
import { ruleHandlers } from './api/rules.ts'
import { sessionHandlers } from './api/sessions.ts'
import { terminalHandlers } from './api/terminals.ts'
import { createThreadLists } from './api/threadLists.ts'
import { threadHandlers } from './api/threads.ts'
import { withFailures } from './api/failures.ts'
import { trustHandlers } from './api/trust.ts'
import { changesHandler } from './api/changes.ts'
import type { ChangesDeps } from './api/changes.ts'
import { undoHandlers } from './api/undo.ts'
import { createTurnPages } from './api/turnPages.ts'
import type { TurnPages } from './api/turnPages.ts'
import { turnHandlers } from './api/turns.ts'
import { answerAlike } from './api/waiting.ts'
import { createWaitingBelow } from './api/waitingBelow.ts'
import type { WaitingBelow } from './api/waitingBelow.ts'
import { workspaceHandlers } from './api/workspaces.ts'
import { watchConfig } from './config/configWatch.ts'
import { createConfigDocuments } from './config/documents.ts'
import { clearCrashReports, crashFolder, readCrashReports } from './crashReports.ts'
import { createConfigFile } from './config/configFile.ts'
import { createProfiles } from './config/profiles.ts'
import { openRegularFile, readRegularFile } from './config/regularFile.ts'
import type { Settings } from './config/settings.ts'
import { gitInfo } from './config/git.ts'
import { createDeleted } from './deleted.ts'
import type { Deleted } from './deleted.ts'
import { createFileSearch } from './files/fileSearch.ts'
import type { HookParts } from './hookParts.ts'
import { gitHandlers } from './gitParts.ts'
import { createMigrationOf } from './migrationParts.ts'
import type { LiveHub } from './hub/liveHub.ts'
import type { createModels } from './model/models.ts'
import { makeSample } from './sample.ts'
import { DEFAULT_CAP_BYTES } from './store/blobs.ts'
import { resourcesRoot } from './installation.ts'
import { providerParts } from './providerParts.ts'
import { createBundledPrompts } from './prompts/bundledPrompts.ts'
import { createPromptFiles } from './prompts/promptFiles.ts'
import { skillParts } from './skillParts.ts'
import type { Skills } from './skills/skills.ts'
import { failureOf } from './store/storeError.ts'
import type { Store } from './store/store.ts'
import { writtenLines } from './store/writtenLines.ts'
import { diffOfTurns, turnDiff } from './threads/turnDiff.ts'
import type { ThreadManager } from './threads/threadManager.ts'
import type { ThreadActor } from './threads/threadActor.ts'
import type { ClientCalls } from './tools/clientTools.ts'
import type { Looks } from './undo/looks.ts'
import { codexHomeOf, originatorOf } from './engineParts.ts'
import type { createMcpParts, createToolParts, Place } from './engineParts.ts'

/** Threads with an unfinished turn that are looked into for questions. */
const MAX_LEFT_BEHIND = 200

/** What answers clients is made of. */
export interface ApiParts extends ReturnType<typeof createMcpParts>, ReturnType<typeof createToolParts> {
  place: Place
  settings: Settings
  store: Store
  models: ReturnType<typeof createModels>
  threads: ThreadManager
  agents: AgentControl
  hub: LiveHub
  clientCalls: ClientCalls
  looks: Looks
  skills: Skills
  hooks: HookParts['hooks']
  /** The AGENTS.md files that count for a folder. */
  guidance: GuidanceApiDeps['guidance']
  startThread(thread: { cwd: string; settings?: ThreadSettings; clientTools?: ClientTool[] }): Promise<ThreadActor>
  explainCommands(request: { cwd: string; commands: string[]; settings?: ThreadSettings }): Promise<Explained[]>
  onSummary(handler: (summary: ThreadSummary) => void): () => void
  onList(handler: () => void): () => void
  /** Tells those of `onList`. */
  onListed(): void
}

/** What answers about threads of the past. */
function pastThreads(
  { store, threads, blobs, settings, onListed, place: { home } }: ApiParts,
  counted: WaitingBelow['counted'],
) {
  const archive = async (threadId: string, archived: boolean) =>
    (await threads.open(threadId)).command({ type: archived ? 'archive' : 'unarchive' })
  return {
    ...sessionHandlers({
      live: () => threads.live().map(actor => counted(actor.summary())),
      archive,
      release: threads.release,
      home,
      blobsCapBytes: settings.undoMaxBytes() ?? DEFAULT_CAP_BYTES,
      onListed,
      store,
    }),
    ...exchangeHandlers({
      exportThread: request => store.export(request, { program: `heddle ${version}`, readContent: blobs.get }),
      importThread: path => store.import(path, { keepContent: blobs.put }),
      onListed,
    }),
  }
}

/** What answers about the files that people configure this with, and about what was deleted of them. */
function filesOfTheUser(parts: ApiParts, deleted: Deleted) {
  const { place, settings, models, store, threads } = parts
  const { home, log } = place
  const documents = createConfigDocuments({ home, onWritten: () => settings.look() })
  return {
    ...promptHandlers(promptFilesOf(place, deleted)),
    ...deletedHandlers({ deleted, onRestored: () => settings.look() }),
    ...skillParts(parts, { deleted }),
    ...migrationHandlers(createMigrationOf(place, { documents, deleted })),
    ...providerParts({ place, settings, models, documents, deleted }),
    ...configHandlers({
      documents,
      settings,
      threadOf: async threadId => (await threads.peek(threadId)).thread,
      watch: request => watchConfig({ ...settings, onProblem: error => log.error('config', { error }) }, request),
    }),
    ...profileHandlers({
      profiles: createProfiles({ home, deleted, problems: async target => (await documents.read(target)).problems }),
      settings,
      threadsWith: store.withProfile,
      peek: threads.peek,
      open: threads.open,
      onProblem: error => log.error('profiles', { error }),
    }),
  }
}

/** What answers about agents, and about what waits in whatever thread. */
function treesAndInbox(
  { store, threads, agents, onList, place: { log } }: ApiParts,
  { ancestry, onSummary }: { ancestry: Ancestry; onSummary: ApiParts['onSummary'] },
) {
  const { live, open, peek } = threads
  return {
    ...agentHandlers({
      live,
      peek,
      known: store,
      ancestry,
      control: agents,
      onSummary,
      onList,
      onProblem: error => log.error('agents', { error }),
    }),
    ...inboxHandlers({
      live,
      open,
      ancestry,
      unfinished: () => store.unfinished(MAX_LEFT_BEHIND),
      onChange: handler => onSummary(({ id }) => handler(id)),
      onList,
      onProblem: error => log.error('inbox', { error }),
    }),
  }
}

/** What answers about changes of files, by turns or not committed, and takes them back. */
function changesOf({ place, threads, settings, blobs, undoFor, looks }: ApiParts, turn: TurnPages['turn']) {
  const { open, live } = threads
  const { caughtUp } = looks
  const undo = undoFor({ open, turn, looks })
  const diff: ChangesDeps['diff'] = (several, how) => diffOfTurns(several, { readBlob: blobs.get, ...how })
  return {
    ...undoHandlers({ undo, changes: changesHandler({ open, turn, caughtUp, diff }) }),
    ...gitHandlers(place, { open, caughtUp, putBack: undo.putBack, isTrusted: settings.isTrusted, live }),
  }
}

/** Custom prompts: the person's own, the real program's, ours. */
const promptFilesOf = (place: Place, deleted: Deleted) =>
  createPromptFiles({
    home: place.home,
    codexHome: codexHomeOf(place),
    bundled: createBundledPrompts(join(resourcesRoot, 'prompts')),
    openFile: openRegularFile,
    deleted,
  })

/** Answers clients, each at the other end of a port. What it returns stops answering that one. */
export function createServing(parts: ApiParts): (port: MessagePort) => () => void {
  const { log } = parts.place
  const handlers = createHandlers(parts)
  return port => serve(handlers, port, { onBug: (error, method) => log.bug(error, method) })
}

/** The handlers of all methods of the contract. */
function createHandlers(parts: ApiParts): Handlers {
  const { place, settings, store, models, threads, hub, clientCalls, startThread, explainCommands } = parts
  const { onList, mcp, trust, reload, projectServers, approvals, judge, exec, ruleFiles, blobs, sandboxSupport } = parts
  const { host, home, userHome, log } = place

  const ancestry = createAncestry({ live: threads.live, row: store.row })
  const isPinned = (threadId: string) => store.row(threadId)?.pinned === true
  const { counted, onSummary } = createWaitingBelow({ isPinned, ancestry, onSummary: parts.onSummary })

  const onRule = (decision: Decision) =>
    void answerAlike({ live: threads.live, judge: judge.judge }, decision).catch(error =>
      log.error('waiting', { error }),
    )

  const { list, trees } = createThreadLists({ store, live: threads.live, counted })

  const deleted = createDeleted({ dir: join(home, 'trash', 'deleted'), now: Date.now, newId: v7 })
  const turns = createTurnPages({
    at: threads.at,
    stored: store.page,
    storedOutline: store.outline,
  })

  return withFailures(
    {
      ...engineHandlers({
        host,
        home,
        version,
        sandboxSupport,
        settings,
        models,
        ruleProblems: async () => (await ruleFiles.forFolder(userHome)).problems,
      }),
      ...workspaceHandlers({
        userHome,
        recent: async () => (await list({ limit: 500, archived: false })).threads,
        branchOf: async folder => (await gitInfo(folder))?.branch ?? null,
        makeSample: () => makeSample(join(home, 'sample')),
      }),
      ...fileHandlers(createFileSearch({ readText: readRegularFile, monotonic: () => performance.now() })),
      ...threadHandlers({
        allowed: settings.allowed,
        hub,
        open: threads.open,
        start: (cwd, wanted, clientTools) => startThread({ cwd, settings: wanted, clientTools }),
        list,
        trees,
        onSummary,
        onList,
      }),
      ...historyHandlers({
        peek: threads.peek,
        fork: from => threads.fork(from, { source: host, originator: originatorOf(host) }),
        revert: threads.revert,
        unrevert: threads.unrevert,
        newId: v7,
        turns,
        lineage: threadId => store.lineage(threadId).map(lineageNode),
      }),
      ...compactionHandlers({ open: threads.open }),
      ...guidanceHandlers({ open: threads.open, guidance: parts.guidance }),
      ...pastThreads(parts, counted),
      ...treesAndInbox(parts, { ancestry, onSummary }),
      ...ruleHandlers({ files: ruleFiles, explain: explainCommands, recentCommands: store.recentCommands }),
      ...trustHandlers({ trust, settings, live: threads.live }),
      ...mcpHandlers({
        mcp,
        approvals,
        config: createConfigFile(join(home, 'config.toml')),
        deleted,
        reload,
        isOfProject: name => projectServers.all().some(server => server.name === name),
        projectOf: settings.projectOf,
        onProblem: error => log.error('mcp', { error }),
      }),
      ...logHandlers({ pathOf: store.pathOf, lines: writtenLines }),
      ...terminalHandlers({
        exec,
        shells: parts.shells,
        offersShells: host !== 'stdio',
        cwdOf: async threadId => (await threads.peek(threadId)).thread.cwd,
        turnDiff: async ({ threadId, turnId }) => ({
          files: await turnDiff(await turns.turn(threadId, turnId), {
            cwd: (await threads.open(threadId)).state.thread().cwd,
            readBlob: blobs.get,
          }),
        }),
      }),
      ...changesOf(parts, turns.turn),
      'messages/said': async ({ limit }) => ({ messages: await store.said(limit) }),
      ...turnHandlers({ open: threads.open, answerTool: clientCalls.answer, onRule }),
      ...planHandlers({ open: threads.open, modes: settings.modesNow, newId: v7 }),
      ...filesOfTheUser(parts, deleted),
      ...hookHandlers(parts.hooks.api),
      ...interfaceHandlers({ path: join(home, 'interface.json') }),
      ...desktopHandlers({
        desktop: place.desktop,
        home,
        crashes: {
          folder: crashFolder(home),
          list: () => readCrashReports(home),
          clear: () => clearCrashReports(home),
        },
      }),
    } satisfies Handlers,
    failureOf,
  )
}
