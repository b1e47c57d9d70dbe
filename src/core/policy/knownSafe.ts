/** Says whether a program called with these arguments only reads. */
type Check = (args: readonly string[]) => boolean

const anyArguments: Check = () => true

// Programs that have no option that writes a file or starts another program.
const READERS =
  'cat cd cut echo expr false grep head id ls nl numfmt paste pwd rev seq stat tac tail tr true uname wc which whoami'

/** Its second operand is a file to write. */
const uniq: Check = args => {
  const operands = args.filter(arg => !arg.startsWith('-') || arg === '-')
  const options = args.filter(arg => arg.startsWith('-') && arg !== '-')
  const plain = /^-[cdDiuz]+$|^--(?:count|repeated|unique|ignore-case|zero-terminated)$/
  return operands.length <= 1 && options.every(option => plain.test(option))
}

/** `-o` writes a file on some systems. */
const base64: Check = args =>
  args.every(arg => !/^-./.test(arg) || /^-[dDi]$|^-w\d*$|^--(?:decode|ignore-garbage|wrap=\d+)$/.test(arg))

/** Lines by number, nothing else: a sed script can write files and run commands. */
const sed: Check = ([quiet, script = '', ...files]) =>
  quiet === '-n' && /^(?:\d+|\$)(?:,(?:\d+|\$))?p$/.test(script) && files.every(file => !/^-./.test(file))

const FIND_ACTIONS = new Set('-exec -execdir -ok -okdir -delete -fls -fprint -fprint0 -fprintf'.split(' '))
const find: Check = args => !args.some(arg => FIND_ACTIONS.has(arg))

// `--pre`, `--hostname-bin` and `--search-zip` start programs, so only options known to read are accepted.
const RG_OPTIONS = new Set(
  `after-context before-context binary byte-offset case-sensitive color colors column context count count-matches crlf
  debug encoding engine file files files-with-matches files-without-match fixed-strings follow glob glob-case-insensitive
  heading help hidden iglob ignore-case ignore-file include-zero invert-match json line-buffered line-number line-regexp
  max-columns max-columns-preview max-count max-depth max-filesize multiline multiline-dotall no-config no-filename
  no-heading no-ignore no-ignore-dot no-ignore-exclude no-ignore-files no-ignore-global no-ignore-messages
  no-ignore-parent no-ignore-vcs no-line-number no-messages no-unicode null null-data one-file-system only-matching
  passthru pcre2 pretty quiet regexp replace smart-case sort sortr stats text threads trim type type-list type-not
  unrestricted version vimgrep with-filename word-regexp`.split(/\s+/),
)

const rg: Check = args =>
  args.every(arg => {
    if (arg.startsWith('--')) return arg === '--' || RG_OPTIONS.has(arg.slice(2).replace(/=.*$/s, ''))
    return !/^-[^-]*z/.test(arg)
  })

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...READERS.split(' ').map(name => [name, anyArguments] as const),
  ['base64', base64],
  ['find', find],
  ['rg', rg],
  ['sed', sed],
  ['uniq', uniq],
])

// Files that hold keys and passwords. Reading them is still reading, but what is read goes to the model.
const SECRET =
  /(?:^|[/=:])(?:\.env(?:\.(?!example$|sample$|template$)[\w.-]+)?|\.ssh|\.aws|\.gnupg|\.kube|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.git-credentials|\.docker\/config\.json|id_(?:rsa|dsa|ecdsa|ed25519)|credentials(?:\.json)?|auth\.json|environ)(?:$|\/)/

/**
 * Whether a simple command (its words, from `understand`) is known to only read, so that it may run unasked.
 *
 * Git is not among them: its own configuration, which comes with the repository, can make `git status` start programs.
 * The program must be a bare name, to be found in a PATH that does not hold the workspace.
 */
export function knownSafe(words: readonly string[]): boolean {
  const [program = '', ...args] = words
  const check = CHECKS.get(program)
  return check !== undefined && check(args) && !args.some(arg => SECRET.test(arg))
}
