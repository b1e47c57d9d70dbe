import type { ToolOutcome } from '../../../core/thread/calls.ts'
import type { Connection, RequestOptions } from './connection.ts'
import { readResult } from './results.ts'

export interface McpCall {
  server: string
  tool: string
  args: Record<string, unknown>
  /** Aborts when the turn is interrupted. */
  signal: AbortSignal
  onProgress?(text: string): void
  threadId: string
  callId: string
  /** Tokens of the answer that reach the model. */
  outputTokenLimit: number
}

/** A time limit that stands still while a person is asked. */
export interface Deadline {
  signal: AbortSignal
  pause(): void
  resume(): void
  end(): void
}

export function createDeadline(limitMs: number): Deadline {
  const expired = new AbortController()
  let leftMs = limitMs
  let startedAt = 0
  let pauses = 0
  let timer: NodeJS.Timeout | undefined
  const go = (): void => {
    startedAt = performance.now()
    timer = setTimeout(() => expired.abort(new Error('timeout')), leftMs)
  }
  go()
  return {
    signal: expired.signal,
    pause() {
      if (pauses++ > 0) return
      clearTimeout(timer)
      leftMs = Math.max(0, leftMs - (performance.now() - startedAt))
    },
    resume() {
      if (--pauses === 0) go()
    },
    end: () => clearTimeout(timer),
  }
}

const PROGRESS_INTERVAL_MS = 100
const MAX_PROGRESS_CHARS = 500

/**
 * Calls a tool of a server that is ready. Whatever happens becomes an outcome; `isProtocolFailure` says that there was no
 * answer of the tool itself.
 */
export async function carryOut(
  call: McpCall,
  connection: Connection,
  { deadline, timeoutMs, clean }: { deadline: Deadline; timeoutMs: number; clean(text: string): string },
): Promise<{ outcome: ToolOutcome; isProtocolFailure: boolean }> {
  const { server, tool, args, signal, outputTokenLimit } = call
  const startedAt = performance.now()
  const shown = { kind: 'mcp' as const, server, tool, arguments: args }
  const durationMs = (): number => Math.round(performance.now() - startedAt)
  try {
    const options = { signal: AbortSignal.any([signal, deadline.signal]), onProgress: progressOf(call) }
    const result = await connection.request('tools/call', { name: tool, arguments: args }, options)
    const { isError, output, content, structured } = readResult(result, outputTokenLimit)
    const shownResult = { ...shown, content, structured, durationMs: durationMs() }
    const outcome: ToolOutcome = { status: isError ? 'failed' : 'completed', output, result: shownResult }
    return { outcome, isProtocolFailure: false }
  } catch (error) {
    if (signal.aborted) {
      const result = { ...shown, content: [], error: 'stopped', durationMs: durationMs() }
      return { outcome: { status: 'aborted', output: 'aborted by user', result }, isProtocolFailure: false }
    }
    const text = deadline.signal.aborted ? `no answer within ${timeoutMs / 1000} s` : clean(problemOf(error))
    const result = { ...shown, content: [], error: text, durationMs: durationMs() }
    const outcome: ToolOutcome = { status: 'failed', output: `${server}/${tool} failed: ${text}`, result }
    return { outcome, isProtocolFailure: true }
  }
}

const MAX_PROBLEM_CHARS = 4000

/** What went wrong in words; a server that wants the user to visit a page first says which. */
function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const pages =
    error instanceof Error && 'elicitations' in error && Array.isArray(error.elicitations) ? error.elicitations : []
  const urls = pages.flatMap(page => (typeof page?.url === 'string' ? [page.url] : []))
  return [message, ...urls].join('\n').slice(0, MAX_PROBLEM_CHARS)
}

/** Passes progress on as lines of text, only so often. */
function progressOf({ onProgress }: McpCall): RequestOptions['onProgress'] {
  if (!onProgress) return undefined
  let next = 0
  return ({ progress, total, message }) => {
    const now = performance.now()
    if (now < next) return
    next = now + PROGRESS_INTERVAL_MS
    const amount = total === undefined ? String(progress) : `${progress}/${total}`
    onProgress(`${amount}${message === undefined ? '' : ` ${String(message).slice(0, MAX_PROGRESS_CHARS)}`}\n`)
  }
}
