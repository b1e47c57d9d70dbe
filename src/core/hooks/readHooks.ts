import { isTable } from '../config/merge.ts'
import { EVENTS_ELSEWHERE, HOOK_EVENTS } from './hook.ts'
import type { HookEvent, HookSpec } from './hook.ts'
import { matcherProblem } from './matcher.ts'

/** As long as a hook has where it does not say it. */
const DEFAULT_TIMEOUT_SECONDS = 60
const MAX_TIMEOUT_SECONDS = 600
/** Nobody writes more into one file by hand. */
const MAX_HOOKS = 100

/** A hook as it stands in a file, or what is wrong with it. */
export interface WrittenHook {
  /** Dotted, as `hooks.PreToolUse`: for its line in the file. */
  key: string
  event: string
  /** As far as it could be read. */
  command: string | string[]
  matcher: string | null
  /** Null where it cannot run. */
  spec: HookSpec | null
  problem: string | null
}

/**
 * The hooks of a table `[hooks]`. Each group has a matcher and its commands in `hooks`, or is itself one command.
 * Whatever cannot run is there with its problem; nothing is left out silently.
 */
export function readHooks(table: unknown): WrittenHook[] {
  if (!isTable(table)) return []
  const found = Object.entries(table).flatMap(([event, groups]) =>
    // What the real program remembers of hooks that were agreed to; here it is kept elsewhere.
    event === 'state' ? [] : groupsOf(groups).flatMap(group => commandsOf(event, group)),
  )
  return found.slice(0, MAX_HOOKS)
}

const groupsOf = (groups: unknown): unknown[] => (Array.isArray(groups) ? groups : [groups])

function commandsOf(event: string, group: unknown): WrittenHook[] {
  if (!isTable(group)) return [broken(event, 'A hook is written as a table with a command.')]
  const commands = Array.isArray(group.hooks) ? group.hooks : [group]
  return commands.map(command => written(event, group.matcher, command))
}

function written(event: string, matcher: unknown, table: unknown): WrittenHook {
  if (!isTable(table)) return broken(event, 'A hook is written as a table with a command.')
  const { command, type = 'command', timeout = DEFAULT_TIMEOUT_SECONDS, required = false } = table
  const hook = { ...broken(event, null), matcher: typeof matcher === 'string' ? matcher : null }
  if (type !== 'command')
    return { ...hook, problem: `Only hooks of the type "command" run here, not "${String(type)}".` }
  if (!isCommand(command)) return { ...hook, problem: 'It needs a command: a line for the shell, or a list of words.' }
  const named = { ...hook, command }
  const seconds = Number(timeout)
  const problem =
    eventProblem(event) ??
    (matcher === undefined || typeof matcher === 'string' ? null : 'The matcher has to be a text.') ??
    matcherProblem(named.matcher) ??
    (seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS
      ? null
      : `The timeout is in seconds, at most ${MAX_TIMEOUT_SECONDS}.`) ??
    (typeof required === 'boolean' ? null : 'required is true or false.')
  if (problem !== null || !isEvent(event)) return { ...named, problem }
  const spec: HookSpec = {
    event,
    command,
    matcher: named.matcher,
    timeoutMs: seconds * 1000,
    required: required === true,
  }
  return { ...named, spec }
}

const broken = (event: string, problem: string | null): WrittenHook => ({
  key: `hooks.${event}`,
  event,
  command: '',
  matcher: null,
  spec: null,
  problem,
})

const isEvent = (name: string): name is HookEvent => HOOK_EVENTS.some(event => event === name)

function eventProblem(name: string): string | null {
  if (isEvent(name)) return null
  return EVENTS_ELSEWHERE.has(name)
    ? `Hooks at ${name} do not run here.`
    : `There is no event ${name}. There are ${HOOK_EVENTS.join(', ')}.`
}

const isCommand = (command: unknown): command is string | string[] =>
  typeof command === 'string'
    ? command.trim() !== ''
    : Array.isArray(command) &&
      command.length > 0 &&
      command.every(word => typeof word === 'string') &&
      command[0] !== ''
