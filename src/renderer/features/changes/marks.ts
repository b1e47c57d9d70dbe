import { diffLines } from '../../../core/patch/lineDiff.ts'

/** A piece of a line; `changed` where it differs from the line on the other side. */
export interface Segment {
  text: string
  changed: boolean
}

/** Longer lines are not read word by word. */
const MAX_CHARS = 400
/** Lines that share less than this part of their text are other lines, not changed ones. */
const ALIKE = 0.3

/** Words, runs of blanks, and everything else by itself. */
const WORDS = /[\p{L}\p{N}_]+|\s+|./gsu

/** What differs between two lines that stand in each other's place; null where they are lines of their own. */
export function marksOf(before: string, after: string): { before: Segment[]; after: Segment[] } | null {
  if (Math.max(before.length, after.length) > MAX_CHARS) return null
  const old = before.match(WORDS) ?? []
  const now = after.match(WORDS) ?? []
  const changes = diffLines(old, now)
  const result = { before: [] as Segment[], after: [] as Segment[] }
  let at = 0
  let common = 0
  for (const { oldAt, removed, newAt, added } of [...changes, { oldAt: old.length, removed: 0, newAt: 0, added: 0 }]) {
    const same = old.slice(at, oldAt).join('')
    common += same.trim().length
    add(result.before, same, false)
    add(result.after, same, false)
    add(result.before, old.slice(oldAt, oldAt + removed).join(''), true)
    add(result.after, now.slice(newAt, newAt + added).join(''), true)
    at = oldAt + removed
  }
  return common >= ALIKE * Math.max(before.trim().length, after.trim().length) ? result : null
}

function add(segments: Segment[], text: string, changed: boolean): void {
  if (text !== '') segments.push({ text, changed })
}

/** A piece of a line as it is drawn: of one colour, changed or not. */
export interface Piece extends Segment {
  /** The kind of word that the highlighter told, `''` for none. */
  kind: string
}

/** Puts what changed and what is coloured over each other. Colours that do not fit the text are left out. */
export function piecesOf(
  segments: readonly Segment[],
  tokens: readonly (readonly [text: string, kind: string])[] | undefined,
): Piece[] {
  const text = segments.map(segment => segment.text).join('')
  if (!tokens || tokens.map(([token]) => token).join('') !== text)
    return segments.map(segment => ({ ...segment, kind: '' }))
  const pieces: Piece[] = []
  let token = 0
  let used = 0
  for (const { text: part, changed } of segments) {
    for (let at = 0; at < part.length;) {
      const [word = part.slice(at), kind = ''] = tokens[token] ?? []
      const length = Math.min(word.length - used, part.length - at)
      if (length > 0) pieces.push({ text: part.slice(at, at + length), changed, kind })
      at += length
      used += length
      if (used >= word.length) {
        token++
        used = 0
      }
    }
  }
  return pieces
}
