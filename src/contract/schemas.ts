import { z } from 'zod'
import type { Decision, Reason } from '../core/thread/calls.ts'
import type { Event } from '../core/thread/events.ts'
import type { ContentPart } from '../core/thread/items.ts'
import { APPROVAL_POLICIES, EFFORTS, SANDBOX_MODES } from '../core/thread/settings.ts'
import type { ThreadSettings } from '../core/thread/settings.ts'
import type { Thread } from '../core/thread/thread.ts'

export const ThreadId = z.string().min(1).max(100)
/** Minted by the client (a UUID): repeating it repeats the same input or command, never a second one. */
export const ClientId = z.string().min(8).max(100)

export const Content: z.ZodType<ContentPart[]> = z
  .array(
    z.union([
      z.strictObject({ type: z.literal('input_text'), text: z.string().max(4_000_000) }),
      z.strictObject({
        type: z.literal('input_image'),
        image_url: z.string().max(16_000_000),
        detail: z.string().optional(),
      }),
    ]),
  )
  .min(1)
  .max(200)

/** What a configuration says of a thread. */
const given = {
  provider: z.string().min(1),
  model: z.string().min(1),
  effort: z.enum(EFFORTS as [string, ...string[]]).optional() as z.ZodType<ThreadSettings['effort']>,
  approvalPolicy: z.enum(APPROVAL_POLICIES as [string, ...string[]]) as unknown as z.ZodType<
    ThreadSettings['approvalPolicy']
  >,
  sandbox: z.strictObject({
    mode: z.enum(SANDBOX_MODES as [string, ...string[]]) as unknown as z.ZodType<ThreadSettings['sandbox']['mode']>,
    networkAccess: z.boolean(),
    writableRoots: z.array(z.string()),
    excludeTmpdirEnvVar: z.boolean(),
    excludeSlashTmp: z.boolean(),
  }),
}

export const Settings: z.ZodType<ThreadSettings> = z.strictObject({
  ...given,
  mode: z.string().min(1),
  profile: z.string().optional(),
  /** What the profile gave when a turn last began: what is still so follows the profile. Clients leave it as it is. */
  given: z.strictObject(given).optional(),
})

/** Why a decision was taken: which rule, which file, which layer. */
export const ReasonSchema: z.ZodType<Reason> = z.object({
  code: z.string(),
  text: z.string(),
  rule: z
    .object({
      pattern: z.string(),
      file: z.string(),
      line: z.number(),
      decision: z.string(),
      layer: z.string().optional(),
      justification: z.string().optional(),
    })
    .optional(),
  origin: z.string().optional(),
})

/** A tool that a client carries out itself: models call it, the client is told, and answers with `tool/answer`. */
export const DynamicTool = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  description: z.string().max(4096),
  inputSchema: z.record(z.string(), z.unknown()),
})
export type DynamicTool = z.infer<typeof DynamicTool>

export const DecisionSchema: z.ZodType<Decision> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('approve'), scope: z.enum(['once', 'session']) }),
  z.strictObject({
    type: z.literal('approvePrefix'),
    prefix: z.array(z.string().min(1)).min(1),
    scope: z.enum(['project', 'everywhere']),
  }),
  z.strictObject({ type: z.literal('approveTool'), scope: z.enum(['project', 'everywhere']) }),
  z.strictObject({ type: z.literal('approveEdited'), command: z.string().min(1) }),
  z.strictObject({
    type: z.literal('answer'),
    answers: z.record(z.string().max(100), z.array(z.string().max(20_000)).max(20)).nullable(),
  }),
  z.strictObject({ type: z.literal('deny'), feedback: z.string().optional() }),
  z.strictObject({ type: z.literal('abort') }),
])

/**
 * Facts and state are checked for their frame only. They come from the engine, and a newer engine may know facts that
 * an older client does not: the fold skips those, so the wire must let them through.
 */
export const EventSchema = z.looseObject({
  type: z.string(),
  seq: z.number(),
  at: z.number(),
}) as unknown as z.ZodType<Event>

