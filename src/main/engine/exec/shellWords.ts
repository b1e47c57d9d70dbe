/** One simple command of a line, as words, and how it is joined to the one before. */
export type Segment = { words: string[]; joiner: '' | '|' | '&&' | '||' | ';' }

/** Characters that make the shell do more than split words: expansions, redirections, groups, comments, globs. */
const NOT_PLAIN = new Set('$`<>(){}*?[]#!~&\\')
const BLANK = new Set([' ', '\t'])

/**
 * Splits a command line into simple commands, for display only. Null as soon as anything stands in it whose meaning
 * is not literally on the page: then the line is shown as it is.
 */
export function splitCommandLine(line: string): Segment[] | null {
  const segments: Segment[] = []
  let current: Segment = { words: [], joiner: '' }
  let word: string | null = null
  let at = 0

  const endWord = (): void => {
    if (word !== null) current.words.push(word)
    word = null
  }
  const join = (joiner: Segment['joiner']): boolean => {
    endWord()
    if (current.words.length === 0) return false
    segments.push(current)
    current = { words: [], joiner }
    return true
  }

  while (at < line.length) {
    const char = line.charAt(at)
    const joiner = joinerAt(line, at)
    if (joiner !== null) {
      if (!join(joiner === '\n' ? ';' : joiner)) return null
      at += joiner.length
    } else if (BLANK.has(char)) {
      endWord()
      at += 1
    } else if (char === "'" || char === '"') {
      const end = line.indexOf(char, at + 1)
      const quoted = line.slice(at + 1, end)
      if (end === -1 || (char === '"' && /[$`\\!]/.test(quoted))) return null
      word = (word ?? '') + quoted
      at = end + 1
    } else if (NOT_PLAIN.has(char)) {
      return null
    } else {
      word = (word ?? '') + char
      at += 1
    }
  }
  endWord()
  if (current.words.length > 0) segments.push(current)
  else if (current.joiner !== ';') return null
  return segments
}

function joinerAt(line: string, at: number): '|' | '&&' | '||' | ';' | '\n' | null {
  const two = line.slice(at, at + 2)
  if (two === '&&' || two === '||') return two
  const one = line.charAt(at)
  // |& also pipes stderr, ;; belongs to case.
  if ((one === '|' && two !== '|&') || (one === ';' && two !== ';;') || one === '\n') return one
  return null
}

/** Words as a shell would read them back. */
export const joinWords = (words: readonly string[]): string =>
  words.map(word => (/^[\w@+:./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
