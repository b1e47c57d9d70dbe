import { builtin, listOf, string } from './starlark/arguments.ts'
import { runFile } from './starlark/evaluate.ts'
import { StarlarkFailure } from './starlark/failure.ts'
import type { Position } from './starlark/failure.ts'
import { Machine } from './starlark/machine.ts'
import { parse } from './starlark/parse.ts'
import { isSequence, typeOf } from './starlark/values.ts'
import type { Callable, Value } from './starlark/values.ts'
import { matchRules } from './match.ts'
import { baseName, isAbsolutePath, normalPath } from './programPath.ts'
import type {
  HostExecutable,
  NetworkRule,
  PatternToken,
  PrefixRule,
  RuleDecision,
  RuleLayer,
  RuleSet,
} from './rules.ts'
import { shellSplit } from './shellSplit.ts'

/** What is wrong with a file of rules: none of it counts. The message is a sentence without its full stop. */
export interface RuleFileError {
  message: string
  file: string
  line: number
  column: number
}

export type Evaluated = { rules: RuleSet } | { error: RuleFileError }

/** A longer file is refused. */
export const MAX_RULE_FILE_CHARACTERS = 1024 * 1024
const MAX_STEPS = 1_000_000
const MAX_MESSAGE_CHARACTERS = 2000

/**
 * The rules of a `.rules` file (codex-formats 7), or what is wrong with it and where. Never throws and always ends: a
 * file may use about `maxSteps` operations.
 */
export function evaluateRules(text: string, file: string, layer: RuleLayer, maxSteps = MAX_STEPS): Evaluated {
  try {
    if (text.length > MAX_RULE_FILE_CHARACTERS) {
      throw new StarlarkFailure('the file is too long', { line: 1, column: 1 })
    }
    const reader = new RuleReader(file, layer, new Machine(maxSteps))
    return { rules: reader.read(text.replace(/^\uFEFF/, '')) }
  } catch (error) {
    if (!(error instanceof StarlarkFailure)) throw error
    const { line, column } = error
    return { error: { message: error.message.slice(0, MAX_MESSAGE_CHARACTERS), file, line, column } }
  }
}

interface Examples {
  rule: PrefixRule
  at: Position
  match: string[][]
  notMatch: string[][]
}

/** Collects what a file declares. */
class RuleReader {
  private readonly prefixRules: PrefixRule[] = []
  private readonly networkRules: NetworkRule[] = []
  private readonly hostExecutables: HostExecutable[] = []
  private readonly examples: Examples[] = []
  private readonly file: string
  private readonly layer: RuleLayer
  private readonly machine: Machine

  constructor(file: string, layer: RuleLayer, machine: Machine) {
    this.file = file
    this.layer = layer
    this.machine = machine
  }

  read(text: string): RuleSet {
    runFile(this.machine, parse(text), this.functions())
    // Last, because an executable may be declared below the rule whose examples use it.
    for (const examples of this.examples) this.check(examples)
    const { prefixRules, networkRules, hostExecutables } = this
    return { prefixRules, networkRules, hostExecutables }
  }

  private functions(): Callable[] {
    const prefixRule = ['pattern', 'decision?', 'match?', 'not_match?', 'justification?']
    return [
      builtin('prefix_rule', prefixRule, (_, ...given) => this.prefixRule(given)),
      builtin('network_rule', ['host', 'protocol', 'decision', 'justification?'], (_, ...given) =>
        this.networkRule(given),
      ),
      builtin('host_executable', ['name', 'paths'], (_, ...given) => this.hostExecutable(given)),
    ]
  }

  private get source() {
    return { file: this.file, line: this.machine.at.line, layer: this.layer }
  }

  private prefixRule([pattern, decision, match, notMatch, justification]: (Value | undefined)[]): null {
    const rule: PrefixRule = {
      ...this.source,
      pattern: this.pattern(pattern),
      decision: decision === undefined ? 'allow' : this.decision(decision, PREFIX_DECISIONS),
      ...this.justification(justification),
    }
    this.prefixRules.push(rule)
    const examples = { match: this.commands(match, 'match'), notMatch: this.commands(notMatch, 'not_match') }
    if (examples.match.length + examples.notMatch.length > 0) {
      this.examples.push({ rule, at: this.machine.at, ...examples })
    }
    return null
  }

  private pattern(value: Value | undefined): PatternToken[] {
    const { machine } = this
    const { items } = listOf(machine, value, 'the pattern')
    if (items.length === 0) throw machine.failure('a pattern cannot be empty')
    machine.charge(items.length)
    return items.map(item => {
      if (typeof item === 'string') return item
      if (!isSequence(item) || item.type !== 'list') {
        throw machine.failure(`a part of a pattern must be a string or a list of strings, not a ${typeOf(item)}`)
      }
      if (item.items.length === 0) throw machine.failure('the alternatives of a pattern cannot be empty')
      machine.charge(item.items.length)
      const alternatives = item.items.map(word => string(machine, word, 'an alternative of a pattern'))
      return alternatives.length === 1 ? (alternatives[0] ?? '') : alternatives
    })
  }

