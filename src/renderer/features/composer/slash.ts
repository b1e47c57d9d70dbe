/** Something that is done by writing `/name`. */
export interface SlashCommand {
  name: string
  /** One line for the list. */
  about: string
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
  about: string
  /** Makes the text this, to be written on. */
  completes: string
  /** Absent where more has to be written first. */
  run?: () => void
}

/** What a text that begins with a slash can become; nothing where it is not about a command. */
export function slashOptions(text: string, commands: readonly SlashCommand[]): SlashOption[] {
  const [, name = '', gap = '', rest = ''] = /^\/(\S*)(\s*)([^\n]*)$/.exec(text) ?? []
  if (!text.startsWith('/') || text.includes('\n')) return []
  if (gap === '') return best(commands, name, each => each.name).map(optionOf)
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

const optionOf = ({ name, about, choices, run }: SlashCommand): SlashOption => ({
  id: name,
  name: `/${name}`,
  about,
  completes: `/${name} `,
  ...(choices ? {} : { run: () => run('') }),
})

/** Those whose name begins with what was written, then those that hold it. */
function best<T>(all: readonly T[], written: string, nameOf: (each: T) => string): T[] {
  const wanted = written.trim().toLowerCase()
  const begins = (each: T) => nameOf(each).toLowerCase().startsWith(wanted)
  const holds = (each: T) => nameOf(each).toLowerCase().includes(wanted)
  return [...all.filter(begins), ...all.filter(each => !begins(each) && holds(each))]
}

/** Carries out a text that is a command; false where it is a message. */
export function runSlash(text: string, commands: readonly SlashCommand[]): boolean {
  const [, name = '', rest = ''] = /^\/(\S+)(?:\s+([^]*))?$/.exec(text.trim()) ?? []
  const command = commands.find(each => each.name === name.toLowerCase())
  if (!command) return false
  const said = (rest ?? '').trim()
  if (!command.choices) command.run(said)
  else {
    const chosen = command.choices.find(choice =>
      [choice.value, choice.name.toLowerCase()].includes(said.toLowerCase()),
    )
    if (!chosen) return false
    command.run(chosen.value)
  }
  return true
}
