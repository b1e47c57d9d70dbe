import { readFileSync } from 'node:fs'
import type { Effect } from './effects.ts'
import type { Fact } from './told.ts'

export interface DiskLine {
  ordinal: number
  text: string
  value: { type?: unknown; payload?: Record<string, unknown> }
}

/** A rollout as it stands on disk. */
export interface DiskLog {
  path: string
  threadId: string
  lines: DiskLine[]
  /** Bytes after the last newline. */
  torn: string
  /** What a rollout must not look like. */
  problems: string[]
}

/** Reads a rollout without any of the product's own code. */
export function readLog(path: string): DiskLog {
  const parts = readFileSync(path, 'utf8').split('\n')
  const torn = parts.pop() ?? ''
  const problems: string[] = []
  const lines = parts.flatMap((text, index): DiskLine[] => {
    try {
      const value: DiskLine['value'] & { ordinal?: unknown } = JSON.parse(text)
      return [{ ordinal: Number(value.ordinal), text, value }]
    } catch {
      problems.push(`line ${index} is no record: ${JSON.stringify(text.slice(0, 80))}`)
      return []
    }
  })
  // A fork goes on counting where its base ends.
  const first = lines[0]?.ordinal ?? 0
  lines.forEach(({ ordinal }, index) => {
    if (ordinal !== first + index) problems.push(`line ${index} has the ordinal ${ordinal}`)
  })
  return { path, threadId: threadIdOf(path), lines, torn, problems }
}

/** The thread that a file name tells; after a revert the id of the further file follows. */
export const threadIdOf = (path: string): string =>
  /-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(_|\.)/.exec(path)?.[1] ?? ''

/** Whether it is the log of an agent. */
export const isAgent = ({ lines }: DiskLog): boolean => lines[0]?.value.payload?.['thread_source'] === 'subagent'

/** I1: everything that the client was told is there, at the place it was told. */
export function lostFacts(facts: readonly Fact[], logs: readonly DiskLog[]): string[] {
  return facts.flatMap(({ threadId, seq, words, what }) => {
    const candidates = ofThread(logs, threadId).flatMap(({ lines }) => {
      const first = lines[0]?.ordinal ?? 0
      return seq === null ? lines : lines.slice(Math.max(0, seq - first), Math.max(0, seq - first + 1))
    })
    const isThere = candidates.some(({ text }) => words.every(word => text.includes(word)))
    return isThere ? [] : [`I1: ${what} was told (${[`line ${seq}`, ...words].join(', ')}) and is not on disk`]
  })
}

const ofThread = (logs: readonly DiskLog[], threadId: string): DiskLog[] =>
  logs.filter(log => log.threadId === threadId)

/** I2: valid records, ordinals without gaps, at most one torn tail. */
export const brokenLogs = (logs: readonly DiskLog[]): string[] =>
  logs.flatMap(log => log.problems.map(problem => `I2: ${log.path}: ${problem}`))

/** I3: every call has at most one output on disk, none has one that was never made, and no message is there twice. */
export function unpaired(logs: readonly DiskLog[]): string[] {
  return logs.flatMap(({ lines }) => {
    const called = new Set<string>()
    const answered = new Set<string>()
    const said = new Set<string>()
    const problems: string[] = []
    for (const { value } of lines) {
      if (value.type !== 'response_item') continue
      if (value.payload?.['type'] === 'message' && value.payload['role'] === 'user') {
        const messageId = String(value.payload['id'])
        if (said.has(messageId)) problems.push(`I4: the message ${messageId} was sent twice`)
        if (value.payload['id'] !== undefined) said.add(messageId)
      }
      const id = String(value.payload?.['call_id'] ?? '')
      const type = String(value.payload?.['type'])
      if (type.endsWith('_call_output')) {
        if (answered.has(id)) problems.push(`I3: call ${id} has two outputs on disk`)
        if (!called.has(id)) problems.push(`I3: an output on disk answers no call: ${id}`)
        answered.add(id)
      } else if (type.endsWith('_call')) called.add(id)
    }
    return problems
  })
}

/** I4 and I5: no effect twice, none before what allows it is recorded. */
export function unlawfulEffects(effects: readonly Effect[], logs: readonly DiskLog[]): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  const started = callsOf(logs, 'call.started')
  const asked = callsOf(logs, 'approval.requested')
  const approved = callsOf(logs, 'approval.decided', '"type":"approve"')
  for (const { token, started: sawStart, approved: sawApproval } of effects) {
    if (seen.has(token)) problems.push(`I4: the effect of ${token} happened twice`)
    seen.add(token)
    if (sawStart === false) problems.push(`I5: ${token} ran before its start was recorded`)
    if (!started.has(token)) problems.push(`I5: ${token} has an effect and no recorded start`)
    if (!asked.has(token)) continue
    if (sawApproval === false) problems.push(`I5: ${token} ran before its approval was recorded`)
    if (!approved.has(token)) problems.push(`I5: ${token} was asked about, has an effect and no recorded approval`)
  }
  return problems
}

/** Ids of the calls that facts of a type are about. */
function callsOf(logs: readonly DiskLog[], type: string, word = ''): Set<string> {
  const lines = logs.flatMap(log => log.lines).filter(({ value }) => value.payload?.['type'] === type)
  return new Set(lines.filter(({ text }) => text.includes(word)).map(({ value }) => String(value.payload?.['callId'])))
}

/** What a model may be told of a call whose effect happened all the same. */
const HONEST = /outcome unknown|aborted by user|Process running with session ID/

/** I3: the model is told of every effect, or that nobody knows. */
export function untoldEffects(
  effects: readonly Effect[],
  outputs: ReadonlyMap<string, string>,
  patches: ReadonlySet<string>,
): string[] {
  return effects.flatMap(({ token }) => {
    const told = outputs.get(token)
    const isHonest =
      told === undefined ||
      told.includes(`done: ${token}`) ||
      HONEST.test(told) ||
      (patches.has(token) && /Success/.test(told))
    return isHonest ? [] : [`I3: ${token} took effect, and the model was told: ${JSON.stringify(told.slice(0, 120))}`]
  })
}
