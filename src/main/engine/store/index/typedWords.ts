/** What a person typed into a search field, taken apart as the index takes texts apart. */
export interface TypedWords {
  words: string[]
  /** The last word may still be growing: it is the beginning of a word. */
  lastIsOpen: boolean
}

/** A shorter beginning fits too much to tell anything. */
const MIN_OPEN_CHARS = 2
const MAX_WORDS = 32

/** The words of a text, folded. Null when there is none. */
export function typedWords(typed: string): TypedWords | null {
  const words = [...typed.slice(0, 1000).matchAll(WORD)].map(([word]) => fold(word)).filter(word => word !== '')
  if (words.length === 0) return null
  const kept = words.slice(0, MAX_WORDS)
  return { words: kept, lastIsOpen: endsInWord(typed) && (kept.at(-1)?.length ?? 0) >= MIN_OPEN_CHARS }
}

/** FTS5 query for them: a text with all of the words. */
export const matchQuery = ({ words, lastIsOpen }: TypedWords): string =>
  words.map(word => `"${word}"`).join(' ') + (lastIsOpen ? '*' : '')

const WORD = /[\p{L}\p{N}\p{Co}\p{M}]+/gu

const endsInWord = (typed: string): boolean => /[\p{L}\p{N}\p{Co}\p{M}]$/u.test(typed)

/** As the index compares: without case and accents. */
const fold = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export interface Excerpt {
  text: string
  /** Where the words are in it: [from, to) in UTF-16 units. */
  marks: [number, number][]
}

const EXCERPT_CHARS = 200
const BEFORE_CHARS = 60

/** The surroundings of the first of the words on one line, with all of the words that are in it marked. */
export function excerptOf(text: string, typed: TypedWords): Excerpt {
  const first = hits(text, typed).next().value
  const start = Math.max(0, (first?.[0] ?? 0) - BEFORE_CHARS)
  const from = start === 0 ? 0 : afterBlank(text, start, first?.[0] ?? start)
  const line = text
    .slice(from, from + EXCERPT_CHARS)
    .replace(/\s+/g, ' ')
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim()
  return { text: line, marks: [...hits(line, typed)] }
}

/** The beginning of a word after `start`, if there is one before `limit`. */
function afterBlank(text: string, start: number, limit: number): number {
  const blank = text.slice(start, limit).search(/\s/)
  return blank < 0 ? start : start + blank + 1
}

function* hits(text: string, { words, lastIsOpen }: TypedWords): Generator<[number, number]> {
  const whole = new Set(lastIsOpen ? words.slice(0, -1) : words)
  const open = lastIsOpen ? (words.at(-1) ?? '') : null
  for (const { 0: found, index } of text.matchAll(WORD)) {
    const word = fold(found)
    if (whole.has(word)) yield [index, index + found.length]
    else if (open !== null && word.startsWith(open)) yield [index, index + lengthOf(found, open)]
  }
}

/** How many units of `found` make up its folded beginning `open`. */
function lengthOf(found: string, open: string): number {
  let length = open.length
  while (length < found.length && fold(found.slice(0, length)).length < open.length) length += 1
  return length
}
