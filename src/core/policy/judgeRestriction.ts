import type { Restriction } from '../skills/restriction.ts'
import { isAbout, toolEntry, toolNamed } from '../skills/toolEntry.ts'
import type { Verdict } from '../thread/calls.ts'

export interface RestrictedCall {
  /** The tool, by its name for models. */
  tool: string
  /** The simple commands of a command line; null where it is no command or more than plain words. */
  commands: readonly (readonly string[])[] | null
  /** What it would type into a command that runs already. */
  typed?: string
}

/** They keep the user informed and touch nothing. */
const ALWAYS = new Set(['update_plan', 'request_user_input'])

/** Whether what skills leave of the tools has one of that name. */
export const leavesTool = ({ tools }: Restriction, tool: string): boolean =>
  tools.some(text => isAbout(toolEntry(text), tool))

/** Whether commands have to be looked at word by word. */
export const limitsCommands = ({ tools }: Restriction): boolean => tools.some(text => toolEntry(text).prefix !== null)

/**
 * Refuses a call of a tool that the skills of the turn leave out; null where they leave it in. It only ever refuses: what
 * is left in is judged like any other call.
 */
export function judgeRestriction(restriction: Restriction, call: RestrictedCall): Verdict | null {
  const { commands, typed } = call
  const tool = toolNamed(call.tool)
  if (ALWAYS.has(tool)) return null
  const entries = restriction.tools.map(toolEntry)
  const fitting = entries.filter(entry => isAbout(entry, tool))
  if (fitting.some(({ prefix }) => prefix === null)) return null
  const isNamed = (words: readonly string[]) =>
    fitting.some(({ prefix }) => prefix?.every((word, at) => words[at] === word))
  if (tool === 'exec_command' && commands && commands.length > 0 && commands.every(isNamed)) return null
  // Who may start a command may read on; typing into it could start any other.
  const starts = entries.filter(entry => entry.tool === 'exec_command')
  if (tool === 'write_stdin' && starts.some(({ prefix }) => prefix === null || typed === '')) return null
  return refusal(restriction, call.tool)
}

function refusal({ tools, by }: Restriction, called: string): Verdict {
  const who = by.length === 1 ? `The skill ${by[0]} leaves` : `The skills ${by.join(', ')} together leave`
  const text = `${who} ${tools.length === 0 ? 'no tools' : `only ${tools.join(', ')}`} in this turn.`
  const message = `${text} ${called} was not called. Go on with what is left, or tell the user what you would need and stop.`
  return { type: 'refuse', message, reason: { code: 'skill.restricted', text } }
}
