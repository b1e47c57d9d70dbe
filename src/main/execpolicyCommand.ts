import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { evaluateRules } from '../core/policy/rules/evaluateRules.ts'
import { matchRules } from '../core/policy/rules/match.ts'
import { strictest } from '../core/policy/rules/rules.ts'
import type { RuleMatch, RuleSet } from '../core/policy/rules/rules.ts'
import { systemErrorText } from './engine/systemErrors.ts'

const USAGE = 'Usage: heddle execpolicy check --rules FILE [--rules FILE...] [options] [--] COMMAND...'
const HELP = `Says what rule files decide about a command, without running it.

${USAGE}

  -r, --rules FILE              a rules file; may be given several times
  --resolve-host-executables    a program called by its full path also falls under rules for its name,
                                if no host_executable() says otherwise
  --pretty                      indent the JSON`

interface Request {
  files: string[]
  command: string[]
  pretty: boolean
  resolve: boolean
}

export interface PolicyTerminal {
  cwd: string
  stdout: { write(text: string): unknown }
  stderr: { write(text: string): unknown }
}

/**
 * `heddle execpolicy check`: the matching rules and the strictest decision as JSON (codex-formats 7). 0 done, whatever is
 * decided; 1 a file cannot be read or is wrong; 2 wrong usage.
 */
export async function execpolicyCommand(
  args: readonly string[],
  terminal: PolicyTerminal = { cwd: process.cwd(), stdout: process.stdout, stderr: process.stderr },
): Promise<number> {
  const request = readArguments(args)
  if (request === 'help') {
    terminal.stdout.write(`${HELP}\n`)
    return 0
  }
  if (typeof request === 'string') {
    terminal.stderr.write(`error: ${request}\n\n${USAGE}\n`)
    return 2
  }
  const rules = await readRules(request.files, terminal)
  if (!rules) return 1
  const [program = '', ...rest] = request.command
  const isPath = /[/\\]/.test(program)
  const direct = matchRules(rules, request.command, { resolveHostExecutables: false })
  const words = direct.length === 0 && isPath ? [resolve(terminal.cwd, program), ...rest] : request.command
  const matches =
    direct.length > 0 || !request.resolve
      ? direct
      : matchRules(rules, words, { resolveHostExecutables: true, unlistedPathsMayMatch: true })
  terminal.stdout.write(`${JSON.stringify(answer(matches), null, request.pretty ? 2 : undefined)}\n`)
  return 0
}

/** What is asked for, `help`, or what is wrong with the arguments. */
function readArguments(args: readonly string[]): Request | string {
  const [subcommand, ...options] = args
  if (subcommand === undefined || subcommand === '--help' || subcommand === '-h') return 'help'
  if (subcommand !== 'check') return `there is no command "execpolicy ${subcommand}"; there is "execpolicy check".`
  const request: Request = { files: [], command: [], pretty: false, resolve: false }
  for (let at = 0; at < options.length; at += 1) {
    const option = options[at] ?? ''
    const attached = /^--rules=(.+)$/s.exec(option)?.[1]
    if (option === '--help' || option === '-h') return 'help'
    if (option === '--pretty') request.pretty = true
    else if (option === '--resolve-host-executables') request.resolve = true
    else if (attached !== undefined) request.files.push(attached)
    else if (option === '--rules' || option === '-r') {
      const file = options[(at += 1)]
      if (file === undefined) return `${option} needs the name of a file.`
      request.files.push(file)
    } else {
      // The command begins here, and all that follows is its own.
      request.command = options.slice(option === '--' ? at + 1 : at)
      break
    }
  }
  if (request.files.length === 0) return 'which rules? Name a file with --rules.'
  return request.command.length === 0 ? 'which command? Put its words behind the options.' : request
}

async function readRules(files: readonly string[], { cwd, stderr }: PolicyTerminal): Promise<RuleSet | null> {
  const sets: RuleSet[] = []
  for (const file of files) {
    const text = await readText(resolve(cwd, file))
    if (typeof text !== 'string') {
      stderr.write(`Error: failed to read policy at ${file}\n\nCaused by:\n    ${text.problem}\n`)
      return null
    }
    const evaluated = evaluateRules(text, file, 'user')
    if ('error' in evaluated) {
      const { message, line, column } = evaluated.error
      stderr.write(
        `Error: failed to parse policy at ${file}\n\nCaused by:\n    starlark error: ${message}.\n` +
          `     --> ${file}:${line}:${column}\n`,
      )
      return null
    }
    sets.push(evaluated.rules)
  }
  return {
    prefixRules: sets.flatMap(({ prefixRules }) => prefixRules),
    networkRules: sets.flatMap(({ networkRules }) => networkRules),
    hostExecutables: sets.flatMap(({ hostExecutables }) => hostExecutables),
  }
}

async function readText(path: string): Promise<string | { problem: string }> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch (error) {
    return { problem: error instanceof TypeError ? 'stream did not contain valid UTF-8' : systemErrorText(error) }
  }
}

function answer(matches: readonly RuleMatch[]) {
  const decision = strictest(matches)?.rule.decision
  const matchedRules = matches.map(({ rule, matchedPrefix, resolvedProgram }) => ({
    prefixRuleMatch: {
      matchedPrefix,
      decision: rule.decision,
      ...(resolvedProgram === undefined ? {} : { resolvedProgram }),
      ...(rule.justification === undefined ? {} : { justification: rule.justification }),
    },
  }))
  return decision === undefined ? { matchedRules } : { matchedRules, decision }
}
