import { lineOf } from '../../../core/policy/commands.ts'
import { readsOnly } from '../../../core/policy/judge.ts'
import type { Call, FileChange, Hooked } from '../../../core/thread/calls.ts'
import { toolNameOf } from '../../../core/thread/items.ts'
import type { CallItem } from '../../../core/thread/items.ts'
import { userCommandOf } from '../../../core/thread/userCommand.ts'
import type { Status } from '../../ui/StatusDot.tsx'
import { t, tn } from '../../ui/i18n/t.ts'

/** What a call is drawn as. */
export type CallKind =
  'command' | 'patch' | 'plan' | 'agent' | 'question' | 'image' | 'terminal' | 'read' | 'mcp' | 'other'

const KINDS: Readonly<Record<string, CallKind>> = {
  exec_command: 'command',
  shell: 'command',
  apply_patch: 'patch',
  update_plan: 'plan',
  view_image: 'image',
  write_stdin: 'terminal',
  read_file: 'read',
  list_dir: 'read',
  grep_files: 'read',
  spawn_agent: 'agent',
  send_input: 'agent',
  wait: 'agent',
  close_agent: 'agent',
  resume_agent: 'agent',
  list_agents: 'agent',
  request_user_input: 'question',
}

/** Its result says it where there is one: a command can turn out to be a patch. */
export function kindOf(call: Call): CallKind {
  if (call.phase === 'done' && call.result) return call.result.kind
  return kindOfTool(toolNameOf(call.item))
}

export const kindOfTool = (name: string): CallKind =>
  (Object.hasOwn(KINDS, name) ? KINDS[name] : undefined) ?? (MCP_NAME.test(name) ? 'mcp' : 'other')

const MCP_NAME = /^mcp__(.+?)__(.+)$/

/** Which tool of which server a call is of, and its arguments as text. */
export function mcpOf(call: Call): { server: string; tool: string; given: string } {
  const known =
    call.phase === 'done' && call.result?.kind === 'mcp' ? call.result : 'request' in call && call.request.mcp
  if (known) return { server: known.server, tool: known.tool, given: JSON.stringify(known.arguments ?? {}, null, 2) }
  const name = toolNameOf(call.item)
  const [, server = 'MCP', tool = name] = MCP_NAME.exec(name) ?? []
  return { server, tool, given: JSON.stringify(argumentsOf(call.item), null, 2) }
}

