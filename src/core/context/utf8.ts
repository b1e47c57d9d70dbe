/** UTF-8 sizes without an encoder: core runs where there is none. */

const widthOf = (char: string): number => {
  const code = char.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}

const BEYOND_ASCII = /[\u0080-\uffff]/

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  if (!BEYOND_ASCII.test(text)) return text.length
  let bytes = 0
  for (const char of text) bytes += widthOf(char)
  return bytes
}

/** The beginning of a text, at most `bytes` of UTF-8, never half a character. */
export function utf8Head(text: string, bytes: number): string {
  let used = 0
  let end = 0
  for (const char of text) {
    used += widthOf(char)
    if (used > bytes) break
    end += char.length
  }
  return text.slice(0, end)
}

/** The end of a text, at most `bytes` of UTF-8, never half a character. */
export function utf8Tail(text: string, bytes: number): string {
  let used = 0
  let start = text.length
  while (start > 0) {
    const low = text.charCodeAt(start - 1)
    const width = low >= 0xdc00 && low < 0xe000 && start > 1 ? 2 : 1
    used += widthOf(text.slice(start - width, start))
    if (used > bytes) break
    start -= width
  }
  return text.slice(start)
}
