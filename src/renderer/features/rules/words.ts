import { t } from '../../ui/i18n/t.ts'
import type { Explanation, RuleFileView, RuleView } from '../../../contract/rules.ts'

export type RuleDecision = RuleView['decision']
export type RuleLayer = RuleFileView['layer']
export type Verdict = Explanation['verdict']

export const DECISION_WORDS: Readonly<Record<RuleDecision, string>> = {
  allow: t('allow'),
  prompt: t('ask'),
  forbidden: t('forbid'),
}

export const LAYER_WORDS: Readonly<Record<RuleLayer, { name: string; about: string }>> = {
  system: { name: t('system'), about: t('For everyone on this machine') },
  codex: { name: t('Codex'), about: t('Shared with Codex') },
  user: { name: t('you'), about: t('Yours, in every folder') },
  project: { name: t('this project'), about: t('Yours, in this project; kept outside the repository') },
  repository: { name: t('repository'), about: t('Comes with the repository; can only make things stricter') },
  requirements: { name: t('required'), about: t('Set by whoever manages this machine') },
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  run: t('Runs in the sandbox'),
  runUnsandboxed: t('Runs without the sandbox'),
  ask: t('Asks you'),
  refuse: t('Refused'),
}

/** `default.rules:3`; the whole path is in the title. */
export const placeOf = (file: string, line: number): string => `${file.split(/[/\\]/).at(-1)}:${line}`

type Pattern = RuleView['pattern']

/** The pattern of a match, which is told as JSON; one that cannot be read is a single word. */
export function patternOf(text: string): Pattern {
  try {
    const value: unknown = JSON.parse(text)
    const isWord = (word: unknown) => typeof word === 'string' || (Array.isArray(word) && word.every(isWord))
    return Array.isArray(value) && value.every(isWord) ? (value as Pattern) : [text]
  } catch {
    return [text]
  }
}

/** A pattern in one line: `git status|diff`. */
export const patternText = (pattern: Pattern): string => pattern.map(word => [word].flat().join('|')).join(' ')

/** The words of a rule that has no alternatives, else null. */
export function plainPattern({ pattern }: RuleView): string[] | null {
  const words = pattern.filter(word => typeof word === 'string')
  return words.length === pattern.length ? words : null
}

/** Names for the rules of a file that stay the same when lines above them come or go. */
export function ruleKeys(rules: readonly RuleView[]): string[] {
  const seen = new Map<string, number>()
  return rules.map(({ pattern, decision }) => {
    const key = `${decision} ${JSON.stringify(pattern)}`
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return `${key} ${count}`
  })
}

/** The rule that decided about a command: the strictest of those that matched. */
export function decidingRule({ matches }: Explanation): Explanation['matches'][number] | null {
  const order: readonly RuleDecision[] = ['forbidden', 'prompt', 'allow']
  return order.flatMap(decision => matches.find(match => match.decision === decision) ?? [])[0] ?? null
}

/** What matched each part of a command line; what matched something else comes last. */
export function matchesByPart({ parts, matches }: Explanation): {
  parts: { words: string[]; matches: Explanation['matches'] }[]
  rest: Explanation['matches']
} {
  const same = (left: readonly string[], right: readonly string[]) => JSON.stringify(left) === JSON.stringify(right)
  return {
    parts: parts.map(words => ({ words, matches: matches.filter(match => same(match.command, words)) })),
    rest: matches.filter(match => !parts.some(words => same(match.command, words))),
  }
}
