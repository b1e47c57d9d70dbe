import type { Effects, Summarised } from './effects.ts'
import type { CompactionTrigger, TurnFailure } from './events.ts'
import { invariant } from './invariant.ts'
import type { ThreadSettings } from './settings.ts'
import { turnOf } from './thread.ts'
import type { Thread, Turn } from './thread.ts'

export type CompactionStep =
  { type: 'compact'; trigger: CompactionTrigger } | { type: 'finish'; status: 'failed'; failure: TurnFailure }

/**
 * Whether the window is too full to ask the model again. Only what a model has counted counts: between a compaction and
 * the next answer there are but estimates.
 */
export const isTooFull = (
  { contextTokens, compacted }: Pick<Thread, 'contextTokens' | 'compacted'>,
  compactAt: number | undefined,
): boolean => compactAt !== undefined && contextTokens > 0 && contextTokens >= compactAt && compacted?.answers !== 0

/** What a person asked for comes first, and is all that its turn is for. */
export function requestedCompaction({ compactionRequested, compactionFailed }: Turn): CompactionStep | null {
  if (!compactionRequested) return null
  return compactionFailed ? failed(compactionFailed.failure) : { type: 'compact', trigger: 'manual' }
}

/**
 * What is due before the model is asked again. After a failure the turn goes on as long as the history fits, tries once
 * more when it does not, and then ends: it never goes round in circles.
 */
export function dueCompaction(thread: Thread, turn: Turn): CompactionStep | null {
  if (!isTooFull(thread, turn.compactAt)) return null
  if (wasInVain(thread, turn)) return failed(inVain(thread, turn))
  const { compactionFailed: before } = turn
  const size = thread.contextWindow ?? Infinity
  if (before && thread.contextTokens < size) return null
  if (before && before.atTokens >= size) return failed(before.failure)
  return { type: 'compact', trigger: 'auto' }
}

const failed = (failure: TurnFailure): CompactionStep => ({ type: 'finish', status: 'failed', failure })

/** The first answer after a compaction of this turn found the window no emptier than before it. */
const wasInVain = ({ compacted, contextTokens }: Thread, turn: Turn): boolean =>
  compacted?.turnId === turn.id && compacted.answers === 1 && contextTokens >= compacted.tokensBefore

const inVain = ({ contextTokens }: Thread, { compactAt = 0 }: Turn): TurnFailure => ({
  code: 'compaction.inVain',
  message:
    `This thread was compacted and still takes ${count(contextTokens)} tokens; it is to be compacted at ${count(compactAt)}. ` +
    'Raise model_auto_compact_token_limit, choose a model with a larger window, or start a new thread.',
})

const count = (tokens: number): string => String(tokens).replaceAll(/\B(?=(\d{3})+$)/g, ',')

/**
 * Who sums up, in the order of trying; undefined is the model of the turn. What no longer fits into the window of a model
 * just chosen still fits into that of the one before.
 */
export function summarisers(thread: Thread, turn: Turn): (ThreadSettings | undefined)[] {
  const before = thread.turns[thread.turns.indexOf(turn) - 1]?.settings
  const changed = before && turn.settings && before.model !== turn.settings.model
  const tooLarge = thread.contextTokens > (thread.contextWindow ?? Infinity)
  return changed && tooLarge ? [before, undefined] : [undefined]
}

/** Replaces the history, or records why it could not be. A stop in between leaves everything as it was. */
export async function compact(turnId: string, trigger: CompactionTrigger, fx: Effects): Promise<void> {
  const thread = fx.thread()
  const turn = turnOf(thread, turnId)
  invariant(turn, 'a turn compacts only after turn.started is recorded')
  const end = await firstToSucceed(summarisers(thread, turn), settings => fx.summarise(turnId, settings))
  if (end.status === 'cancelled') return
  if (end.status === 'failed') {
    return fx.persist([{ type: 'compaction.failed', turnId, trigger, failure: end.failure }])
  }
  const { responseId, usage, ...replaced } = end.summary
  await fx.persist([
    { type: 'sample.completed', turnId, responseId, usage, purpose: 'compaction' },
    {
      type: 'history.compacted',
      turnId,
      ...replaced,
      windowNumber: thread.windowNumber + 1,
      trigger,
      tokensBefore: thread.contextTokens,
    },
  ])
}

async function firstToSucceed<T>(candidates: T[], attempt: (candidate: T) => Promise<Summarised>): Promise<Summarised> {
  let end: Summarised = { status: 'cancelled' }
  for (const candidate of candidates) {
    end = await attempt(candidate)
    if (end.status !== 'failed') return end
  }
  return end
}
