import { z } from 'zod'
import type { AgentStatus } from '../core/agents/agent.ts'
import { command, query, subscription } from './procedure.ts'
import { ThreadId } from './schemas.ts'

/** The words that models know: see `AgentStatus`. */
const Status = z.union([
  z.enum(['pending_init', 'running', 'interrupted', 'shutdown', 'not_found']),
  z.object({ completed: z.string().nullable() }),
  z.object({ errored: z.string() }),
]) satisfies z.ZodType<AgentStatus>

/** A stretch of time in Unix milliseconds; `to` is null while it lasts. */
const Span = z.object({ kind: z.enum(['working', 'waiting']), from: z.number(), to: z.number().nullable() })

/** One thread of a tree of agents: its root, or an agent at any depth. */
export const AgentRow = z.object({
  threadId: z.string(),
  /** Null for the root. */
  parentId: z.string().nullable(),
  depth: z.number(),
  /** The root's is its title. */
  nickname: z.string(),
  role: z.string(),
  model: z.string().nullable(),
  status: Status,
  /** Whether it takes a place among its root's agents. */
  open: z.boolean(),
  /** What it was asked to do, the beginning. */
  task: z.string(),
  /** What it does or waits for now, one short line. */
  activity: z.string().nullable(),
  /** Questions of its own that wait for a person. */
  waiting: z.number(),
  /** The turn that runs, to be interrupted. */
  turnId: z.string().nullable(),
  startedAt: z.number(),
  /** When it was last at work; null while it is. */
  stoppedAt: z.number().nullable(),
  /** The newest spans, oldest first. */
  spans: z.array(Span),
  tokens: z.number(),
  /** In US dollars; null where the model's price is not known. */
  cost: z.number().nullable(),
})
export type AgentRow = z.infer<typeof AgentRow>

export const AgentsFrame = z.discriminatedUnion('type', [
  /** The whole tree, parents before their agents. */
  z.object({ type: z.literal('reset'), rootId: z.string(), agents: z.array(AgentRow) }),
  z.object({ type: z.literal('changed'), agent: AgentRow }),
  z.object({ type: z.literal('removed'), threadId: z.string() }),
])
export type AgentsFrame = z.infer<typeof AgentsFrame>

const Recorded = z.object({ seq: z.number() })

export const agentRoutes = {
  /** The tree that a thread belongs to, whichever of its threads that is, and every change in it. */
  'agents/watch': subscription({ params: z.object({ threadId: ThreadId }), frame: AgentsFrame }),
  /** Stops an agent and all below it, and gives their places free. `seq` is the parent's. */
  'agent/close': command({
    params: z.object({ threadId: ThreadId }),
    result: Recorded,
    failures: ['thread.notFound', 'agent.notAgent'],
  }),
  /** Opens a closed agent again, so that it can be talked to. */
  'agent/resume': command({
    params: z.object({ threadId: ThreadId }),
    result: Recorded,
    failures: ['thread.notFound', 'agent.notAgent', 'agent.noPlace'],
  }),
  /** Makes an agent a thread of its own, which reports to nobody. */
  'agent/promote': command({
    params: z.object({ threadId: ThreadId }),
    result: Recorded,
    failures: ['thread.notFound', 'agent.notAgent'],
  }),
} as const

/** A mode to choose from. `model` and `effort` are what it uses in place of the thread's, if anything. */
export const ModeSummary = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  model: z.string().optional(),
  effort: z.string().optional(),
})
export type ModeSummary = z.infer<typeof ModeSummary>

/** Modes, and what a person says to a proposed plan. */
export const planRoutes = {
  /** The modes that threads of a folder can work in, the built-in ones first. */
  'mode/list': query({ params: z.object({ cwd: z.string() }), result: z.object({ modes: z.array(ModeSummary) }) }),
  /**
   * Accepts the newest plan, as it is or edited, and goes on in `mode`; with `start` a turn begins that carries it out.
   * Or refuses it, with what to say to the model, if anything.
   */
  'plan/decide': command({
    params: z.object({
      threadId: ThreadId,
      turnId: z.string(),
      decision: z.discriminatedUnion('type', [
        z.object({
          type: z.literal('accept'),
          text: z.string().max(1_000_000).optional(),
          mode: z.string().min(1).default('code'),
          start: z.boolean().default(false),
        }),
        z.object({ type: z.literal('refuse'), feedback: z.string().max(100_000).optional() }),
      ]),
    }),
    result: z.object({ seq: z.number(), turnId: z.string().nullable() }),
    failures: ['thread.notFound', 'thread.archived', 'plan.notProposed'],
  }),
} as const
