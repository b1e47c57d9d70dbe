import { diffLines } from '../../../core/patch/lineDiff.ts'
import { parseDiff } from '../../ui/diff/parseDiff.ts'
import type { DiffLine } from '../../ui/diff/parseDiff.ts'

/** A piece of a line; `changed` where it differs from the line on the other side. */
export interface Segment {
  text: string
  changed: boolean
}

/** One line of a file. */
export interface Line {
  number: number
  segments: readonly Segment[]
}

/** Lines that both sides have, or lines that gave way to others. */
export type Block = { kind: 'same'; before: Line; after: Line } | { kind: 'changed'; removed: Line[]; added: Line[] }

/** One change of a file with the lines around it: what can be taken back on its own. */
export interface Hunk {
  blocks: Block[]
}

const START = /^@@ .*@@/m

/** The changes of a unified diff of one file, in its order. Lines before the first are left out. */
export function hunksOf(diff: string): Hunk[] {
  const from = diff.search(START)
  if (from < 0) return []
  return diff
    .slice(from)
    .split(/^(?=@@ )/m)
    .map(hunk => ({ blocks: blocksOf(parseDiff(hunk)) }))
}

function blocksOf(lines: readonly DiffLine[]): Block[] {
  const blocks: Block[] = []
  for (const line of lines) {
    if (line.kind === 'gap') continue
    if (line.kind === 'same') {
      const segments = whole(line.text)
      blocks.push({ kind: 'same', before: { number: line.before, segments }, after: { number: line.after, segments } })
      continue
    }
    const last = blocks.at(-1)
    const block = last?.kind === 'changed' ? last : { kind: 'changed' as const, removed: [], added: [] }
    if (block !== last) blocks.push(block)
    if (line.kind === 'removed') block.removed.push({ number: line.before, segments: whole(line.text) })
    else block.added.push({ number: line.after, segments: whole(line.text) })
  }
  for (const block of blocks) {
    if (block.kind === 'changed') {
      withoutReturns(block.removed, block.added)
      markWords(block.removed, block.added)
    } else {
      block.before = withoutReturn(block.before)
      block.after = withoutReturn(block.after)
    }
  }
  return blocks
}

const withoutReturn = (line: Line): Line => ({ ...line, segments: whole(textOf(line).replace(/\r$/, '')) })

/** The return at the end of a line is shown only where it is what changed. */
function withoutReturns(removed: Line[], added: Line[]): void {
  const isChange = removed.some((line, index) => {
    const other = added[index]
    return other && textOf(line) !== textOf(other) && textOf(withoutReturn(line)) === textOf(withoutReturn(other))
  })
  if (isChange) return
  for (const lines of [removed, added]) lines.forEach((line, index) => (lines[index] = withoutReturn(line)))
}

const whole = (text: string): Segment[] => [{ text, changed: false }]

/** Longer lines are not read word by word. */
const MAX_CHARS = 400
/** Lines that share less than this part of their text are other lines, not changed ones. */
const ALIKE = 0.3

/** Marks what differs between the lines that stand in each other's place. */
function markWords(removed: Line[], added: Line[]): void {
  for (const [index, line] of removed.entries()) {
    const other = added[index]
    if (!other) return
    const marked = marksOf(textOf(line), textOf(other))
    if (!marked) continue
    line.segments = marked.before
    other.segments = marked.after
  }
}

export const textOf = ({ segments }: Line): string => segments.map(({ text }) => text).join('')

/** Words, runs of blanks, and everything else by itself. */
const WORDS = /[\p{L}\p{N}_]+|\s+|./gsu

function marksOf(before: string, after: string): { before: Segment[]; after: Segment[] } | null {
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

/** The two sides of a block, line by line; null where one has no line beside the other's. */
export function pairsOf(block: Block): { before: Line | null; after: Line | null }[] {
  if (block.kind === 'same') return [{ before: block.before, after: block.after }]
  const { removed, added } = block
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => ({
    before: removed[index] ?? null,
    after: added[index] ?? null,
  }))
}
