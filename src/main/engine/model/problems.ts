/** What went wrong with one attempt, as a fact: what to do about it is decided in `retry.ts`, how to say it in `failures.ts`. */
export type Problem =
  /** The provider answered with a status other than 2xx. */
  | { kind: 'status'; status: number; body: string; retryAfter: string | null }
  /** No answer: `code` is the operating system's, OpenSSL's or the HTTP parser's. */
  | { kind: 'network'; code: string; detail: string }
  /** The stream ended, or broke, before the provider said that it was done. */
  | { kind: 'cut'; detail: string }
  | { kind: 'idle'; afterMs: number }
  /** The provider said, inside the stream, that it failed. */
  | { kind: 'reported'; code: string; detail: string }
  /** The answer stopped early for a reason that another try would meet again. */
  | { kind: 'incomplete'; reason: string }
  | { kind: 'notAStream'; contentType: string; body: string }
  | { kind: 'tooLarge'; what: 'event' | 'answer'; limitBytes: number }
  | { kind: 'redirect'; status: number; location: string }

/** A problem on its way up through code that only knows exceptions (streams, the SDK). */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.kind)
    this.problem = problem
  }
}

/** Errors of streams and sockets, and the SDK's wrapping of them, as a problem. `before` an answer or within it. */
export function problemFrom(error: unknown, when: 'before' | 'within'): Problem {
  let detail = ''
  for (let cause = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth++) {
    if (cause instanceof ProblemError) return cause.problem
    detail = cause.message
    const code = codeOf(cause)
    if (code)
      return when === 'before' ? { kind: 'network', code, detail } : { kind: 'cut', detail: `${code}: ${detail}` }
  }
  return when === 'before' ? { kind: 'network', code: 'UNKNOWN', detail } : { kind: 'cut', detail }
}

/** The code of a system error; several tried addresses (`AggregateError`) share that of the first. */
function codeOf(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string') return error.code
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  return first instanceof Error ? codeOf(first) : undefined
}
