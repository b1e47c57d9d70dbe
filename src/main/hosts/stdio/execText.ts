import { quotedLine } from '../../../core/policy/commands.ts'
import type { Event } from '../../../core/thread/events.ts'
import { textOf } from '../../../core/thread/items.ts'
import { callOf, turnOf } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'

/** Lines of a command's output that a person is shown. */
const OUTPUT_LINES = 20

/** What this run works with, for a person. */
export function header(version: string, { id, cwd, settings }: Thread): string {
  const rows: [string, string][] = [
    ['workdir', cwd],
    ['model', settings?.model ?? ''],
    ['provider', settings?.provider ?? ''],
    ['approval', settings?.approvalPolicy ?? ''],
    ['sandbox', settings?.sandbox.mode ?? ''],
    ['reasoning effort', settings?.effort ?? 'default'],
    ['session id', id],
  ]
  return `Heddle ${version}\n--------\n${rows.map(([name, value]) => `${name}: ${value}`).join('\n')}\n--------\n`
}

/** What one event says to a person, or nothing. */
export function humanLines(event: Event, thread: Thread): string {
  switch (event.type) {
    case 'message.sent':
      return `user\n${textOf(event.item.content)}\n\n`
    case 'message.received':
      return `heddle\n${textOf(event.item.content)}\n\n`
    case 'reasoning.received': {
      const text = event.item.summary.map(part => part.text).join('\n')
      return text === '' ? '' : `thinking\n${text}\n\n`
    }
    case 'notice.added':
      return `${event.level}: ${event.text}\n`
    case 'call.completed':
      return completedText(event, thread)
    case 'turn.finished':
      return event.failure ? `error: ${event.failure.message}\n` : event.status === 'interrupted' ? 'interrupted\n' : ''
    default:
      return ''
  }
}

function completedText(event: Event & { type: 'call.completed' }, thread: Thread): string {
  const turn = turnOf(thread, event.turnId)
  const call = turn && callOf(turn, event.callId)
  const { result, status } = event
  if (!call) return ''
  switch (result?.kind) {
    case 'command': {
      const end = result.exitCode === null ? 'still running' : `exit ${result.exitCode}`
      return `exec ${quotedLine(result.command)} (${end}, ${result.durationMs} ms)\n${firstLines(result.output)}\n`
    }
    case 'patch': {
      const marks = { add: 'A', delete: 'D', update: 'M' }
      return `patch\n${result.changes.map(({ kind, path }) => `${marks[kind]} ${path}`).join('\n')}\n\n`
    }
    case 'plan':
      return `plan\n${result.steps.map(step => `${step.status === 'completed' ? '[x]' : step.status === 'in_progress' ? '[>]' : '[ ]'} ${step.step}`).join('\n')}\n\n`
    case 'read':
      return `${result.tool} ${result.target} (${result.detail})\n\n`
    default:
      return 'name' in call.item ? `${call.item.name}: ${status}\n\n` : ''
  }
}

function firstLines(output: string): string {
  const lines = output.trimEnd().split('\n')
  const more = lines.length - OUTPUT_LINES
  return lines.slice(0, OUTPUT_LINES).join('\n') + (more > 0 ? `\n… ${more} more lines` : '') + '\n'
}
