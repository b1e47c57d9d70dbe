// The Unicode property White_Space. JavaScript's own trim differs from it in two characters (it takes U+FEFF and
// leaves U+0085), and a byte order mark at the start of a file must not be trimmed away while a line is compared.
function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d)
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

/** The text without white space at its end. Linear, unlike `/\s+$/` on a line with long runs of spaces inside. */
export function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return end === text.length ? text : text.slice(0, end)
}

/** The text without white space at either end. */
export function trim(text: string): string {
  let start = 0
  while (start < text.length && isSpace(text.charCodeAt(start))) start++
  return trimEnd(start === 0 ? text : text.slice(start))
}

/** The text without carriage returns at its end. */
export function trimReturns(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x0d) end--
  return end === text.length ? text : text.slice(0, end)
}

const DASHES = /[\u2010-\u2015\u2212]/g
const SINGLE_QUOTES = /[\u2018-\u201b]/g
const DOUBLE_QUOTES = /[\u201c-\u201f]/g
const SPACES = /[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g
const BEYOND_ASCII = /[\u0080-\uffff]/

/** Typographic dashes, quotes and spaces as their plain ASCII twins; everything else as it is. */
export function plainPunctuation(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text
  return text.replace(DASHES, '-').replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"').replace(SPACES, ' ')
}
