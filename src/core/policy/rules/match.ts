import { baseName, isAbsolutePath, normalPath } from './programPath.ts'
import type { PatternToken, PrefixRule, RuleMatch, RuleSet } from './rules.ts'

export interface MatchOptions {
  /** Whether a program that is called by its full path also falls under the rules for its bare name. */
  resolveHostExecutables: boolean
  /**
   * What an `allow` for a bare name says of a full path that no `host_executable` lists: nothing by default, since
   * anybody can call a program `git`. The real program's `execpolicy check` lets it match.
   */
  unlistedPathsMayMatch?: boolean
}

interface RuleIndex {
  /** The rules that can match a command, by its first word. */
  byProgram: ReadonlyMap<string, readonly PrefixRule[]>
  /** The listed paths by the name of the program; of several lists the last counts. */
  listedPaths: ReadonlyMap<string, ReadonlySet<string>>
}

/** A rule set never changes, so what is made of it is kept as long as it is. */
const indexes = new WeakMap<RuleSet, RuleIndex>()

/** All rules that a simple command falls under, in their order. `words` are the command's words without quotes. */
export function matchRules(rules: RuleSet, words: readonly string[], options: MatchOptions): RuleMatch[] {
  const [program, ...rest] = words
  if (program === undefined) return []
  const index = indexOf(rules)
  const direct = matchesOf(index, program, rest, program)
  if (direct.length > 0 || !options.resolveHostExecutables || !isAbsolutePath(program)) return direct
  const resolvedProgram = normalPath(program)
  const name = baseName(resolvedProgram)
  const listed = index.listedPaths.get(name)
  if (listed && !listed.has(resolvedProgram)) return []
  return matchesOf(index, name, rest, name)
    .filter(({ rule }) => listed || options.unlistedPathsMayMatch || rule.decision !== 'allow')
    .map(match => ({ ...match, resolvedProgram }))
}

function matchesOf(index: RuleIndex, program: string, rest: readonly string[], first: string): RuleMatch[] {
  const matches: RuleMatch[] = []
  for (const rule of index.byProgram.get(program) ?? []) {
    const tail = rule.pattern.slice(1)
    if (tail.length > rest.length || !tail.every((token, at) => accepts(token, rest[at] ?? ''))) continue
    matches.push({ rule, matchedPrefix: [first, ...rest.slice(0, tail.length)] })
  }
  return matches
}

const accepts = (token: PatternToken, word: string): boolean =>
  typeof token === 'string' ? token === word : token.includes(word)

function indexOf(rules: RuleSet): RuleIndex {
  const known = indexes.get(rules)
  if (known) return known
  const byProgram = new Map<string, PrefixRule[]>()
  for (const rule of rules.prefixRules) {
    const [first = []] = rule.pattern
    for (const program of typeof first === 'string' ? [first] : first) {
      const others = byProgram.get(program)
      if (others) others.push(rule)
      else byProgram.set(program, [rule])
    }
  }
  const listedPaths = new Map(rules.hostExecutables.map(({ name, paths }) => [name, new Set(paths)] as const))
  const index = { byProgram, listedPaths }
  indexes.set(rules, index)
  return index
}
