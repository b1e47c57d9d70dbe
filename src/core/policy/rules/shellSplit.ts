/**
 * The words of an example as a POSIX shell splits them: quotes, backslashes and comments count, nothing is expanded.
 * Null when a quote is not closed or a backslash ends the text.
 */
export function shellSplit(text: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < text.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at
    const { single, double, escaped, comment, blank, plain } = PIECE.exec(text)?.groups ?? {}
    if (blank !== undefined) {
      if (word !== null) words.push(word)
      word = null
    } else if (comment !== undefined) {
      if (word !== null) word += comment.charAt(0)
      if (word !== null) PIECE.lastIndex = at + 1
    } else if (single !== undefined) word = (word ?? '') + single
    else if (double !== undefined) word = (word ?? '') + double.replace(/\\(?:\n|([$`"\\]))/g, '$1')
    else if (escaped !== undefined) word = escaped === '\n' ? word : (word ?? '') + escaped
    else if (plain !== undefined) word = (word ?? '') + plain
    else return null
  }
  return word === null ? words : [...words, word]
}

const PIECE =
  /(?<blank>[ \t\n]+)|(?<comment>#[^\n]*)|'(?<single>[^']*)'|"(?<double>(?:\\[^]|[^"\\])*)"|\\(?<escaped>[^])|(?<plain>[^ \t\n#'"\\]+)/y
