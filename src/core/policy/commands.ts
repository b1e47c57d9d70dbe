import type { CallItem } from '../thread/items.ts'

/** The simple commands of a line, or why it was not taken apart. */
export type Understanding = { words: string[][] } | { unsure: string }

// One token of a line that holds nothing but words, quotes and the four operators. A quoted text may hold every visible
// character; control, direction and invisible ones (\p{C}, \p{Z} but the space) and line breaks make the line unsure.
const TOKEN =
  /(?<space>[ \t]+)|(?<operator>&&|\|\||;(?!;)|\|(?!&))|(?<word>(?:[\w./:,@%+=-]|'(?:[^'\p{C}\p{Z}]| )*'|"(?:[^"$`\\!\p{C}\p{Z}]| )*")+)/uy

// Words that are grammar, or that turn the words after them into something else, when a command begins with them.
const KEYWORDS = new Set(
  'if then elif else fi for while until do done case esac select in function time coproc repeat foreach end'.split(' '),
)

/**
 * Takes a shell line apart into its simple commands, each a list of words without their quotes.
 *
 * Careful on purpose: it knows `a && b | c ; d` of plain and quoted words. Redirections, substitutions, expansions,
 * globs, variables, escapes, comments, several lines and characters nobody types are `unsure`. The caller may rely on
 * it that bash, dash and zsh run exactly these words.
 */
export function understand(line: string): Understanding {
  const commands: string[][] = []
  let words: string[] = []
  let operator: string | null = null
  const close = (): boolean => {
    if (words.length === 0) return false
    commands.push(words)
    words = []
    return true
  }
  for (let at = 0; at < line.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const groups = TOKEN.exec(line)?.groups
    if (!groups) return { unsure: obstacle(line.slice(at)) }
    if (groups.operator !== undefined) {
      if (!close()) return { unsure: 'a command is missing beside an operator' }
      operator = groups.operator
    } else if (groups.word !== undefined) {
      const problem = misread(groups.word, words.length === 0)
      if (problem) return { unsure: problem }
      words.push(groups.word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'))
      operator = null
    }
  }
  if (!close() && operator !== ';') {
    return { unsure: commands.length === 0 ? 'there is no command' : 'a command is missing beside an operator' }
  }
  return { words: commands }
}

/** Why a word that looks plain is not: it assigns, it is grammar, or one of the shells would replace it. */
function misread(word: string, first: boolean): string | null {
  if (word.startsWith('=')) return 'zsh would replace a word that begins with "="'
  if (!first) return null
  if (word.includes('=')) return 'it sets a variable for a command'
  return KEYWORDS.has(word) ? `it uses the shell's grammar ("${word}")` : null
}

const OBSTACLES: readonly [RegExp, string][] = [
  [/^[<>]/, 'it redirects input or output'],
  [/^\$\(|^`/, 'it runs a command inside another'],
  [/^\$/, 'it uses a variable'],
  [/^[*?[\]]/, 'the shell would replace a pattern with file names'],
  [/^[{}()]/, 'it groups commands or uses braces'],
  [/^[\r\n]/, 'it has several lines'],
  [/^\\/, 'it uses a backslash'],
  [/^~/, 'the shell would replace "~"'],
  [/^#/, 'it has a comment'],
  [/^&/, 'it starts a background command'],
  [/^[!^]/, 'it uses history or negation'],
  [/^;;/, "it uses the shell's grammar"],
  [/^\|&/, 'it redirects input or output'],
  [/^["'][^"'$`\\]*$/, 'a quote is not closed'],
  [/^["']/, 'something inside quotes is not plain text'],
]

function obstacle(rest: string): string {
  const known = OBSTACLES.find(([pattern]) => pattern.test(rest))
  if (known) return known[1]
  const code = (rest.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `it has an unusual character (U+${code})`
}

/** Programs that take a shell script as the argument of `-c`. */
const SCRIPT_SHELLS = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh$/

/**
 * The line that an argument array stands for: the script of `["bash", "-lc", script]`, else the words, quoted where the
 * shell would read them differently.
 */
export function lineOf(argv: readonly string[]): string {
  const [program = '', flag = '', script] = argv
  if (argv.length === 3 && script !== undefined && SCRIPT_SHELLS.test(program) && /^-l?c$/.test(flag)) return script
  return quotedLine(argv)
}

/** Words joined so that a shell would read the same words again. */
export const quotedLine = (words: readonly string[]): string => words.map(quoted).join(' ')

/** A first word with an equals sign would be taken for the setting of a variable. */
const quoted = (word: string, index: number): string =>
  (index === 0 ? /^[\w./:,@%+-]+$/ : /^[\w./:,@%+-][\w./:,@%+=-]*$/).test(word)
    ? word
    : `'${word.replaceAll("'", String.raw`'\''`)}'`

/** The command line that a call of a model asks to run; null where it asks for something else. */
export function commandLineOf(item: CallItem): string | null {
  if (item.type === 'local_shell_call') return lineOf(item.action.command)
  if (item.type !== 'function_call' || (item.name !== 'exec_command' && item.name !== 'shell')) return null
  try {
    const { cmd, command } = JSON.parse(item.arguments)
    if (typeof cmd === 'string') return cmd
    return Array.isArray(command) && command.every(word => typeof word === 'string') ? lineOf(command) : null
  } catch {
    return null // not JSON: the call was refused for it
  }
}
