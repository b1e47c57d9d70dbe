import { plainPunctuation, trim, trimEnd } from './text.ts'

// From strict to lenient: a hunk takes the first level at which its lines occur, wherever below the cursor that is.
const FOLDS: readonly ((line: string) => string)[] = [line => line, trimEnd, trim, line => plainPunctuation(trim(line))]

/** Finds a run of lines at or after `from`; with `atEnd` it must be the last lines. The index of the run, or null. */
export type Seek = (pattern: readonly string[], from: number, atEnd?: boolean) => number | null

/**
 * Searches the lines of one file. Each level numbers its distinct lines once, when it is first needed; a pattern with a
 * line that does not occur is then refused without a scan, and a scan is linear whatever repeats in the file.
 */
export function createSeek(lines: readonly string[], text?: PlainText): Seek {
  const levels: Level[] = text ? [exactLevel(text)] : []
  const levelAt = (rank: number, fold: (line: string) => string) => (levels[rank] ??= createLevel(lines, fold))

  return (pattern, from, atEnd = false) => {
    if (pattern.length === 0) return from
    const last = lines.length - pattern.length
    const start = atEnd ? last : from
    if (start < from || start > last) return null
    for (const [rank, fold] of FOLDS.entries()) {
      const found = levelAt(rank, fold).find(pattern, start)
      if (found !== null) return found
    }
    return null
  }
}

/** A text whose lines all end with LF, and where each of them begins; last where the text ends. */
export type PlainText = { content: string; starts: readonly number[] }

/** The strictest level by plain text search: most hunks are exact, and most files need no other level. */
function exactLevel({ content, starts }: PlainText): Level {
  const lineAt = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    find(pattern, from) {
      const wanted = `${pattern.join('\n')}\n`
      for (let at = content.indexOf(wanted, starts[from]); at >= 0; at = content.indexOf(wanted, at + 1)) {
        const line = lineAt(at)
        if (starts[line] === at) return line
      }
      return null
    },
  }
}

type Level = { find(pattern: readonly string[], from: number): number | null }

function createLevel(lines: readonly string[], fold: (line: string) => string): Level {
  const numbers = new Map<string, number>()
  const file = Int32Array.from(lines, line => {
    const folded = fold(line)
    const known = numbers.get(folded)
    if (known !== undefined) return known
    numbers.set(folded, numbers.size)
    return numbers.size - 1
  })
  return {
    find(pattern, from) {
      const wanted = new Int32Array(pattern.length)
      for (const [index, line] of pattern.entries()) {
        const number = numbers.get(fold(line))
        if (number === undefined) return null
        wanted[index] = number
      }
      return findRun(file, wanted, from)
    },
  }
}

/** Knuth, Morris and Pratt: every line of the file is looked at once, also when prefixes of the run repeat. */
function findRun(file: Int32Array, wanted: Int32Array, from: number): number | null {
  const shorter = prefixLengths(wanted)
  let matched = 0
  for (let index = from; index < file.length; index++) {
    while (matched > 0 && file[index] !== wanted[matched]) matched = shorter[matched - 1] ?? 0
    if (file[index] === wanted[matched]) matched++
    if (matched === wanted.length) return index - matched + 1
  }
  return null
}

/** For each position, the length of the longest proper prefix of the run that also ends there. */
function prefixLengths(wanted: Int32Array): Int32Array {
  const lengths = new Int32Array(wanted.length)
  let matched = 0
  for (let index = 1; index < wanted.length; index++) {
    while (matched > 0 && wanted[index] !== wanted[matched]) matched = lengths[matched - 1] ?? 0
    if (wanted[index] === wanted[matched]) matched++
    lengths[index] = matched
  }
  return lengths
}
