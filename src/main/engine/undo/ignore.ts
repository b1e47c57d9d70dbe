/** Whether git ignores a path. Later rules outweigh earlier ones. */
export interface IgnoreRule {
  matches(path: string, isFolder: boolean): boolean
  /** A rule that begins with `!` brings back. */
  ignores: boolean
}

/**
 * The rules of a `.gitignore` file. `base` is its folder, relative to the workspace, empty or with a slash at its end.
 * Never fails: a line that is no pattern is none.
 */
export const parseIgnore = (text: string, base: string): IgnoreRule[] =>
  text.split(/\r?\n/).flatMap(line => {
    const rule = ruleOf(line, base)
    return rule ? [rule] : []
  })

/** What the last rule that speaks of a path says. */
export function isIgnored(rules: readonly IgnoreRule[], path: string, isFolder: boolean): boolean {
  for (let at = rules.length - 1; at >= 0; at--) {
    const rule = rules[at]
    if (rule?.matches(path, isFolder)) return rule.ignores
  }
  return false
}

/** More of it is no pattern that a person wrote, and slow to match. */
const MAX_PATTERN_CHARS = 1000

function ruleOf(line: string, base: string): IgnoreRule | null {
  const text = line.replace(/(?<!\\)\s+$/, '')
  if (text === '' || text.startsWith('#') || text.length > MAX_PATTERN_CHARS) return null
  const ignores = !text.startsWith('!')
  const pattern = ignores ? text : text.slice(1)
  const onlyFolders = pattern.endsWith('/')
  const body = onlyFolders ? pattern.slice(0, -1) : pattern
  // A slash anywhere but at the end ties the pattern to the folder of its file.
  const tied = body.includes('/')
  const names = body.replace(/^\//, '').split('/').map(nameOf)
  const whole = tied ? names : [ANY_NAMES, ...names]
  return {
    ignores,
    matches: (path, isFolder) =>
      (isFolder || !onlyFolders) && path.startsWith(base) && matchNames(whole, path.slice(base.length).split('/')),
  }
}

/** One character of a name, or any number of any. */
type Piece = '*' | ((char: string) => boolean)
type Name = 'any names' | Piece[]

/** `**`: any number of names. */
const ANY_NAMES = 'any names' as const

function nameOf(text: string): Name {
  if (text === '**') return ANY_NAMES
  const pieces: Piece[] = []
  for (let at = 0; at < text.length;) {
    const [piece, length] = pieceOf(text.slice(at))
    if (piece !== '*' || pieces.at(-1) !== '*') pieces.push(piece)
    at += length
  }
  return pieces
}

/** The first piece of a pattern and how many characters it took. */
function pieceOf(rest: string): [Piece, number] {
  const first = rest.charAt(0)
  if (first === '*') return ['*', 1]
  if (first === '?') return [() => true, 1]
  const set = /^\[([!^]?)((?:\\.|[^\]\\])+)\]/.exec(rest)
  const one = set && setOf(set[1] !== '', set[2] ?? '')
  if (set && one) return [one, set[0].length]
  // A bracket that is not closed fits nothing.
  if (first === '[') return [() => false, 1]
  if (first === '\\' && rest.length > 1) return [is(rest.charAt(1)), 2]
  return [is(first), 1]
}

const is = (wanted: string) => (char: string) => char === wanted

function setOf(negated: boolean, content: string): ((char: string) => boolean) | null {
  try {
    const set = new RegExp(`^[${negated ? '^' : ''}${content.replaceAll('[', '\\[')}]$`, 's')
    return char => set.test(char)
  } catch {
    return null // a range that runs backwards: then it is no set
  }
}

/** Each step looks at most at every name once for every part of the pattern: no pattern takes long. */
function matchNames(pattern: readonly Name[], names: readonly string[]): boolean {
  /** From which names on the rest of the pattern is left to match. */
  let starts = new Set([0])
  for (const [index, part] of pattern.entries()) {
    const isLast = index === pattern.length - 1
    const next = new Set<number>()
    for (const start of starts) {
      if (part === ANY_NAMES) {
        // At the end it stands for what is in a folder, not for the folder.
        for (let at = isLast ? start + 1 : start; at <= names.length; at++) next.add(at)
      } else if (start < names.length && matchName(part, names[start] ?? '')) next.add(start + 1)
    }
    starts = next
  }
  return starts.has(names.length)
}

/** A star takes as little as it can, and one more whenever what follows does not fit. */
function matchName(pieces: readonly Piece[], name: string): boolean {
  let piece = 0
  let char = 0
  let star: { piece: number; char: number } | null = null
  while (char < name.length) {
    const wanted = pieces[piece]
    if (wanted === '*') star = { piece: piece++, char }
    else if (wanted?.(name.charAt(char))) {
      piece++
      char++
    } else if (star) {
      piece = star.piece + 1
      char = ++star.char
    } else return false
  }
  while (pieces[piece] === '*') piece++
  return piece === pieces.length
}
