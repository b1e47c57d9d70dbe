import type { CallResult, OutcomeStatus, PlanStep } from '../thread/calls.ts'
import { textOf, toolNameOf } from '../thread/items.ts'
import type { CallItem, CallOutput } from '../thread/items.ts'
import { isRecord, list, number, record, text, texts } from './line.ts'
import type { Json } from './line.ts'

/**
 * What a call's output tells a person, for files that keep nothing but what the model read. Null where the text does not
 * say more than itself.
 */
export function readOutput(
  call: CallItem,
  output: CallOutput,
  world: { cwd: string; sandboxed: boolean },
): { status: OutcomeStatus; result: CallResult } | null {
  const args = argumentsOf(call)
  const name = toolNameOf(call)
  if (name === 'update_plan') return { status: 'completed', result: planFrom(args) }
  const command = commandOf(name, args)
  if (!command) return null
  const said = readCommandOutput(typeof output === 'string' ? output : textOf(output))
  return {
    status: said.status,
    result: {
      kind: 'command',
      command,
      cwd: text(args.workdir) ?? text(args.working_directory) ?? world.cwd,
      parsed: [{ type: 'unknown', cmd: command.at(-1) ?? '' }],
      exitCode: said.exitCode,
      sessionId: said.sessionId,
      output: said.output,
      durationMs: said.durationMs,
      sandboxed: world.sandboxed,
    },
  }
}

function argumentsOf(call: CallItem): Json {
  if (call.type === 'local_shell_call') return { ...call.action }
  if (call.type === 'custom_tool_call') return {}
  return parseObject(call.arguments) ?? {}
}

function parseObject(json: string): Json | null {
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : null
  } catch {
    return null // the model's own text: may be anything
  }
}

function commandOf(name: string, args: Json): string[] | null {
  if (name === 'exec_command') return text(args.cmd) === undefined ? null : [String(args.cmd)]
  if (!['shell', 'shell_command', 'container.exec'].includes(name)) return null
  if (typeof args.command === 'string') return [args.command]
  const command = texts(args.command)
  return command.length > 0 ? command : null
}

function planFrom(args: Json): CallResult {
  const steps = list(args.plan)
    .map(record)
    .map(({ step, status }): PlanStep => ({
      step: text(step) ?? '',
      status: status === 'completed' || status === 'in_progress' ? status : 'pending',
    }))
  return { kind: 'plan', explanation: text(args.explanation), steps }
}

interface CommandOutput {
  status: OutcomeStatus
  exitCode: number | null
  sessionId?: number
  durationMs: number
  output: string
}

/** The oldest files keep JSON, later ones status lines before `Output:`. */
function readCommandOutput(said: string): CommandOutput {
  const json = said.startsWith('{') ? parseObject(said) : null
  if (json && typeof json.output === 'string') {
    const { exit_code, duration_seconds } = record(json.metadata)
    const exitCode = number(exit_code) ?? null
    return {
      status: ended(exitCode),
      exitCode,
      durationMs: (number(duration_seconds) ?? 0) * 1000,
      output: json.output,
    }
  }
  const at = said.search(/^Output:$/m)
  const head = at < 0 ? said : said.slice(0, at)
  const exit = /^(?:Process exited with code|Exit code:) (-?\d+)$/m.exec(head)?.[1]
  const session = /^Process running with session ID (\d+)$/m.exec(head)?.[1]
  const seconds = /^Wall time: ([\d.]+) seconds$/m.exec(head)?.[1]
  const exitCode = exit === undefined ? null : Number(exit)
  return {
    status: statusSaid(said, exitCode),
    exitCode,
    sessionId: session === undefined ? undefined : Number(session),
    durationMs: Math.round(Number(seconds ?? 0) * 1000),
    output: at < 0 ? said : said.slice(at + 'Output:\n'.length),
  }
}

const ended = (exitCode: number | null): OutcomeStatus => (exitCode === null || exitCode === 0 ? 'completed' : 'failed')

function statusSaid(said: string, exitCode: number | null): OutcomeStatus {
  if (exitCode !== null) return ended(exitCode)
  if (/(^|\n)aborted( by user.*)?$/.test(said)) return 'aborted'
  return /^(exec_command failed.*)?rejected/i.test(said) ? 'declined' : 'completed'
}
