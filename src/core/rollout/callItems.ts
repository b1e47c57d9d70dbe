import type { CallResult, CommandResult, FileChange, OutcomeStatus, ParsedCommand } from '../thread/calls.ts'
import { agentItem, agentResult } from './agentCalls.ts'
import { list, number, record, text, texts } from './line.ts'
import type { Json } from './line.ts'

/**
 * The finished calls that the real program has an item for: commands, patches, images and agents. Both directions stand side by
 * side; what an item has no place for is the difference of the two and goes into the line's envelope.
 */
export interface FinishedCall {
  callId: string
  status: OutcomeStatus
  result?: CallResult
}

/**
 * The item of a finished call, or null where the real program knows none that says the same. `threadId`: whose call it is.
 */
export function callItem({ callId, status, result }: FinishedCall, threadId: string): Json | null {
  if (status !== 'completed' && status !== 'failed' && status !== 'declined') return null
  switch (result?.kind) {
    case 'command':
      return result.exitCode === null ? null : commandItem(callId, status, { ...result, exitCode: result.exitCode })
    case 'patch':
      return patchItem(callId, status, result.changes)
    case 'agent':
      return agentItem(callId, status, result, threadId)
    case 'image':
      return { type: 'ImageView', id: callId, path: fileUrl(result.path) }
    default:
      return null
  }
}

type Command = CommandResult & { exitCode: number }

const USER_SHELL = 'user_shell'

/** The end of a command that the user ran. */
export interface UserCommandEnd extends FinishedCall {
  command: string
  result?: CommandResult
}

/** Its item, or null where it has no end that the real program knows. */
export const userCommandItem = ({ callId, status, result }: Omit<UserCommandEnd, 'command'>): Json | null =>
  result && result.exitCode !== null
    ? { ...commandItem(callId, status, { ...result, exitCode: result.exitCode }), source: USER_SHELL }
    : null

/** The command that the user ran, where an item is the end of one. */
export function userCommandIn(item: Json): UserCommandEnd | null {
  const ended = item.source === USER_SHELL ? finishedCall(item, false) : null
  if (ended?.result?.kind !== 'command') return null
  return { ...ended, result: ended.result, command: ended.result.command.at(-1) ?? '' }
}

function commandItem(callId: string, status: OutcomeStatus, result: Command): Json {
  const { command, cwd, parsed, exitCode, sessionId, output, durationMs } = result
  const secs = Math.floor(durationMs / 1000)
  return {
    type: 'CommandExecution',
    id: callId,
    process_id: sessionId === undefined ? undefined : String(sessionId),
    command,
    cwd: fileUrl(cwd),
    parsed_cmd: parsed,
    source: 'unified_exec_startup',
    status: status === 'declined' ? status : exitCode === 0 ? 'completed' : 'failed',
    aggregated_output: output,
    exit_code: exitCode,
    duration: { secs, nanos: Math.round((durationMs - secs * 1000) * 1e6) },
  }
}

function patchItem(callId: string, status: OutcomeStatus, changes: FileChange[]): Json | null {
  const paths = changes.map(change => change.path)
  const byPath = changesByPath(changes)
  // An object says less than a list: no path twice, no order of its own.
  if (Object.keys(byPath).join('\0') !== paths.join('\0')) return null
  return { type: 'FileChange', id: callId, changes: byPath, status, stdout: '', stderr: '' }
}

export const changesByPath = (changes: FileChange[]): Json =>
  Object.fromEntries(
    changes.map(change => [
      change.path,
      change.kind === 'update'
        ? { type: 'update', unified_diff: change.diff, move_path: change.movePath ?? null }
        : { type: change.kind, content: change.content },
    ]),
  )

/** What an item says of a call. `sandboxed` is what its turn ran with: items do not say. */
export function finishedCall(item: Json, sandboxed: boolean): FinishedCall | null {
  const callId = text(item.id)
  if (callId === undefined) return null
  const status = statusOf(item.status)
  switch (item.type) {
    case 'CommandExecution':
      return { callId, status, result: commandResult(item, sandboxed) }
    case 'FileChange':
      return { callId, status, result: { kind: 'patch', changes: changesFrom(item.changes), durationMs: 0 } }
    case 'ImageView':
      return { callId, status: 'completed', result: { kind: 'image', path: pathOf(item.path) } }
    default: {
      const result = agentResult(item)
      return result && { callId, status, result }
    }
  }
}

export const statusOf = (status: unknown): OutcomeStatus =>
  status === 'declined' ? 'declined' : status === 'failed' ? 'failed' : 'completed'

function commandResult(item: Json, sandboxed: boolean): CommandResult {
  const { secs, nanos } = record(item.duration)
  const processId = Number(text(item.process_id) ?? NaN)
  const exitCode = number(item.exit_code) ?? null
  return {
    kind: 'command',
    command: texts(item.command),
    cwd: pathOf(item.cwd),
    parsed: list(item.parsed_cmd).map(record).map(parsedFrom),
    exitCode,
    // Only of use while the process runs.
    sessionId: exitCode === null && Number.isSafeInteger(processId) ? processId : undefined,
    output: text(item.aggregated_output) ?? '',
    durationMs: (number(secs) ?? 0) * 1000 + (number(nanos) ?? 0) / 1e6,
    sandboxed,
  }
}

const PARSED: readonly ParsedCommand['type'][] = ['read', 'list_files', 'search', 'unknown']

const parsedFrom = (parsed: Json): ParsedCommand => ({
  type: PARSED.find(type => type === parsed.type) ?? 'unknown',
  cmd: text(parsed.cmd) ?? '',
  name: text(parsed.name),
  path: text(parsed.path),
  query: text(parsed.query),
})

export function changesFrom(changes: unknown): FileChange[] {
  return Object.entries(record(changes)).map(([path, value]) => {
    const change = record(value)
    if (change.type === 'update') {
      return { path, kind: 'update', diff: text(change.unified_diff) ?? '', movePath: text(change.move_path) }
    }
    return { path, kind: change.type === 'delete' ? 'delete' : 'add', content: text(change.content) ?? '' }
  })
}

/** Only what would end or change the path is escaped: the other side accepts the rest as it is. */
// oxlint-disable-next-line no-control-regex -- control characters are what is escaped
const escapePath = (path: string) => path.replace(/[%#?\\\x00-\x20]/g, char => encodeURIComponent(char))

const fileUrl = (path: string): string => `file://${path.startsWith('/') ? '' : '/'}${escapePath(path)}`

function pathOf(url: unknown): string {
  const path = (text(url) ?? '').replace(/^file:\/\//, '')
  const local = /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path // file:///C:/...
  try {
    return decodeURIComponent(local)
  } catch {
    return local // not escaped after all
  }
}

/** The fields of `whole` that `part` does not tell, compared by content. */
export function difference<T extends object>(whole: T, part: object): Partial<T> {
  const told: Json = { ...part }
  const missing = Object.entries(whole).filter(
    ([key, value]) => value !== told[key] && JSON.stringify(value) !== JSON.stringify(told[key]),
  )
  return Object.fromEntries(missing) as Partial<T>
}
