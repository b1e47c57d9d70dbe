import { z } from 'zod'
import { key } from '../config/key.ts'
import { EFFORTS, SANDBOX_MODES } from '../thread/settings.ts'
import type { Effort, SandboxMode } from '../thread/settings.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { AgentLimits } from './limits.ts'
import type { AgentRole } from './roles.ts'

const effort = z.enum(EFFORTS as readonly [Effort, ...Effort[]])
const sandbox = z.enum(SANDBOX_MODES as readonly [SandboxMode, ...SandboxMode[]])
const count = z.number().int().nonnegative()
const MAX_DESCRIPTION_CHARS = 2000
const MAX_NICKNAMES = 100

const described = {
  description: key(z.string().trim().min(1).max(MAX_DESCRIPTION_CHARS), 'When a model should take it.'),
  model: key(z.string().min(1), 'Model of its agents; that of their parent if left out.'),
  model_reasoning_effort: key(effort, 'How much the model thinks.'),
  developer_instructions: key(z.string(), 'Told to its agents.'),
  sandbox_mode: key(sandbox, 'Holds where it is tighter than what the parent may do.'),
  nickname_candidates: key(
    z
      .array(
        z
          .string()
          .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,39}$/u, 'use up to 40 letters, digits, spaces, "_", "." and "-"'),
      )
      .max(MAX_NICKNAMES),
    'Names to give its agents.',
  ),
}

/** One `[agents.<name>]` table of `config.toml`. A layer may hold a part of it. */
export const AgentRoleTable = z.object({
  ...described,
  config_file: key(z.string().min(1), 'File with more of these keys, beside the file that names it.'),
})
export type AgentRoleValues = z.infer<typeof AgentRoleTable>

/** A role in a file of its own; `name` if it is not called as its file. */
export const AgentRoleFile = z.object({ ...described, name: z.string().optional() })

const limits = {
  enabled: key(z.boolean(), 'Whether models may spawn agents.', { default: DEFAULT_LIMITS.enabled }),
  max_threads: key(count, 'Agents of one thread that may be open at once, at any depth.', {
    default: DEFAULT_LIMITS.maxThreads,
  }),
  max_concurrent_threads_per_session: key(count, 'Another name for max_threads.'),
  max_depth: key(count, 'How deep agents may have agents; with 1 only threads of yours have some.', {
    default: DEFAULT_LIMITS.maxDepth,
  }),
  default_subagent_model: key(z.string().min(1), 'Model of agents whose role names none.'),
  default_subagent_reasoning_effort: key(effort, 'How much it thinks.'),
  job_max_runtime_seconds: key(count, 'How long an agent may work on one task; 0 for any time.', { default: 0 }),
  max_tokens: key(count, 'Tokens that one agent may use; 0 for any number.', { default: 0 }),
  interrupt_message: key(z.unknown(), 'Of the real Codex; it has no meaning here.'),
}

/** The values of `[agents]` beside which its other tables are roles. */
export type AgentsValues = z.infer<z.ZodObject<typeof limits>>

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// What is no table is no role: it is told of as an unknown key.
const roleTable = z.preprocess(value => (isTable(value) ? value : {}), AgentRoleTable)

/** The table `[agents]`: limits, and a table for each role. */
export const AgentsTable = z.object(limits).catchall(roleTable) as unknown as z.ZodType<AgentsValues>

/** Names that roles can have: they go to models as values of an argument. */
export const ROLE_NAME = /^[A-Za-z0-9_-]{1,64}$/

/** The tables of `[agents]` that are roles, in order. */
export const roleTables = (agents: AgentsValues | undefined): [name: string, AgentRoleValues][] =>
  Object.entries(agents ?? {}).flatMap(([name, value]): [string, AgentRoleValues][] =>
    Object.hasOwn(limits, name) || !isTable(value) ? [] : [[name, value]],
  )

export function limitsFrom(agents: AgentsValues = {}): AgentLimits {
  const { max_threads = agents.max_concurrent_threads_per_session } = agents
  return {
    enabled: agents.enabled ?? DEFAULT_LIMITS.enabled,
    maxThreads: max_threads ?? DEFAULT_LIMITS.maxThreads,
    maxDepth: agents.max_depth ?? DEFAULT_LIMITS.maxDepth,
    maxRuntimeMs: agents.job_max_runtime_seconds ? agents.job_max_runtime_seconds * 1000 : null,
    maxTokens: agents.max_tokens || null,
    model: agents.default_subagent_model,
    effort: agents.default_subagent_reasoning_effort,
  }
}

/** A role as values say it, over what is known of a role of that name. */
export function roleFrom(
  name: string,
  values: AgentRoleValues,
  below: AgentRole | undefined,
  origin: string,
): AgentRole {
  return {
    name,
    description: values.description ?? below?.description ?? 'A role without a description.',
    instructions: values.developer_instructions ?? below?.instructions,
    model: values.model ?? below?.model,
    effort: values.model_reasoning_effort ?? below?.effort,
    sandbox: values.sandbox_mode ?? below?.sandbox,
    nicknames: values.nickname_candidates ?? below?.nicknames ?? [],
    origin,
  }
}

/** The tighter of two; what is left out is no limit. */
export const tighter = (a: SandboxMode | undefined, b: SandboxMode | undefined): SandboxMode | undefined =>
  a === undefined || b === undefined ? (a ?? b) : SANDBOX_MODES.indexOf(a) < SANDBOX_MODES.indexOf(b) ? a : b
