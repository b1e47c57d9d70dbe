import { dangerous } from './dangerous.ts'
import type { Reading } from './shell.ts'

// Programs that run whatever their arguments say: a rule for one of them would be a rule for everything.
const CARRIERS = new Set(
  `. bash bash5 builtin busybox chroot command coproc csh dash doas env eval exec expect fish ionice ksh nice nohup
  nsenter osascript parallel pkexec powershell pwsh rbash script setsid sh source ssh stdbuf su sudo tcsh time timeout
  toybox unshare watch xargs zsh`.split(/\s+/),
)

// Programs that run a file or a module that is named to them. With that name a rule says something, without it nothing.
const INTERPRETERS =
  /^(?:python|pypy|node|nodejs|deno|bun|perl|ruby|php|lua|luajit|Rscript|julia|tclsh|java|awk|gawk|mawk|sed|ed|vim?|nvim|emacs)[\d.]*$/

// Programs of many commands, some of which run others: the program alone would allow too much.
const WITH_SUBCOMMANDS = new Set(
  `ansible apt apt-get aws az brew bundle cargo composer docker dotnet find gcloud gem gh git go gradle gradlew helm just
  kubectl make mise mvn mvnw npm npx nx pip pip3 pipx pnpm podman poetry rake rustup systemctl task terraform turbo uv
  uvx yarn`.split(/\s+/),
)

/** Words of a rule that hides nothing: no control, direction or invisible characters. */
const PLAIN_WORD = /^[^\p{C}]{1,1000}$/u

/**
 * Why a prefix must not become a rule that allows, as a sentence; null where it may. `rm` could be allowed on purpose;
 * what cannot is a rule whose reach nobody can foresee.
 */
export function tooBroad(prefix: readonly string[]): string | null {
  const [program = '', first] = prefix
  if (prefix.length === 0 || program.trim() === '') return 'A rule needs at least the name of a program.'
  if (prefix.length > 50 || !prefix.every(word => PLAIN_WORD.test(word))) {
    return 'A rule is made of at most 50 plain words.'
  }
  const name = nameOf(program)
  if (CARRIERS.has(name)) return `"${name}" runs whatever comes after it, so a rule for it would allow everything.`
  if (INTERPRETERS.test(name) && (first === undefined || (first.startsWith('-') && !isModule(prefix)))) {
    return `"${name}" runs any program text it is given. Name the script that may run.`
  }
  if (WITH_SUBCOMMANDS.has(name) && (first === undefined || first.startsWith('-'))) {
    return `"${name}" can run other programs. Name the command of it that may run, e.g. "${name} ${EXAMPLES[name] ?? 'status'}".`
  }
  return null
}

const EXAMPLES: Readonly<Record<string, string>> = { npm: 'test', make: 'build', cargo: 'check', go: 'test', find: '.' }
const isModule = ([, flag, module]: readonly string[]): boolean => flag === '-m' && module !== undefined
const nameOf = (word: string): string => word.replace(/^.*\//s, '')

/**
 * Prefixes that would answer this question from now on, narrowest first: all its words, program and command, program.
 * None for lines of several commands, for dangerous ones, and for those that carry or interpret others. `wished` is
 * the model's own proposal; it counts only where it is a beginning of the command.
 */
export function proposals({ plain, line }: Reading, wished?: readonly string[]): string[][] {
  const [words, ...others] = plain ?? []
  if (!words || others.length > 0 || dangerous(line) !== null) return []
  const [program = '', first] = words
  const widths = [words]
  if (INTERPRETERS.test(nameOf(program))) {
    if (isModule(words)) widths.push(words.slice(0, 3))
  } else {
    // Two words are a command only where the second names one: `npm test`, not `ls src`.
    const isCommand = first !== undefined && /^[A-Za-z][\w:-]*$/.test(first)
    if (isCommand && WITH_SUBCOMMANDS.has(nameOf(program)) && nameOf(program) !== 'find') widths.push(words.slice(0, 2))
    if (isCommand && first === 'run' && words.length > 3) widths.push(words.slice(0, 3))
    widths.push(words.slice(0, 1))
  }
  if (wished && wished.length > 0 && wished.every((word, at) => word === words[at])) widths.push([...wished])
  const unique = new Map(
    widths.filter(prefix => tooBroad(prefix) === null).map(prefix => [JSON.stringify(prefix), prefix]),
  )
  return [...unique.values()].toSorted((a, b) => b.length - a.length)
}
