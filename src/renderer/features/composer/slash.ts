/** Something that is done by writing `/name`. */
export interface SlashCommand {
  name: string
  /** One line for the list. */
  about: string
  /** What is written behind the name, e.g. `<title>`. */
  hint?: string
  /** Nothing can be done before something stands behind the name. */
  needsRest?: boolean
  /** What can stand behind the name. */
  choices?: readonly SlashChoice[]
  /** `rest` is what was written behind the name, or the value that was chosen. */
  run(rest: string): void
}

export interface SlashChoice {
  value: string
  name: string
  about: string
}

/** A line of the list: what it says, and what choosing it does. */
export interface SlashOption {
  id: string
  name: string
  /** What is written behind it. */
  hint?: string
  about: string
  /** Makes the text this, to be written on. */
  completes: string
  /** Where the caret goes then, if not to the end. */
  caret?: number
  /** What of the name and of the words behind it fits what was written: [from, to) in UTF-16 units. */
  nameMarks?: [number, number][]
  aboutMarks?: [number, number][]
  /** What choosing makes of the text, where that is something else than completing it: with the path that it names. */
  takes?: { text: string; caret: number; path: string }
  /** Absent where more has to be written first. */
  run?: () => void
}

/**
 * What a text that begins with a slash can become; nothing where it is not about a command. `more` are options beside the
 * commands, e.g. prompts.
 */
export function slashOptions(
  text: string,
  commands: readonly SlashCommand[],
  more: readonly SlashOption[] = [],
): SlashOption[] {
  const [, name = '', gap = '', rest = ''] = /^\/(\S*)(\s*)([^\n]*)$/.exec(text) ?? []
  if (!text.startsWith('/') || text.includes('\n')) return []
  if (gap === '') return best([...commands.map(optionOf), ...more], `/${name}`, each => each.name)
  const command = commands.find(each => each.name === name.toLowerCase())
  if (!command?.choices) return []
  return best(command.choices, rest, choice => choice.name).map(({ value, name: chosen, about }) => ({
    id: `${command.name}-${value}`,
    name: chosen,
    about,
    completes: `/${command.name} ${chosen}`,
    run: () => command.run(value),
  }))
}

const optionOf = ({ name, about, hint, needsRest = false, choices, run }: SlashCommand): SlashOption => ({
  id: name,
  name: `/${name}`,
  about,
  completes: `/${name} `,
  ...(hint === undefined ? {} : { hint }),
  ...(choices || needsRest ? {} : { run: () => run('') }),
})

/** Those whose name begins with what was written, then those that hold it. */
export function best<T>(all: readonly T[], written: string, nameOf: (each: T) => string): T[] {
  const wanted = written.trim().toLowerCase()
  const begins = (each: T) => nameOf(each).toLowerCase().startsWith(wanted)
  const holds = (each: T) => nameOf(each).toLowerCase().includes(wanted.replace(/^\//, ''))
  return [...all.filter(begins), ...all.filter(each => !begins(each) && holds(each))]
}

/** The command that a text is, with what stands behind its name; null where it is a message. */
function commandIn(text: string, commands: readonly SlashCommand[]) {
  const [, name = '', rest = ''] = /^\/(\S+)(?:\s+([^]*))?$/.exec(text.trim()) ?? []
  const command = commands.find(each => each.name === name.toLowerCase())
  return command ? { command, rest: (rest ?? '').trim() } : null
}

/** Carries out a text that is a command: whether it was done, needs more behind its name, or is a message. */
export function runSlash(text: string, commands: readonly SlashCommand[]): 'done' | 'unfinished' | 'message' {
  const found = commandIn(text, commands)
  if (!found) return 'message'
  const { command, rest } = found
  if (command.needsRest && rest === '') return 'unfinished'
  if (!command.choices) command.run(rest)
  else {
    const chosen = command.choices.find(choice =>
      [choice.value, choice.name].some(each => each.toLowerCase() === rest.toLowerCase()),
    )
    if (!chosen) return rest === '' ? 'unfinished' : 'message'
    command.run(chosen.value)
  }
  return 'done'
}

/** What a command that stands there alone waits for; null for everything else. */
export function hintOf(text: string, commands: readonly SlashCommand[]): string | null {
  const found = text.includes('\n') ? null : commandIn(text, commands)
  return found && found.rest === '' ? (found.command.hint ?? null) : null
}
