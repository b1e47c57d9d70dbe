/** The vocabulary of `.rules` files (codex-formats 7). */

export type RuleDecision = 'allow' | 'prompt' | 'forbidden'

/** Where a rule comes from. A `repository` can only make things stricter. */
export type RuleLayer = 'system' | 'codex' | 'user' | 'project' | 'repository' | 'requirements'

export interface RuleSource {
  file: string
  /** From 1: the line of the call that made the rule. */
  line: number
  layer: RuleLayer
}

/** One place of a pattern: a word, or several of which any will do. */
export type PatternToken = string | readonly string[]

export interface PrefixRule extends RuleSource {
  pattern: readonly PatternToken[]
  decision: RuleDecision
  justification?: string
}

export interface NetworkRule extends RuleSource {
  host: string
  protocol: 'http' | 'https' | 'socks5_tcp' | 'socks5_udp'
  decision: RuleDecision
  justification?: string
}

/** Full paths under which a program may be called and still match rules by its bare name. */
export interface HostExecutable extends RuleSource {
  name: string
  paths: readonly string[]
}

export interface RuleSet {
  prefixRules: readonly PrefixRule[]
  networkRules: readonly NetworkRule[]
  hostExecutables: readonly HostExecutable[]
}

export const NO_RULES: RuleSet = { prefixRules: [], networkRules: [], hostExecutables: [] }

/** A file of rules that could not be read: what it forbids is not known. */
export interface UnreadRules {
  file: string
  line: number
  message: string
}

/** A rule that a command falls under. */
export interface RuleMatch {
  rule: PrefixRule
  /** The words of the command that matched. */
  matchedPrefix: string[]
  /** The full path that stood for the rule's bare program name. */
  resolvedProgram?: string
}

const SEVERITY: readonly RuleDecision[] = ['allow', 'prompt', 'forbidden']

/** The match whose decision is the strictest: forbidden over prompt over allow. The first of equals. */
export function strictest(matches: readonly RuleMatch[]): RuleMatch | null {
  let found: RuleMatch | null = null
  for (const match of matches) {
    if (!found || SEVERITY.indexOf(match.rule.decision) > SEVERITY.indexOf(found.rule.decision)) found = match
  }
  return found
}
