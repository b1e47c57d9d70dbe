import { z } from 'zod'
import type { ModelInfo, ToolSpec } from '../../../core/context/request.ts'
import type { Call, CallResult, ToolOutcome } from '../../../core/thread/calls.ts'
import type { Lane } from '../../../core/thread/effects.ts'
import type { CallItem, CallOutput } from '../../../core/thread/items.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'

/** What a tool is given to run with, beside its arguments. */
export interface ToolRun {
  threadId: string
  turnId: string
  call: Call
  cwd: string
  settings: ThreadSettings
  /** Whether the decision was to run inside the sandbox of the thread's settings. */
  sandboxed: boolean
  model: ModelInfo
  /** Aborts when the turn is interrupted; a tool ends within 300 ms of it. */
  signal: AbortSignal
  /** Output in progress, for the screen. */
  onOutput(text: string): void
}

export type Parsed<A> = { ok: true; args: A } | { ok: false; error: string }

export interface Tool<A = unknown> {
  name: string
  lane: Lane
  /** `read` may run again after a crash; `write` never does. */
  effect: 'read' | 'write'
  spec(model: ModelInfo): ToolSpec
  parse(item: CallItem): Parsed<A>
  run(args: A, run: ToolRun): Promise<ToolOutcome>
}

/** Defines a function tool. Its JSON schema and its argument check come from one zod schema. */
export function tool<S extends z.ZodType>(of: {
  name: string
  description: string
  lane?: Lane
  effect: 'read' | 'write'
  args: S
  run(args: z.infer<S>, run: ToolRun): Promise<ToolOutcome>
}): Tool<z.infer<S>> {
  let spec: ToolSpec | undefined
  return {
    name: of.name,
    lane: of.lane ?? 'shared',
    effect: of.effect,
    spec: () => (spec ??= functionSpec(of.name, of.description, of.args)),
    parse: item => parseArguments(item, of.args),
    run: of.run,
  }
}

function functionSpec(name: string, description: string, args: z.ZodType): ToolSpec {
  const { $schema: _, ...parameters } = z.toJSONSchema(args, { io: 'input' })
  return {
    type: 'function',
    name,
    description,
    strict: false,
    parameters: { ...parameters, additionalProperties: false },
  }
}

/** The arguments of a function call, checked. The error is a sentence for the model. */
export function parseArguments<S extends z.ZodType>(item: CallItem, schema: S): Parsed<z.infer<S>> {
  if (item.type !== 'function_call') return { ok: false, error: 'This tool takes JSON arguments.' }
  let value: unknown
  try {
    value = item.arguments.trim() === '' ? {} : JSON.parse(item.arguments)
  } catch (error) {
    return { ok: false, error: `failed to parse function arguments: ${error instanceof Error ? error.message : error}` }
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, args: parsed.data }
  const issue = parsed.error.issues[0]
  return {
    ok: false,
    error: `failed to parse function arguments: ${issue?.path.join('.') || 'arguments'}: ${issue?.message}`,
  }
}

export const ok = (output: CallOutput, result?: CallResult): ToolOutcome => ({ status: 'completed', output, result })
export const failed = (output: string, result?: CallResult): ToolOutcome => ({ status: 'failed', output, result })
export const aborted = (result?: CallResult): ToolOutcome => ({ status: 'aborted', output: 'aborted by user', result })
