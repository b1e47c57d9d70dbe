import type { RuleDecision } from './rules.ts'

/** A rule that an answer or a person adds: plain words, on one line. */
export interface Amendment {
  prefix: readonly string[]
  decision: RuleDecision
  justification?: string
}

// `s`: JSON leaves U+2028 and U+2029 as they are, which `.` alone would not cross.
const LINE = /^prefix_rule\(pattern=(\[.*\]), decision="(allow|prompt|forbidden)"(?:, justification=(".*"))?\)$/s

/**
 * The line of a rule, without its line break, in the form that the real program writes. Null for a rule that no file can
 * hold: one without words, with an empty justification, or with halves of characters.
 */
export function amendmentLine({ prefix, decision, justification }: Amendment): string | null {
  if (prefix.length === 0 || justification?.trim() === '') return null
  if ([...prefix, justification ?? ''].some(text => /\p{Surrogate}/u.test(text))) return null
  const pattern = prefix.map(word => JSON.stringify(word)).join(', ')
  const why = justification === undefined ? '' : `, justification=${JSON.stringify(justification)}`
  return `prefix_rule(pattern=[${pattern}], decision="${decision}"${why})`
}

/** The rule of a line that has the form of `amendmentLine`, else null. */
export function amendmentOf(line: string): Amendment | null {
  const [, pattern, decision, why] = LINE.exec(line) ?? []
  if (pattern === undefined) return null
  try {
    const prefix: unknown = JSON.parse(pattern)
    if (!Array.isArray(prefix) || !prefix.every(word => typeof word === 'string')) return null
    const justification = why === undefined ? {} : { justification: String(JSON.parse(why)) }
    const amendment = { prefix, decision: decision as RuleDecision, ...justification }
    // Written back, it has to be the same line: nothing else may stand in it.
    return amendmentLine(amendment) === line ? amendment : null
  } catch {
    return null // brackets of something else
  }
}

/** The number of the line that holds exactly this rule, or null. */
export function lineOfAmendment(text: string, amendment: Amendment): number | null {
  const wanted = amendmentLine(amendment)
  const at = wanted === null ? -1 : linesOf(text).indexOf(wanted)
  return at < 0 ? null : at + 1
}

/** The text with a line at its end; all that was there stays as it was. */
export function withLine(text: string, line: string): string {
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  return `${text}${gap}${line}\n`
}

/** The text without one of its lines, counted from 1. */
export const withoutLine = (text: string, line: number): string =>
  text
    .split(/(?<=\n)/)
    .filter((_, index) => index !== line - 1)
    .join('')

/** The lines of a text without their line breaks. */
export const linesOf = (text: string): string[] => text.split(/\r?\n/)
