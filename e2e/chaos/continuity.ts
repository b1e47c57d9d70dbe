import type { Thread, Turn } from '../../src/core/thread/thread.ts'
import type { Attempts } from './place.ts'

/**
 * I1 and I12 as a client sees them: what it knew of a thread before the kill must be in the state that it is given after.
 * What it had asked for without hearing back may be done or not.
 */
export function lostState(before: Thread, after: Thread, attempts: Attempts): string[] {
  const problems: string[] = []
  const say = (what: string) => problems.push(`I12: thread ${before.id}: ${what}`)
  const isReverted = attempts.reverted.has(before.id)
  // Notes on damages have places between lines, and go with what was damaged.
  if (!isReverted && Math.floor(after.seq) < Math.floor(before.seq))
    say(`it ended at ${before.seq} and ends at ${after.seq} now`)
  if (after.title !== before.title && !attempts.titles.get(before.id)?.has(after.title ?? ''))
    say(`its title was ${before.title} and is ${after.title}`)
  if (after.archived !== before.archived && !attempts.archived.has(before.id)) say('it changed its shelf')
  for (const input of before.inbox) {
    if (attempts.inputs.has(input.id)) continue
    const waits = after.inbox.find(({ id }) => id === input.id)
    if (waits && JSON.stringify(waits) !== JSON.stringify(input)) say(`the waiting message ${input.id} changed`)
    if (!waits && !wasSent(after, input.id)) say(`the waiting message ${input.id} is gone`)
  }
  if (isReverted) return problems
  const turns = new Map(after.turns.map(turn => [turn.id, turn]))
  const firstSeq = after.turns[0]?.firstSeq ?? 0
  for (const turn of before.turns) {
    const now = turns.get(turn.id)
    // Older turns than the window holds were compared when they were in it.
    if (!now && turn.firstSeq >= firstSeq) say(`its turn ${turn.id} is gone`)
    if (now) problems.push(...lostInTurn(before.id, turn, now))
  }
  return problems
}

const wasSent = (thread: Thread, inputId: string): boolean =>
  thread.turns.some(turn => turn.items.some(({ id }) => id === `msg_${inputId}`))

function lostInTurn(threadId: string, before: Turn, after: Turn): string[] {
  const problems: string[] = []
  const items = new Map(after.items.map(item => [item.id, item]))
  if (before.status !== 'running' && before.status !== after.status)
    problems.push(`I12: thread ${threadId}: turn ${before.id} was ${before.status} and is ${after.status}`)
  for (const item of before.items) {
    if (item.type === 'notice') continue // of a damage that was put aside meanwhile
    const now = items.get(item.id)
    if (!now) problems.push(`I1: thread ${threadId}: the ${item.type} ${item.id} is gone`)
    else if (item.type === 'call' && now.type === 'call' && rank(now.phase) < rank(item.phase))
      problems.push(`I12: thread ${threadId}: call ${item.id} was ${item.phase} and is ${now.phase}`)
  }
  return problems
}

/** A question that was answered may be asked again by the next process; an end stays an end. */
const rank = (phase: string): number => (phase === 'new' ? 0 : phase === 'done' ? 2 : 1)