/** The arguments as an object; empty where they are not one. */
export function argumentsOf(item: CallItem): Record<string, unknown> {
  if (item.type !== 'function_call') return {}
  try {
    const value: unknown = JSON.parse(item.arguments)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // not JSON: the call was refused for it, and its text is shown as it is
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The command line of a call that runs one. */
export function commandOf(call: Call): string {
  const { item } = call
  if ('request' in call && call.request.command !== undefined) return call.request.command
  if (call.phase === 'done' && call.decision?.type === 'approveEdited') return call.decision.command
  if (item.type === 'local_shell_call') return userCommandOf(call) ?? lineOf(item.action.command)
  if (item.type === 'custom_tool_call') return item.input
  const { cmd, command } = argumentsOf(item)
  if (Array.isArray(command)) return lineOf(command.map(String))
  if (text(cmd || command) !== '') return text(cmd || command)
  return call.phase === 'done' && call.result?.kind === 'command' ? lineOf(call.result.command) : item.arguments
}

/** Everything the call was given, as the model wrote it. */
export function inputOf(item: CallItem): string {
  if (item.type === 'custom_tool_call') return item.input
  if (item.type === 'local_shell_call') return lineOf(item.action.command)
  return item.arguments
}

/** Files of a patch: those it changed, or those it asked to. */
export const changesOf = (call: Call): readonly FileChange[] => {
  if (call.phase === 'done') return call.result?.kind === 'patch' ? call.result.changes : []
  return 'request' in call ? (call.request.changes ?? []) : []
}

export function dotOf(call: Call): Status {
  if (call.phase === 'waiting') return 'waiting'
  if (call.phase !== 'done') return 'running'
  if (call.status === 'aborted' || call.status === 'unknown') return 'interrupted'
  if (call.status === 'declined') return 'idle'
  if (call.status === 'failed') return 'failed'
  if (call.result?.kind === 'command' || call.result?.kind === 'terminal') {
    if (call.result.exitCode === null) return call.result.kind === 'command' ? 'running' : 'idle'
    return call.result.exitCode === 0 ? 'done' : 'failed'
  }
  return 'done'
}

/** How it ended, where that was not as asked; null where it was. */
export function endOf(call: Call): string | null {
  if (call.phase !== 'done') return null
  switch (call.status) {
    case 'completed':
      return null
    case 'failed':
      return t('failed')
    case 'declined':
      return call.decision ? t('you said no') : t('not allowed')
    case 'aborted':
      return t('stopped')
    case 'unknown':
      return t('outcome unknown')
  }
}

/** One sentence more about an end that needs it. */
export function explanationOf(call: Call): string | null {
  if (call.phase !== 'done') return null
  if (call.status === 'unknown') return t('Outcome unknown: the app stopped while it ran. It is not run again unasked.')
  if (call.status !== 'declined') return null
  if (call.decision?.type === 'deny' && call.decision.feedback)
    return t('You answered: {words}', { words: call.decision.feedback })
  return call.reason?.text ?? null
}

/** What hooks made of a call, as a sentence. */
export function hookWords({ reason, original }: Hooked): string {
  if (reason !== undefined) return t('A hook refused this: {reason}', { reason })
  return original
    ? t('A hook changed this before it ran. The agent had asked for: {command}', { command: givenTo(original) })
    : t('A hook changed this before it ran.')
}

const givenTo = (item: CallItem): string => commandOf({ type: 'call', id: '', item, at: 0, phase: 'new' })

export const tookOf = (call: Call): number | null => {
  if (call.phase !== 'done') return null
  if (call.result && 'durationMs' in call.result) return call.result.durationMs
  return call.startedAt === undefined ? null : call.finishedAt - call.startedAt
}

/** Whether the call only looks, so that it may fold into a line with its neighbours. */
export function isRead(call: Call): boolean {
  if (call.phase === 'waiting' || call.phase === 'decided' || call.hooked || call.byUser) return false
  if (call.phase === 'done' && (call.decision || call.status === 'declined' || call.status === 'unknown')) return false
  const kind = kindOf(call)
  if (kind === 'read') return true
  if (kind !== 'command' || !readsOnly(commandOf(call))) return false
  return call.phase !== 'done' || dotOf(call) === 'done'
}

/** `Read 6 files, searched 3 times, ran 2 commands`. */
export function summaryOfReads(calls: readonly Call[]): string {
  const files = new Set<string>()
  let folders = 0
  let searches = 0
  let commands = 0
  for (const call of calls) {
    for (const each of readsOf(call)) {
      if (each.type === 'read') files.add(each.target)
      else if (each.type === 'list') folders++
      else if (each.type === 'search') searches++
      else commands++
    }
  }
  const parts = [
    files.size > 0 && tn(files.size, 'read {n} file', 'read {n} files'),
    folders > 0 && tn(folders, 'listed {n} folder', 'listed {n} folders'),
    searches > 0 && tn(searches, 'searched once', 'searched {n} times'),
    commands > 0 && tn(commands, 'ran {n} command', 'ran {n} commands'),
  ].filter(part => part !== false)
  const line = parts.join(', ')
  return line.charAt(0).toUpperCase() + line.slice(1)
}

export interface Read {
  type: 'read' | 'list' | 'search' | 'command'
  target: string
}

const TYPES: Readonly<Record<string, Read['type']>> = { read_file: 'read', list_dir: 'list', grep_files: 'search' }
const PARSED = { read: 'read', list_files: 'list', search: 'search', unknown: 'command' } as const

/** What a reading call looked at. */
export function readsOf(call: Call): Read[] {
  const type = TYPES[toolNameOf(call.item)]
  const result = call.phase === 'done' ? call.result : undefined
  if (type) {
    const args = argumentsOf(call.item)
    const named = text(args.file_path) || text(args.dir_path) || text(args.pattern)
    return [{ type, target: type !== 'search' && result?.kind === 'read' ? result.target : named }]
  }
  if (result?.kind === 'command' && result.parsed.length > 0 && result.parsed.every(each => each.type !== 'unknown')) {
    return result.parsed.map(each => ({
      type: PARSED[each.type],
      target: each.path ?? each.query ?? each.name ?? each.cmd,
    }))
  }
  return [{ type: 'command', target: commandOf(call) }]
}

/** A call as it stands after the process died: of one that ran, nobody knows how it ended. Looking again is no harm. */
export function afterCrash(call: Call): Call {
  if (call.phase !== 'running') return call
  const { type, id, item, at, startedAt: finishedAt, reason, approvedAs: decision } = call
  if (kindOf(call) === 'read' || kindOf(call) === 'plan') return { type, id, item, at, phase: 'new' }
  const done = { phase: 'done', finishedAt, status: 'unknown', reason } as const
  return { type, id, item, at, ...done, ...(decision ? { decision } : {}) }
}
