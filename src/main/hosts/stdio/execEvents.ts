import { quotedLine } from '../../../core/policy/commands.ts'
import type { Call, CallResult, OutcomeStatus } from '../../../core/thread/calls.ts'
import type { Event, TokenUsage } from '../../../core/thread/events.ts'
import { textOf } from '../../../core/thread/items.ts'
import { callOf, turnOf } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'

/** One line of `exec --json` (codex-formats 4). */
export type ExecLine =
  | { type: 'thread.started'; thread_id: string }
  | { type: 'turn.started' }
  | { type: 'turn.completed'; usage: ExecUsage }
  | { type: 'turn.failed'; error: { message: string } }
  | {
      type: 'item.started' | 'item.updated' | 'item.completed'
      item: { id: string; type: string; [field: string]: unknown }
    }
  | { type: 'error'; message: string }

export interface ExecUsage {
  input_tokens: number
  cached_input_tokens: number
  cache_write_input_tokens: number
  output_tokens: number
  reasoning_output_tokens: number
}

/** Turns the facts of one turn into lines for programs. Ids count up from `item_0` in the order of first mention. */
export function createExecLines() {
  const ids = new Map<string, string>()
  let todo: { id: string; items: unknown[] } | null = null

  const idOf = (key: string): string => {
    const known = ids.get(key)
    if (known) return known
    const id = `item_${ids.size}`
    ids.set(key, id)
    return id
  }

  const completed = (key: string, type: string, fields: Record<string, unknown>): ExecLine => ({
    type: 'item.completed',
    item: { id: idOf(key), type, ...fields },
  })

  const planLine = (result: CallResult & { kind: 'plan' }): ExecLine => {
    const items = result.steps.map(({ step, status }) => ({ text: step, completed: status === 'completed' }))
    const type = todo ? 'item.updated' : 'item.started'
    todo = { id: idOf('todo_list'), items }
    return { type, item: { id: todo.id, type: 'todo_list', items } }
  }

  const callCompleted = (call: Call, status: OutcomeStatus, result: CallResult | undefined): ExecLine[] => {
    if (result?.kind === 'plan' && status === 'completed') return [planLine(result)]
    if (result?.kind === 'command') {
      // A command that outlives its call has no end to report.
      if (result.exitCode === null && status === 'completed') return []
      return [completed(call.id, 'command_execution', commandFields(result, status))]
    }
    if (result?.kind !== 'patch') return []
    const changes = result.changes.map(({ path, kind }) => ({ path, kind }))
    return [completed(call.id, 'file_change', { changes, status: status === 'completed' ? 'completed' : 'failed' })]
  }

  return {
    /** Lines for one event; `thread` is the state after it. */
    lines(event: Event, thread: Thread): ExecLine[] {
      switch (event.type) {
        case 'turn.started':
          return [{ type: 'turn.started' }]
        case 'message.received':
          return [completed(`message-${event.seq}`, 'agent_message', { text: textOf(event.item.content) })]
        case 'reasoning.received': {
          const text = event.item.summary.map(part => part.text).join('\n\n')
          return text === '' ? [] : [completed(`reasoning-${event.seq}`, 'reasoning', { text })]
        }
        case 'notice.added':
          return event.level === 'info' ? [] : [completed(`notice-${event.seq}`, 'error', { message: event.text })]
        case 'call.started': {
          const command = commandOf(thread, event.turnId, event.callId)
          if (command === null) return []
          const fields = { command, aggregated_output: '', exit_code: null, status: 'in_progress' }
          return [{ type: 'item.started', item: { id: idOf(event.callId), type: 'command_execution', ...fields } }]
        }
        case 'call.completed': {
          const turn = turnOf(thread, event.turnId)
          const call = turn && callOf(turn, event.callId)
          return call ? callCompleted(call, event.status, event.result) : []
        }
        case 'turn.finished': {
          const list = todo
          todo = null
          const closing: ExecLine[] = list
            ? [{ type: 'item.completed', item: { id: list.id, type: 'todo_list', items: list.items } }]
            : []
          return [...closing, endLine(event, thread)]
        }
        default:
          return []
      }
    },
  }
}

function endLine(event: Event & { type: 'turn.finished' }, thread: Thread): ExecLine {
  if (event.status === 'completed') return { type: 'turn.completed', usage: execUsage(thread.usage) }
  return { type: 'turn.failed', error: { message: event.failure?.message ?? `The turn was ${event.status}.` } }
}

/** Totals of the thread, not of the turn: what clients of this format expect. */
export const execUsage = (usage: TokenUsage): ExecUsage => ({
  input_tokens: usage.inputTokens,
  cached_input_tokens: usage.cachedInputTokens,
  cache_write_input_tokens: 0,
  output_tokens: usage.outputTokens,
  reasoning_output_tokens: usage.reasoningTokens,
})

const commandFields = (result: CallResult & { kind: 'command' }, status: OutcomeStatus) => ({
  command: quotedLine(result.command),
  aggregated_output: result.output,
  exit_code: result.exitCode ?? -1,
  status: status === 'completed' ? 'completed' : 'failed',
})

/** The command line of a call that has just started, as its result will show it; null for other tools. */
function commandOf(thread: Thread, turnId: string, callId: string): string | null {
  const turn = turnOf(thread, turnId)
  const item = turn && callOf(turn, callId)?.item
  if (item?.type !== 'function_call' || item.name !== 'exec_command') return null
  try {
    const { cmd, login, shell } = JSON.parse(item.arguments)
    return quotedLine([shell ?? '/bin/bash', login === false ? '-c' : '-lc', String(cmd)])
  } catch {
    return null // a call with broken arguments never runs
  }
}
