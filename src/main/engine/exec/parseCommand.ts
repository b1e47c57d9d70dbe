import type { ParsedCommand } from '../../../core/thread/calls.ts'
import { joinWords, splitCommandLine, type Segment } from './shellWords.ts'

/** What one simple command does, without its text. */
type Meaning =
  | { type: 'read'; path: string }
  | { type: 'list_files'; path?: string }
  | { type: 'search'; query?: string; path?: string }

type Reader = (args: string[]) => Meaning | null

/**
 * What a command line does, in the words of the rollout's `parsed_cmd`: files read, listed, searched. For display
 * only. If any part of it is not surely one of these, the whole line is `unknown`.
 */
export function parsedCommand(command: string): ParsedCommand[] {
  const unknown: ParsedCommand[] = [{ type: 'unknown', cmd: command }]
  const segments = splitCommandLine(command)
  if (segments === null) return unknown
  let directory = ''
  const parsed: ParsedCommand[] = []
  for (const [index, segment] of segments.entries()) {
    if (isFormatting(segment) || isIdle(segment, parsed.length === 0)) continue
    const moved = changedDirectory(segment, segments[index + 1])
    if (moved !== null) {
      directory = joined(directory, moved)
      continue
    }
    const meaning = meaningOf(segment.words)
    if (meaning === null) return unknown
    parsed.push(described(meaning, joinWords(segment.words), directory))
  }
  return parsed.length > 0 ? parsed : unknown
}

function described(meaning: Meaning, cmd: string, directory: string): ParsedCommand {
  if (meaning.type !== 'read') return { ...meaning, cmd }
  const path = joined(directory, meaning.path)
  return { type: 'read', cmd, name: meaning.path.slice(meaning.path.lastIndexOf('/') + 1), path }
}

const joined = (directory: string, path: string): string =>
  directory === '' || path.startsWith('/') ? path : `${directory.replace(/\/$/, '')}/${path}`

/** `cd x &&` only says where the rest happens. */
function changedDirectory({ words, joiner }: Segment, next: Segment | undefined): string | null {
  const [program, directory, ...more] = words
  const leads = joiner !== '|' && next !== undefined && (next.joiner === '&&' || next.joiner === ';')
  return program === 'cd' && leads && more.length === 0 && directory !== undefined && directory !== '-'
    ? directory
    : null
}

/** Says something first, or makes sure of success at the end. */
function isIdle({ words, joiner }: Segment, first: boolean): boolean {
  if (words[0] === 'true') return joiner === '||' && words.length === 1
  return words[0] === 'echo' && first && joiner !== '|'
}

/** The end of a pipeline that only shapes what came before. */
function isFormatting({ words, joiner }: Segment): boolean {
  if (joiner !== '|') return false
  const [program = '', ...args] = words
  switch (program) {
    case 'head':
    case 'tail':
      return positionals(args, ['-n', '-c', '--lines', '--bytes']).length === 0
    case 'wc':
    case 'nl':
    case 'uniq':
    case 'cut':
    case 'column':
      return positionals(args, ['-d', '-f', '-c', '-b', '-s', '-w', '-v', '-i']).length === 0
    case 'sort':
      return !args.some(arg => arg.startsWith('-o') || arg.startsWith('--o') || arg.startsWith('--compress'))
    case 'sed':
      return printsLines(args) && args.length === 2
    default:
      return false
  }
}

/** `sed -n 3,5p`: the one form of sed that surely changes nothing. */
const printsLines = ([flag, script]: string[]): boolean =>
  flag === '-n' && script !== undefined && /^\d+(,(\d+|\$))?p$/.test(script)

function meaningOf([program = '', ...args]: string[]): Meaning | null {
  if (program === 'git') return meaningOfGit(args)
  return READERS.get(program)?.(args) ?? null
}

function meaningOfGit([subcommand, ...args]: string[]): Meaning | null {
  if (subcommand === 'grep') return grep(args)
  if (subcommand === 'ls-files') return list(['-x', '-X'])(args)
  return null
}

/** Arguments that are no options, given the options that take the next argument as their value. */
function positionals(args: readonly string[], valued: readonly string[]): string[] {
  const found: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--') return [...found, ...args.slice(index + 1)]
    if (valued.includes(arg)) index += 1
    else if (!arg.startsWith('-') || arg === '-') found.push(arg)
  }
  return found
}

/** A program that prints exactly one file. */
const one =
  (valued: readonly string[]): Reader =>
  args => {
    const [path, ...more] = positionals(args, valued)
    return path === undefined || path === '-' || more.length > 0 ? null : { type: 'read', path }
  }

const list =
  (valued: readonly string[]): Reader =>
  args => ({ type: 'list_files', path: positionals(args, valued)[0] })

const sed: Reader = args => {
  const [, , path, ...more] = args
  return printsLines(args) && path !== undefined && more.length === 0 ? { type: 'read', path } : null
}

const PATTERN_FLAGS = ['-e', '--regexp']
const GREP_FLAGS = ['-A', '-B', '-C', '-m', '--include', '--exclude', '--exclude-dir', ...PATTERN_FLAGS]
const RG_FLAGS = [
  '-g',
  '--glob',
  '--iglob',
  '-t',
  '--type',
  '-T',
  '--type-not',
  '--sort',
  '-M',
  '-j',
  '-d',
  '--max-depth',
]

const search =
  (valued: readonly string[]): Reader =>
  args => {
    const flag = args.findIndex(arg => PATTERN_FLAGS.includes(arg))
    const operands = positionals(args, valued)
    const query = flag === -1 ? operands.shift() : args[flag + 1]
    return { type: 'search', query, path: operands[0] }
  }

const grep = search(GREP_FLAGS)

const rg: Reader = args => {
  // These run another program, or read patterns from a file.
  if (args.some(arg => arg.startsWith('--pre') || arg.startsWith('--hostname-bin') || arg === '-f')) return null
  const valued = [...GREP_FLAGS, ...RG_FLAGS]
  return args.includes('--files') ? list(valued)(args) : search(valued)(args)
}

const find: Reader = args => {
  if (args.some(arg => /^-(exec|ok|delete|fprint|fls)/.test(arg))) return null
  const path = args[0] === undefined || args[0].startsWith('-') ? undefined : args[0]
  const name = args.findIndex(arg => /^-i?(name|path|regex)$/.test(arg))
  return name === -1 ? { type: 'list_files', path } : { type: 'search', query: args[name + 1], path }
}

const fd: Reader = args => {
  if (args.some(arg => /^(-x|-X|--exec)/.test(arg))) return null
  const [query, path] = positionals(args, ['-e', '-t', '-d', '-E', '--extension', '--type', '--max-depth', '--exclude'])
  return query === undefined ? { type: 'list_files' } : { type: 'search', query, path }
}

const head = one(['-n', '-c', '--lines', '--bytes'])
const ls = list(['-I', '-w', '--ignore'])
const READERS: ReadonlyMap<string, Reader> = new Map([
  ['cat', one([])],
  ['less', one([])],
  ['more', one([])],
  ['bat', one(['-r', '--line-range', '-l', '--language'])],
  ['nl', one(['-w', '-s', '-v', '-i', '-b', '-n'])],
  ['head', head],
  ['tail', head],
  ['sed', sed],
  ['ls', ls],
  ['eza', ls],
  ['tree', list(['-L', '-I', '-P'])],
  ['find', find],
  ['fd', fd],
  ['rg', rg],
  ['grep', grep],
  ['egrep', grep],
  ['fgrep', grep],
  ['ag', grep],
])
