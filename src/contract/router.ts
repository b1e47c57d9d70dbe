import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'
import { agentRoutes, planRoutes } from './agents.ts'
import { compactionRoutes } from './compaction.ts'
import { configRoutes } from './config.ts'
import { desktopRoutes } from './desktop.ts'
import { diagnosticsRoutes } from './diagnostics.ts'
import { fileRoutes } from './files.ts'
import { saidRoutes } from './said.ts'
import { historyRoutes } from './history.ts'
import { hookRoutes } from './hooks.ts'
import { inboxRoutes } from './inbox.ts'
import { logRoutes } from './log.ts'
import { mcpRoutes } from './mcp.ts'
import { migrationRoutes } from './migration.ts'
import type { FrameOf, ParamsOf, ResultOf } from './procedure.ts'
import {
  ClientId,
  Content,
  DecisionSchema,
  DynamicTool,
  ModelSummary,
  SandboxStatus,
  Settings,
  ThreadFrame,
  ThreadId,
  ThreadSummary,
  ThreadsFrame,
  Workspace,
} from './schemas.ts'
import { providerRoutes } from './providers.ts'
import { ruleRoutes } from './rules.ts'
import { exchangeRoutes, sessionRoutes } from './sessions.ts'
import { promptRoutes, skillRoutes } from './skills.ts'
import { terminalRoutes } from './terminals.ts'
import { trustRoutes } from './trust.ts'
import { treeRoutes } from './changes.ts'
import { undoRoutes } from './undo.ts'
import { worktreeRoutes } from './worktrees.ts'

const Recorded = z.object({ seq: z.number() })
const Nothing = z.object({})

