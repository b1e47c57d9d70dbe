const AMENDMENT = /^prefix_rule\(pattern=(\[.*\]), decision="allow"\)$/

/**
 * The line that allows a prefix from now on, without its line break, as the real program writes it. Null for a prefix
 * that no rule can hold: an empty one, or one with halves of characters.
 */
export function amendmentLine(prefix: readonly string[]): string | null {
  if (prefix.length === 0 || prefix.some(word => /\p{Surrogate}/u.test(word))) return null
  return `prefix_rule(pattern=[${prefix.map(word => JSON.stringify(word)).join(', ')}], decision="allow")`
}

/** The prefix that a line allows if the line has the form of `amendmentLine`, else null. */
export function amendedPrefix(line: string): string[] | null {
  const [, list] = AMENDMENT.exec(line) ?? []
  if (list === undefined) return null
  try {
    const prefix: unknown = JSON.parse(list)
    const isPrefix = Array.isArray(prefix) && prefix.every(word => typeof word === 'string')
    // Written back, it has to be the same line: nothing else may stand in it.
    return isPrefix && amendmentLine(prefix) === line ? prefix : null
  } catch {
    return null
  }
}

/** The number of the line that allows exactly this prefix, or null. */
export function lineOfAmendment(text: string, prefix: readonly string[]): number | null {
  const wanted = amendmentLine(prefix)
  const at = linesOf(text).indexOf(wanted ?? '')
  return wanted === null || at < 0 ? null : at + 1
}

/** The text with a line for this prefix at its end; all that was there stays as it was. */
export function withAmendment(text: string, prefix: readonly string[]): string {
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  return `${text}${gap}${amendmentLine(prefix) ?? ''}\n`
}

/** The text without one of its lines. */
export function withoutLine(text: string, line: number): string {
  return text
    .split(/(?<=\n)/)
    .filter((_, index) => index !== line - 1)
    .join('')
}

/** The lines of a text without their line breaks. */
export const linesOf = (text: string): string[] => text.split(/\r?\n/)
