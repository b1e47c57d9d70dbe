/** Words of a command prefix as typed: spaces part them, quotes hold them together. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  for (const match of text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)) {
    words.push(match[0].replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''))
  }
  return words.filter(word => word !== '')
}

/** The inverse, quoting only where a word needs it. */
export const joinWords = (words: readonly string[]): string =>
  words.map(word => (/[\s"']/.test(word) ? (word.includes('"') ? `'${word}'` : `"${word}"`) : word)).join(' ')
