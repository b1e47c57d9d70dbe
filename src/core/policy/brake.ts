import type { ApprovalRequest, Call, Decision, Verdict } from '../thread/calls.ts'
import type { Turn } from '../thread/thread.ts'

/** Calls without a word of the user after which a turn pauses, where the configuration names no other number. */
export const CALLS_WITHOUT_INPUT = 200

/**
 * Which call of the turn it is since a person last had a part in it, by a message or by answering a question; counted
 * from 1. Null for one that a person has just let go on.
 */
export function callsWithoutInput(turn: Turn, call: Call): number | null {
  if (call.phase === 'decided' && call.request.kind === 'brake') return null
  let count = 0
  for (let at = turn.items.findLastIndex(({ type, id }) => type === 'call' && id === call.id); at >= 0; at--) {
    const item = turn.items[at]
    if (item?.type === 'userMessage') break
    if (item?.type !== 'call') continue
    if (item.byUser || (item.id !== call.id && isByPerson(decisionOf(item)))) break
    count++
  }
  return count
}

function decisionOf(call: Call): Decision | undefined {
  if (call.phase === 'running') return call.approvedAs
  return call.phase === 'decided' || call.phase === 'done' ? call.decision : undefined
}

/** That nobody answered in time is no word of a person. */
const isByPerson = (decision: Decision | undefined): boolean =>
  decision !== undefined && !(decision.type === 'answer' && decision.answers === null)

export interface BrakeFacts {
  /** See `callsWithoutInput`. */
  calls: number
  /** 0: never pause. */
  limit: number
  /** Where the limit comes from. */
  origin: string
  /** Whether there is somebody to ask. */
  attended: boolean
  cwd: string
  /** The command line that would be next, if it is one. */
  command?: string
}

/**
 * Whether a turn must pause before this call: one that runs in circles would not stop by itself. Only the call that
 * reaches the limit asks; others of the same answer run meanwhile. Where nobody can be asked the turn has to come to its
 * end. Null lets the call be judged as usual.
 */
export function judgeBrake(facts: BrakeFacts): Verdict | null {
  const { calls, limit, origin, attended, cwd, command } = facts
  if (limit <= 0 || calls < limit) return null
  const setting = `max_calls_without_input = ${limit} (${origin})`
  if (!attended) {
    const text = `${limit} calls ran without a word of the user, and nobody is there to ask.`
    return { type: 'refuse', message: `${text} ${UNATTENDED}`, reason: { code: 'brake', text, origin } }
  }
  if (calls % limit !== 0) return null
  const text = `Since you last said something ${calls - 1} calls ran. ${setting} pauses the turn here.`
  const request: ApprovalRequest = {
    kind: 'brake',
    reason: { code: 'brake', text, origin },
    cwd,
    calls,
    unsandboxed: false,
    network: false,
    dangerous: false,
    ...(command === undefined ? {} : { command }),
  }
  return { type: 'ask', request }
}

const UNATTENDED =
  'No further call runs in this turn: finish now, and report what is done, what is not, and what you know.'
