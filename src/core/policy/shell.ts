import { understand } from './commands.ts'

/** A node of a shell's syntax tree, as tree-sitter gives it. */
export interface ShellNode {
  readonly type: string
  readonly text: string
  readonly hasError: boolean
  readonly children: readonly (ShellNode | null)[]
}

/** Parses a shell text by the grammar of bash. Made by the host: the parser is a WebAssembly module. */
export type ParseShell = (line: string) => ShellNode

/** A command line as far as it can be understood without running it. */
export interface Reading {
  line: string
  /** Its simple commands, where the line is nothing but plain words and `&& || ; |`; null where it is more than that. */
  plain: string[][] | null
  /** Why `plain` is null. */
  unsure: string | null
  /** Every simple command anywhere in it, also in groups, substitutions and redirected ones. Good for alarms only. */
  parts: string[][]
}

// Words of letters, digits and signs that mean nothing to a shell, with one space between them; the first is a program or
// a path, and none of those that declare variables.
const BARE_WORDS =
  /^(?!(?:declare|export|local|readonly|typeset|unset|unsetenv)(?: |$))[\w./][\w./-]*(?: [\w./:,@%+=-]+)*$/

/**
 * Whether a line is one command in bare words: no quote, no operator, nothing that the grammar of a shell could take for
 * anything else. There is then nothing about which two readers could disagree.
 */
export const isBare = (line: string): boolean => BARE_WORDS.test(line) && 'words' in understand(line)

/**
 * Reads a command line twice: word by word, and by the grammar of bash. Only what both readers take for the same plain
 * commands is `plain`, so that a mistake of one of them asks instead of running. Without a parser the first reader is
 * alone; that is enough for display and for lines that are bare, never for another decision.
 */
export function readShell(line: string, parse: ParseShell | null): Reading {
  const understood = understand(line)
  const plain = 'words' in understood ? understood.words : null
  const unsure = 'unsure' in understood ? understood.unsure : null
  if (!parse || isBare(line)) return { line, plain, unsure, parts: plain ?? [] }
  const root = parse(line)
  const commands: ParsedCommand[] = []
  collect(root, commands)
  const parts = commands.map(({ words }) => words)
  if (plain === null) return { line, plain, unsure, parts }
  const agrees = !root.hasError && commands.every(({ resolved }) => resolved) && sameCommands(parts, plain)
  return agrees
    ? { line, plain, unsure, parts }
    : { line, plain: null, unsure: 'two ways of reading it disagree', parts: [...parts, ...plain] }
}

interface ParsedCommand {
  words: string[]
  /** Every word is literal: nothing is expanded when it runs. */
  resolved: boolean
}

const sameCommands = (a: readonly string[][], b: readonly string[][]): boolean =>
  a.length === b.length &&
  a.every((words, at) => words.length === b[at]?.length && words.every((word, n) => word === b[at]?.[n]))

/** Deeper trees than any person writes are not followed: the rest of them raises no alarm of this reader. */
const MAX_DEPTH = 200

function collect(node: ShellNode, found: ParsedCommand[], depth = 0): void {
  if (depth > MAX_DEPTH) return
  if (node.type === 'command' || node.type === 'declaration_command' || node.type === 'unset_command') {
    const command = commandOf(node)
    if (command.words.length > 0) found.push(command)
  }
  for (const child of node.children) if (child) collect(child, found, depth + 1)
}

/** Parts of a command that are not its words. */
const BESIDE_WORDS = new Set(['variable_assignment', 'file_redirect', 'heredoc_redirect', 'herestring_redirect'])

function commandOf(node: ShellNode): ParsedCommand {
  const words: string[] = []
  let resolved = true
  for (const child of node.children) {
    if (!child || BESIDE_WORDS.has(child.type)) {
      if (child) resolved = false
      continue
    }
    const word = wordOf(child.type === 'command_name' ? (child.children[0] ?? child) : child)
    words.push(word.text)
    resolved &&= word.resolved
  }
  return { words, resolved }
}

interface Word {
  text: string
  resolved: boolean
}

/** What a word stands for; its source where only the running shell would know. */
function wordOf(node: ShellNode): Word {
  switch (node.type) {
    case 'word':
      return { text: node.text.replace(/\\(.)/gs, '$1'), resolved: !node.text.includes('\\') }
    case 'number':
      return { text: node.text, resolved: true }
    case 'raw_string':
      return { text: node.text.slice(1, -1), resolved: true }
    case 'string':
      return stringOf(node)
    case 'concatenation': {
      const parts = node.children.flatMap(child => (child ? [wordOf(child)] : []))
      return { text: parts.map(part => part.text).join(''), resolved: parts.every(part => part.resolved) }
    }
    default:
      // Tree-sitter names some plain characters after themselves, such as `[` or `%`.
      return { text: node.text, resolved: node.type === node.text }
  }
}

/** A double-quoted text: its content is whatever stands between the quotes, as long as nothing in it is expanded. */
function stringOf(node: ShellNode): Word {
  const inner = node.text.slice(1, -1)
  const literal = node.children.every(child => child && (child.type === '"' || child.type === 'string_content'))
  return { text: inner.replace(/\\([$`"\\\n])/g, '$1'), resolved: literal && !/[$`\\]/.test(inner) }
}
