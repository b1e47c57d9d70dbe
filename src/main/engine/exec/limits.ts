/** How long a call waits for its command and how much of the output the model gets. The ranges are those of Codex 0.169. */

export const MAX_SESSIONS_PER_THREAD = 64
/** Processes and threads of one command; only counted for users other than root. */
export const MAX_PROCESSES = 8_192
export const DEFAULT_OUTPUT_TOKENS = 10_000

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Milliseconds a starting command may take before its call returns without it. */
export const startYieldMs = (asked = 10_000): number => clamp(asked, 250, 30_000)

/** Milliseconds a call that writes to a session waits for the answer. */
export const writeYieldMs = (asked = 250): number => clamp(asked, 250, 30_000)

/** Milliseconds a call that only looks at a session waits for it to end. */
export const pollYieldMs = (asked = 5_000): number => clamp(asked, 5_000, 300_000)

/** Silence after an answer that counts as its end. The longer a caller is ready to wait, the longer we listen. */
export const quietMs = (yieldMs: number): number => clamp(yieldMs / 4, 50, 1_000)

/** Tokens of output for one call: what the model asked for, up to the limit of its configuration. */
export const outputTokens = (asked: number | undefined, limit: number = DEFAULT_OUTPUT_TOKENS): number =>
  clamp(asked ?? limit, 0, limit)