export const ThreadSchema = z.looseObject({
  id: z.string(),
  cwd: z.string(),
  turns: z.array(z.unknown()),
  inbox: z.array(z.unknown()),
  seq: z.number(),
}) as unknown as z.ZodType<Thread>

/** What a thread is doing, as the dot beside its name shows it. */
export const ThreadStatus = z.enum(['idle', 'running', 'waiting', 'done', 'failed', 'interrupted'])
export type ThreadStatus = z.infer<typeof ThreadStatus>

export const ThreadSummary = z.object({
  id: z.string(),
  title: z.string().nullable(),
  /** First words of the first message. */
  preview: z.string(),
  cwd: z.string(),
  branch: z.string().nullable(),
  /** `exec`, `cli`, `vscode`, `desktop`, …: which client began it. */
  source: z.string(),
  model: z.string().nullable(),
  status: ThreadStatus,
  /** What it does or waits for right now, one short line. */
  activity: z.string().nullable(),
  /** The thread that spawned it, of an agent. */
  parentId: z.string().optional(),
  agent: z.object({ nickname: z.string(), role: z.string(), depth: z.number() }).optional(),
  /** Agents below it, at any depth, that wait for a person. */
  waitingBelow: z.number().optional(),
  /** A person wants to see it first. */
  pinned: z.boolean().optional(),
  archived: z.boolean(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type ThreadSummary = z.infer<typeof ThreadSummary>

export const ModelSummary = z.object({
  provider: z.string(),
  providerName: z.string(),
  slug: z.string(),
  name: z.string(),
  contextWindow: z.number(),
  efforts: z.array(z.enum(EFFORTS as [string, ...string[]])),
  defaultEffort: z.string().nullable(),
  /** Whether it can see pictures; where nothing is said it can. */
  vision: z.boolean().optional(),
  /** False when nothing is known of this slug and fallback data is used. */
  known: z.boolean(),
  /** Whether a request could be sent now; if not, `unavailable` says what is missing. */
  unavailable: z.string().nullable(),
})
export type ModelSummary = z.infer<typeof ModelSummary>

export const SandboxStatus = z.discriminatedUnion('available', [
  z.object({ available: z.literal(true), kind: z.string(), version: z.string() }),
  z.object({ available: z.literal(false), reason: z.string(), fix: z.string() }),
])

export const Workspace = z.object({
  path: z.string(),
  name: z.string(),
  branch: z.string().nullable(),
  lastUsedAt: z.number(),
})
export type Workspace = z.infer<typeof Workspace>

export const LiveFrame = z.object({
  type: z.literal('live'),
  kind: z.enum(['text', 'plan', 'reasoning', 'arguments', 'output', 'summary']),
  /**
   * The item that will hold this text when it is complete; for `arguments` and `output` the call's id, for the `summary`
   * of a compaction the turn's.
   */
  itemId: z.string(),
  /** Characters of this item's text that came before. */
  offset: z.number(),
  text: z.string(),
  /** Tool name of `arguments`. */
  name: z.string().optional(),
})
export type LiveFrame = z.infer<typeof LiveFrame>

export const ThreadFrame = z.discriminatedUnion('type', [
  /** The whole state; replaces what the client has. */
  z.object({ type: z.literal('reset'), thread: ThreadSchema }),
  z.object({ type: z.literal('event'), event: EventSchema }),
  LiveFrame,
  /** Live text of the open answer is void: the stream was cut and is tried again. */
  z.object({
    type: z.literal('retrying'),
    attempt: z.number(),
    of: z.number(),
    delayMs: z.number(),
    message: z.string(),
  }),
  z.object({ type: z.literal('caughtUp'), seq: z.number() }),
])
export type ThreadFrame = z.infer<typeof ThreadFrame>

export const ThreadsFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reset'), threads: z.array(ThreadSummary) }),
  z.object({ type: z.literal('changed'), thread: ThreadSummary }),
  z.object({ type: z.literal('removed'), threadId: z.string() }),
])
export type ThreadsFrame = z.infer<typeof ThreadsFrame>