  private decision(value: Value | undefined, known: Readonly<Record<string, RuleDecision>>): RuleDecision {
    const name = string(this.machine, value, 'a decision')
    const decision = Object.hasOwn(known, name) ? known[name] : undefined
    if (decision === undefined) {
      throw this.machine.failure(`"${name}" is no decision; it must be one of ${Object.keys(known).join(', ')}`)
    }
    return decision
  }

  private justification(value: Value | undefined): { justification?: string } {
    if (value === undefined) return {}
    const justification = string(this.machine, value, 'a justification')
    if (justification.trim() === '') throw this.machine.failure('a justification cannot be empty')
    return { justification }
  }

  /** The commands of `match` or `not_match`: texts, which are split as a shell does, or lists of words. */
  private commands(value: Value | undefined, name: string): string[][] {
    const { machine } = this
    if (value === undefined) return []
    return listOf(machine, value, name).items.map(example => {
      if (typeof example === 'string') machine.chargeText(example.length)
      else if (isSequence(example)) machine.charge(example.items.length)
      const words = this.words(example)
      if (words.length === 0) throw machine.failure('an example cannot be empty')
      return words
    })
  }

  private words(example: Value): string[] {
    const { machine } = this
    if (typeof example === 'string') {
      const words = shellSplit(example)
      if (!words) throw machine.failure(`a quote is not closed in the example ${JSON.stringify(example)}`)
      return words
    }
    if (!isSequence(example) || example.type !== 'list') {
      throw machine.failure(`an example must be a string or a list of strings, not a ${typeOf(example)}`)
    }
    return example.items.map(word => string(machine, word, 'a word of an example'))
  }

  private check({ rule, at, match, notMatch }: Examples): void {
    const { machine } = this
    machine.at = at
    const { hostExecutables } = this
    machine.charge(hostExecutables.reduce((sum, { paths }) => sum + paths.length, 0))
    machine.charge((match.length + notMatch.length) * rule.pattern.flat().length)
    const alone: RuleSet = { prefixRules: [rule], networkRules: [], hostExecutables }
    const options = { resolveHostExecutables: true, unlistedPathsMayMatch: true }
    const falls = (words: string[]) => matchRules(alone, words, options).length > 0
    const missed = match.find(words => !falls(words))
    if (missed) throw machine.failure(`the rule should match its example ${JSON.stringify(missed)} and does not`)
    const caught = notMatch.find(falls)
    if (caught) throw machine.failure(`the rule should not match its example ${JSON.stringify(caught)} and does`)
  }

  private networkRule([host, protocol, decision, justification]: (Value | undefined)[]): null {
    const { machine } = this
    const name = string(machine, protocol, 'a protocol')
    const known = Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined
    if (!known) {
      throw machine.failure(`"${name}" is no protocol; it must be one of http, https, socks5_tcp, socks5_udp`)
    }
    this.networkRules.push({
      ...this.source,
      host: this.host(string(machine, host, 'a host')),
      protocol: known,
      decision: this.decision(decision, NETWORK_DECISIONS),
      ...this.justification(justification),
    })
    return null
  }

  private host(given: string): string {
    const host = given.trim().toLowerCase()
    const problem = HOST_PROBLEMS.find(([pattern]) => pattern.test(host))
    if (problem) throw this.machine.failure(`the host ${JSON.stringify(given)} ${problem[1]}`)
    return host.replace(/\.+$/, '')
  }

  private hostExecutable([given, list]: (Value | undefined)[]): null {
    const { machine } = this
    const name = string(machine, given, 'the name of an executable')
    if (name === '' || /[/\\]/.test(name) || name === '.' || name === '..') {
      throw machine.failure(`the name of an executable must be bare, and ${JSON.stringify(name)} is not`)
    }
    const { items } = listOf(machine, list, 'paths')
    machine.charge(items.length)
    const paths = items.map(item => {
      const path = string(machine, item, 'a path')
      if (!isAbsolutePath(path)) throw machine.failure(`the path ${JSON.stringify(path)} must be absolute`)
      const normal = normalPath(path)
      if (baseName(normal) !== name) throw machine.failure(`the path ${JSON.stringify(path)} must end in "${name}"`)
      return normal
    })
    this.hostExecutables.push({ ...this.source, name, paths })
    return null
  }
}

const PREFIX_DECISIONS: Readonly<Record<string, RuleDecision>> = {
  allow: 'allow',
  prompt: 'prompt',
  forbidden: 'forbidden',
}
const NETWORK_DECISIONS: Readonly<Record<string, RuleDecision>> = { ...PREFIX_DECISIONS, deny: 'forbidden' }

const PROTOCOLS: Readonly<Record<string, NetworkRule['protocol']>> = {
  http: 'http',
  https: 'https',
  https_connect: 'https',
  'http-connect': 'https',
  socks5_tcp: 'socks5_tcp',
  socks5_udp: 'socks5_udp',
}

const HOST_PROBLEMS: readonly [RegExp, string][] = [
  [/^\.*$/, 'is empty'],
  [/[/?#]/, 'must be a name or an address, without a scheme or a path'],
  [/^\[(?![^\]]*\](?::|$))/, 'has an address in brackets that is not closed'],
  [/\*/, 'must be one host: wildcards are not allowed'],
  [/\s/, 'cannot hold white space'],
]