/** Everything a client may ask of the engine, on every wire. */
export const router = {
  /** What this engine is and what it can do on this machine. */
  'engine/status': query({
    params: Nothing,
    result: z.object({
      version: z.string(),
      host: z.enum(['desktop', 'browser', 'stdio', 'exec', 'test']),
      home: z.string(),
      platform: z.string(),
      sandbox: SandboxStatus,
      /** Problems of the configuration: each says file, line and what to do. */
      notices: z.array(z.string()),
    }),
  }),
  /** Models of all configured providers. */
  'model/list': query({
    params: Nothing,
    result: z.object({ models: z.array(ModelSummary) }),
  }),
  /** Settings that a new thread in this folder would start with, after all layers, and where each comes from. */
  'settings/read': query({
    params: z.object({ cwd: z.string() }),
    result: z.object({ settings: Settings, origins: z.record(z.string(), z.string()) }),
  }),

  /** Folders used lately, newest first. */
  'workspace/list': query({ params: Nothing, result: z.object({ workspaces: z.array(Workspace) }) }),
  /**
   * Sub-folders of a folder, for choosing one where no system dialog exists. Without `path`: the user's home.
   * With `endings` also the files whose names end so, e.g. `.jsonl`.
   */
  'workspace/browse': query({
    params: z.object({ path: z.string().optional(), endings: z.array(z.string()).max(10).optional() }),
    result: z.object({
      path: z.string(),
      parent: z.string().nullable(),
      folders: z.array(z.object({ name: z.string(), path: z.string(), repository: z.boolean() })),
      files: z.array(z.object({ name: z.string(), path: z.string() })).optional(),
    }),
  }),
  /** Makes (or finds) a small real project to try things in. */
  'workspace/sample': command({
    params: Nothing,
    result: z.object({ path: z.string() }),
    failures: ['home.notWritable'],
  }),

  /** Threads, newest first, without agents: those are in the tree of their root. `cursor` comes from the page before. */
  'thread/list': query({
    params: z.object({
      limit: z.number().int().min(1).max(500).default(100),
      cursor: z.string().optional(),
      archived: z.boolean().default(false),
    }),
    result: z.object({ threads: z.array(ThreadSummary), nextCursor: z.string().nullable() }),
  }),
  /** The newest threads, and every change to any thread, agents too. */
  'threads/watch': subscription({
    params: z.object({ limit: z.number().int().min(1).max(1000).default(200) }),
    frame: ThreadsFrame,
  }),
  'thread/start': command({
    params: z.object({
      commandId: ClientId,
      cwd: z.string(),
      settings: Settings.optional(),
      dynamicTools: z.array(DynamicTool).max(200).optional(),
    }),
    result: z.object({ threadId: z.string() }),
    failures: ['workspace.notFound', 'workspace.notReadable', 'settings.invalid', 'home.notWritable'],
  }),
  /** A thread's state and then everything that happens to it. `after` continues where a lost connection ended. */
  'thread/watch': subscription({
    params: z.object({ threadId: ThreadId, after: z.number().int().optional() }),
    frame: ThreadFrame,
  }),
  'thread/rename': command({
    params: z.object({ threadId: ThreadId, title: z.string().max(500) }),
    result: Recorded,
    failures: ['thread.notFound', 'title.empty'],
  }),
  'thread/archive': command({
    params: z.object({ threadId: ThreadId, archived: z.boolean() }),
    result: Recorded,
    failures: ['thread.notFound'],
  }),
  /** Takes effect from the next turn. */
  'thread/configure': command({
    params: z.object({ threadId: ThreadId, settings: Settings }),
    result: Recorded,
    failures: ['thread.notFound', 'settings.invalid'],
  }),

  /** Says something. An idle thread starts a turn; a running one is steered, or has it queued for the next turn. */
  'input/send': command({
    params: z.object({
      threadId: ThreadId,
      inputId: ClientId,
      content: Content,
      delivery: z.enum(['steer', 'queue']).default('queue'),
      outputSchema: z.record(z.string(), z.unknown()).optional(),
    }),
    result: z.object({ seq: z.number(), turnId: z.string().nullable() }),
    failures: ['thread.notFound', 'thread.archived', 'thread.readOnly'],
  }),
  'input/edit': command({
    params: z.object({ threadId: ThreadId, inputId: ClientId, content: Content }),
    result: Recorded,
    failures: ['thread.notFound', 'input.notFound'],
  }),
  'input/redirect': command({
    params: z.object({ threadId: ThreadId, inputId: ClientId, delivery: z.enum(['steer', 'queue']) }),
    result: Recorded,
    failures: ['thread.notFound', 'input.notFound'],
  }),
  'input/move': command({
    params: z.object({ threadId: ThreadId, inputId: ClientId, before: ClientId.nullable() }),
    result: Recorded,
    failures: ['thread.notFound', 'input.notFound'],
  }),
  'input/remove': command({
    params: z.object({ threadId: ThreadId, inputId: ClientId }),
    result: Recorded,
    failures: ['thread.notFound', 'input.notFound'],
  }),

  /** Ends the current turn. Running calls are stopped; nothing is undone. */
  'turn/interrupt': command({
    params: z.object({ threadId: ThreadId, turnId: z.string() }),
    result: Recorded,
    failures: ['thread.notFound', 'turn.notRunning'],
  }),
  /** Goes on with a turn that a crash cut short, at its first unfinished step. */
  'turn/continue': command({
    params: z.object({ threadId: ThreadId, turnId: z.string() }),
    result: Recorded,
    failures: ['thread.notFound', 'turn.notRunning'],
  }),
  /** Answers a call that waits. The first answer counts. */
  'approval/answer': command({
    params: z.object({ threadId: ThreadId, turnId: z.string(), callId: z.string(), decision: DecisionSchema }),
    result: Recorded,
    failures: ['thread.notFound', 'approval.notWaiting', 'approval.notFitting', 'rule.tooBroad', 'home.notWritable'],
  }),
  /** The result of a call of a tool that the client itself brought (`dynamicTools`). The first answer counts. */
  'tool/answer': command({
    params: z.object({ threadId: ThreadId, callId: z.string(), success: z.boolean(), content: Content }),
    result: Recorded,
    failures: ['thread.notFound', 'tool.notWaiting'],
  }),

  ...historyRoutes,
  ...sessionRoutes,
  ...exchangeRoutes,
  ...ruleRoutes,
  ...trustRoutes,
  ...inboxRoutes,
  ...mcpRoutes,
  ...terminalRoutes,
  ...logRoutes,
  ...compactionRoutes,
  ...undoRoutes,
  ...treeRoutes,
  ...worktreeRoutes,
  ...agentRoutes,
  ...planRoutes,
  ...configRoutes,
  ...providerRoutes,
  ...skillRoutes,
  ...promptRoutes,
  ...hookRoutes,
  ...migrationRoutes,
  ...diagnosticsRoutes,
  ...fileRoutes,
  ...saidRoutes,
  ...desktopRoutes,

  /** What the interface remembers: layout, open tabs, drafts. One JSON value a key. */
  'interface/read': query({
    params: Nothing,
    result: z.object({ values: z.record(z.string(), z.unknown()) }),
  }),
  'interface/write': command({
    params: z.object({ key: z.string().min(1).max(200), value: z.unknown() }),
    result: Nothing,
    failures: ['home.notWritable'],
  }),
} as const

export type AppRouter = typeof router
export type Method = keyof AppRouter
export type QueryMethod = { [M in Method]: AppRouter[M]['shape'] extends 'query' ? M : never }[Method]
export type CommandMethod = { [M in Method]: AppRouter[M]['shape'] extends 'command' ? M : never }[Method]
export type SubscriptionMethod = { [M in Method]: AppRouter[M]['shape'] extends 'subscription' ? M : never }[Method]
export type CallMethod = QueryMethod | CommandMethod

export type Params<M extends Method> = z.input<AppRouter[M]['params']>
export type ParsedParams<M extends Method> = ParamsOf<AppRouter[M]>
export type Result<M extends CallMethod> = ResultOf<AppRouter[M]>
export type Frame<M extends SubscriptionMethod> = FrameOf<AppRouter[M]>
