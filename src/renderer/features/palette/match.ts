/** How well an entry fits what was typed, and what of its text does: [from, to) in UTF-16 units. */
export interface Match {
  /** 0 where the text begins so, 1 at the beginning of words, 2 within words, 3 where only letters fit, one by one. */
  rank: 0 | 1 | 2 | 3
  marks: readonly (readonly [number, number])[]
}

const EVERYTHING: Match = { rank: 2, marks: [] }

/** As `wordsIn` takes it: the same length as before, without case. */
const folded = (text: string): string => {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}

export const wordsIn = (typed: string): string[] => folded(typed).split(/\s+/).filter(Boolean)

/** How an entry fits: every word has to be in its text or, unmarked, in what else it is known by. Null where one is not. */
export function matchOf(words: readonly string[], text: string, more = ''): Match | null {
  if (words.length === 0) return EVERYTHING
  const [name, others] = [folded(text), folded(more)]
  let rank: Match['rank'] = 0
  const marks: [number, number][] = []
  for (const word of words) {
    const found =
      placeIn(name, word) ?? (others.includes(word) ? { rank: 2 as const, marks: [] } : lettersIn(name, word))
    if (!found) return null
    if (found.rank > rank) rank = found.rank
    for (const [from, to] of found.marks) marks.push([from, to])
  }
  return { rank, marks: joined(marks) }
}

/** A word as it stands in a text, at the beginning of one of its words if it does. */
function placeIn(text: string, word: string): Match | null {
  let inside: number | null = null
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0) return { rank: 0, marks: [[0, word.length]] }
    if (isBeginning(text, at)) return { rank: 1, marks: [[at, at + word.length]] }
    inside ??= at
  }
  return inside === null ? null : { rank: 2, marks: [[inside, inside + word.length]] }
}

const isBeginning = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')

/** Letters that each begin a word or stand right behind the one before: `nt` and `newt` find “New thread”. */
function lettersIn(text: string, word: string): Match | null {
  const marks: [number, number][] = []
  let from = 0
  for (const letter of word) {
    const at = marks.length > 0 && text[from] === letter ? from : beginningWith(text, letter, from)
    if (at === null) return null
    marks.push([at, at + letter.length])
    from = at + letter.length
  }
  return marks.length > 1 ? { rank: 3, marks } : null
}

function beginningWith(text: string, letter: string, from: number): number | null {
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1))
    if (isBeginning(text, at)) return at
  return null
}

/** Marks in order, those that touch as one. */
function joined(marks: [number, number][]): [number, number][] {
  const inOrder = marks.toSorted((a, b) => a[0] - b[0])
  return inOrder.reduce<[number, number][]>((list, [from, to]) => {
    const last = list.at(-1)
    if (last && from <= last[1]) return [...list.slice(0, -1), [last[0], Math.max(last[1], to)]]
    return [...list, [from, to]]
  }, [])
}
