/**
 * Programs of the user that run when something happens. Shape, names and payloads are those of the real Codex 0.169:
 * `[[hooks.<Event>]]` with a `matcher` and a list `hooks` of commands.
 */

/** When hooks run. */
export const HOOK_EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop'] as const
export type HookEvent = (typeof HOOK_EVENTS)[number]

/** Events that the real Codex has besides: their hooks are kept and do not run here. */
export const EVENTS_ELSEWHERE: ReadonlySet<string> = new Set([
  'SessionEnd',
  'PermissionRequest',
  'PreCompact',
  'PostCompact',
  'SubagentStart',
  'SubagentStop',
  'Interrupt',
  'PreModelRequest',
  'PostModelRequest',
])

/** A hook as people are told of it: enough to find where it stands. */
export interface HookRef {
  event: HookEvent
  /** The line for the shell, or the program with its arguments as one line. */
  command: string
  file: string
  line: number | null
}

/** One command to run at an event. */
export interface HookSpec {
  event: HookEvent
  /** A line for the shell, or a program and its arguments. */
  command: string | string[]
  /** Names of tools that it is for; null for all. */
  matcher: string | null
  timeoutMs: number
  /** Where it fails, what it guards does not happen. */
  required: boolean
}

export const commandText = ({ command }: Pick<HookSpec, 'command'>): string =>
  typeof command === 'string' ? command : command.map(quoted).join(' ')

/** As a shell would be given it, so that where one argument ends is seen. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
