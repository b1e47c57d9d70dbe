import { z } from 'zod'
import type { HookEvent } from './hook.ts'

/** How a hook's program ended. */
export interface HookEnd {
  /** Null where it was ended by a signal or never began. */
  exitCode: number | null
  stdout: string
  stderr: string
  timedOut: boolean
  /** It could not be started. */
  startProblem?: string
}

/** What a hook says to what is about to happen, or has. */
export type HookAnswer =
  | { type: 'pass'; context?: string; updatedInput?: unknown; message?: string }
  /** Of a tool that ran already it is a remark for the model. */
  | { type: 'deny'; reason: string }
  /** It did not do its work; `problem` is a sentence. */
  | { type: 'failed'; problem: string }

/** What was printed as a reason or a context is cut to this for the model and the log. */
const MAX_CHARS = 10_000
const BLOCK = 2

const Output = z.looseObject({
  continue: z.boolean().optional(),
  stopReason: z.string().optional(),
  systemMessage: z.string().optional(),
  decision: z.enum(['approve', 'block']).optional(),
  reason: z.string().optional(),
  hookSpecificOutput: z
    .looseObject({
      permissionDecision: z.enum(['allow', 'deny', 'ask']).optional(),
      permissionDecisionReason: z.string().optional(),
      additionalContext: z.string().optional(),
      updatedInput: z.unknown().optional(),
    })
    .optional(),
})

/**
 * What the end of a hook means (as in the real Codex): exit code 2 denies with what it printed as an error, 0 answers
 * with JSON or, before a prompt and at the start, with plain text as context; every other end is a failure.
 */
export function readAnswer(
  event: HookEvent,
  { exitCode, stdout, stderr, timedOut, startProblem }: HookEnd,
): HookAnswer {
  if (startProblem !== undefined) return { type: 'failed', problem: startProblem }
  if (timedOut) return { type: 'failed', problem: 'It took too long and was ended.' }
  if (exitCode === BLOCK) {
    const reason = short(stderr)
    return reason === ''
      ? { type: 'failed', problem: 'It ended with exit code 2 without saying why.' }
      : { type: 'deny', reason }
  }
  if (exitCode !== 0) return { type: 'failed', problem: failureText(exitCode, stderr) }
  const said = stdout.trim()
  if (!said.startsWith('{')) {
    const isContext = said !== '' && (event === 'SessionStart' || event === 'UserPromptSubmit')
    return isContext ? { type: 'pass', context: short(said) } : { type: 'pass' }
  }
  return fromJson(said)
}

const failureText = (exitCode: number | null, stderr: string): string => {
  const why = short(stderr)
  return `It ended ${exitCode === null ? 'by a signal' : `with exit code ${exitCode}`}${why === '' ? '.' : `: ${why}`}`
}

function fromJson(text: string): HookAnswer {
  const read = Output.safeParse(json(text))
  if (!read.success) return { type: 'failed', problem: 'What it printed is not an answer that hooks can give.' }
  const { decision, reason, stopReason, systemMessage, hookSpecificOutput: own = {} } = read.data
  const denies = own.permissionDecision === 'deny' || decision === 'block' || read.data.continue === false
  if (denies) {
    const why = short(own.permissionDecisionReason ?? reason ?? stopReason ?? '')
    return why === '' ? { type: 'failed', problem: 'It denies without a reason.' } : { type: 'deny', reason: why }
  }
  return {
    type: 'pass',
    ...(own.additionalContext ? { context: short(own.additionalContext) } : {}),
    ...(own.updatedInput === undefined || own.updatedInput === null ? {} : { updatedInput: own.updatedInput }),
    ...(systemMessage ? { message: short(systemMessage) } : {}),
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function short(text: string): string {
  const trimmed = text.trim()
  return trimmed.length > MAX_CHARS ? `${trimmed.slice(0, MAX_CHARS)}…` : trimmed
}
