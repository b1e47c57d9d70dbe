import type { CallItem } from '../thread/items.ts'
import { toolNameOf } from '../thread/items.ts'

/** A call as hooks are told of it. */
export interface HookTool {
  /** `Bash` for whatever runs commands, `apply_patch`, `mcp__server__tool`, else the tool's own name. */
  name: string
  input: unknown
}

/** The tool and the input of a call in the words of the real Codex: commands and patches as `{ command }`. */
export function hookTool(item: CallItem): HookTool {
  const name = toolNameOf(item)
  if (item.type === 'local_shell_call') return { name: 'Bash', input: { command: shellLine(item.action.command) } }
  if (item.type === 'custom_tool_call') return { name, input: { command: item.input } }
  const args = parsed(item.arguments)
  if (name === 'exec_command') return { name: 'Bash', input: { command: field(args, 'cmd') } }
  if (name === 'shell') return { name: 'Bash', input: { command: shellLine(field(args, 'command')) } }
  if (name === 'apply_patch') return { name, input: { command: field(args, 'input') ?? field(args, 'patch') } }
  return { name, input: args }
}

/** The same call with another input; a sentence where a hook gave none that it could have. */
export function withInput(item: CallItem, input: unknown): CallItem | string {
  const name = toolNameOf(item)
  const command = field(input, 'command')
  if (item.type === 'custom_tool_call') return typeof command === 'string' ? { ...item, input: command } : NO_COMMAND
  if (item.type === 'local_shell_call') {
    return typeof command === 'string'
      ? { ...item, action: { ...item.action, command: ['/bin/bash', '-lc', command] } }
      : NO_COMMAND
  }
  const args = parsed(item.arguments)
  const renamed = (changes: object) => ({ ...item, arguments: JSON.stringify({ ...Object(args), ...changes }) })
  if (name === 'exec_command') return typeof command === 'string' ? renamed({ cmd: command }) : NO_COMMAND
  if (name === 'shell') {
    return typeof command === 'string' ? renamed({ command: ['/bin/bash', '-lc', command] }) : NO_COMMAND
  }
  if (name === 'apply_patch') {
    const key = field(args, 'input') === undefined ? 'patch' : 'input'
    return typeof command === 'string' ? renamed({ [key]: command }) : NO_COMMAND
  }
  return typeof input === 'object' && input !== null && !Array.isArray(input)
    ? { ...item, arguments: JSON.stringify(input) }
    : 'updatedInput has to be an object.'
}

const NO_COMMAND = 'updatedInput needs a text `command`.'

/** What a shell is given to run, without the words that start it. */
function shellLine(command: unknown): unknown {
  if (!Array.isArray(command)) return command
  const [, flag, line, ...more] = command
  const isShell = command.length === 3 && more.length === 0 && /^-l?c$/.test(String(flag))
  return isShell ? line : command.join(' ')
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined

/** Arguments that are no JSON stay the text that they are. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
