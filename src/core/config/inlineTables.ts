import { endOfValue, readKey } from './statements.ts'

/** A key with its value inside an inline table. All are offsets in the text. */
export interface InlinePair {
  /** From the table around it. */
  path: string[]
  /** Of the key. */
  start: number
  valueStart: number
  valueEnd: number
}

/** The pairs of the inline table that opens at an offset, in order, those of tables inside it not included. */
export function inlinePairs(text: string, open: number): InlinePair[] {
  const pairs: InlinePair[] = []
  for (let at = skipSpace(text, open + 1); at < text.length && text[at] !== '}';) {
    const key = readKey(text, at)
    const equals = skipSpace(text, key.end)
    if (text[equals] !== '=') return pairs
    const valueStart = skipSpace(text, equals + 1)
    const valueEnd = endOfInlineValue(text, valueStart)
    pairs.push({ path: key.parts, start: at, valueStart, valueEnd })
    const comma = skipSpace(text, valueEnd)
    if (text[comma] !== ',') return pairs
    at = skipSpace(text, comma + 1)
  }
  return pairs
}

/** The offset of the brace that closes an inline table. */
export function closingBrace(text: string, open: number): number {
  const last = inlinePairs(text, open).at(-1)
  const after = skipSpace(text, last?.valueEnd ?? open + 1)
  return text[after] === ',' ? skipSpace(text, after + 1) : after
}

const endOfInlineValue = (text: string, from: number): number =>
  /["'[{]/.test(text[from] ?? '')
    ? endOfValue(text, from)
    : from + (/^[^\s,}#]*(?: \d\d:[^\s,}#]*)?/.exec(text.slice(from, from + 200))?.[0].length ?? 0)

/** Past blanks, line ends and comments. */
export function skipSpace(text: string, from: number): number {
  let at = from
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++
    if (text[at] !== '#') return at
    const end = text.indexOf('\n', at)
    at = end === -1 ? text.length : end
  }
}
