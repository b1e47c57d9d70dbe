/** A stretch of text as a person should see it. `hidden`: a character that would not show or would mislead. */
export type TextSegment =
  { kind: 'plain'; text: string } | { kind: 'hidden'; text: string; name: string } | { kind: 'mixed'; text: string }

/**
 * Each character that a person would not see or take for another: controls but tab and newline, soft hyphen, look-alike
 * spaces, fillers, zero-width, bidi, line separators, tags, and halves of surrogate pairs. Of marks on one letter so many
 * that they would cover the lines around it, and stop the window that has to place them.
 */
export const HIDDEN = new RegExp(
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f' +
    '\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb' +
    '\\u{e0000}-\\u{e0fff}\\p{Surrogate}]|\\p{M}{17,}',
  'gu',
)
const WORD = /[\p{L}\p{M}]+/gu
const LATIN = /\p{Script=Latin}/u
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u

/** A character by its number, `U+200B`; several by the first and how many they are, `U+0300 × 40`. */
export function codePoint(characters: string): string {
  const name = `U+${(characters.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const count = characters.length === 1 ? 1 : [...characters].length
  return count === 1 ? name : `${name} × ${count}`
}

/**
 * Cuts text that must be judged (a command, a path, a diff) so that nothing in it can hide: invisible and
 * direction-changing characters become their code point, words that mix look-alike alphabets are marked.
 */
export function segmentsOf(text: string): TextSegment[] {
  return segmentsUpTo(text, Infinity).segments
}

/** `segmentsOf` up to so many, and the text behind them: a hostile text is made of nothing else. */
export function segmentsUpTo(text: string, limit: number): { segments: TextSegment[]; rest: string } {
  const segments: TextSegment[] = []
  let last = 0
  for (const match of text.matchAll(HIDDEN)) {
    if (segments.length >= limit) break
    if (match.index > last) for (const each of mixedWords(text.slice(last, match.index))) segments.push(each)
    segments.push({ kind: 'hidden', text: match[0], name: codePoint(match[0]) })
    last = match.index + match[0].length
  }
  if (last < text.length && segments.length < limit)
    for (const each of mixedWords(text.slice(last))) segments.push(each)
  const first = segments.slice(0, limit)
  return { segments: first, rest: text.slice(first.reduce((length, segment) => length + segment.text.length, 0)) }
}

/** A text with each hidden character written out, so that it needs no element. */
export const writtenOut = (text: string): string => text.replace(HIDDEN, character => `⟨${codePoint(character)}⟩`)

function mixedWords(text: string): TextSegment[] {
  if (!LOOKALIKE.test(text)) return [{ kind: 'plain', text }]
  const segments: TextSegment[] = []
  let last = 0
  for (const match of text.matchAll(WORD)) {
    if (!LATIN.test(match[0]) || !LOOKALIKE.test(match[0])) continue
    if (match.index > last) segments.push({ kind: 'plain', text: text.slice(last, match.index) })
    segments.push({ kind: 'mixed', text: match[0] })
    last = match.index + match[0].length
  }
  if (last < text.length) segments.push({ kind: 'plain', text: text.slice(last) })
  return segments
}

/** Whether anything in the text needs marking. */
export const hasHiddenText = (text: string): boolean => segmentsOf(text).some(segment => segment.kind !== 'plain')

// Prose keeps joiners (emoji, Persian, Hindi) but not what reorders it, smuggles text or piles up.
const DECEPTIVE = /[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}\p{Surrogate}]|\p{M}{17,}/gu

/** Prose with direction overrides, tag characters, broken surrogates and piles of marks written out. */
export const defused = (text: string): string => text.replace(DECEPTIVE, character => `⟨${codePoint(character)}⟩`)
