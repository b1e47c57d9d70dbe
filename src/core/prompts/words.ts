/** A word of what was written behind the name of a prompt. */
export interface Word {
  /** Without its quotes. */
  value: string
  /** Where it stands, quotes included. */
  from: number
  to: number
}

/**
 * Words as a shell would split them, but kind to prose: a quote opens only where a word begins or behind its `=`, so that
 * `don't` is a word, and one that nobody closes is a character like any other.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text[at] ?? '')) at += 1
    else {
      const word = wordAt(text, at)
      words.push(word)
      at = word.to
    }
  }
  return words
}

function wordAt(text: string, from: number): Word {
  let value = ''
  let at = from
  while (at < text.length && !/\s/.test(text[at] ?? '')) {
    const quoted = at === from || text[at - 1] === '=' ? quotedAt(text, at) : null
    value += quoted ? quoted.value : text[at]
    at = quoted ? quoted.to : at + 1
  }
  return { value, from, to: at }
}

const QUOTED = /"((?:[^"\\]|\\[^])*)"|'([^']*)'/y

function quotedAt(text: string, at: number): { value: string; to: number } | null {
  QUOTED.lastIndex = at
  const [all, double, single] = QUOTED.exec(text) ?? []
  if (all === undefined) return null
  return { value: single ?? (double ?? '').replaceAll(/\\(["\\])/g, '$1'), to: at + all.length }
}
