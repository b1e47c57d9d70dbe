import { parseDiff } from '../../ui/diff/parseDiff.ts'
import type { DiffLine } from '../../ui/diff/parseDiff.ts'

/** One line of a file. */
export interface Line {
  number: number
  text: string
}

/** Lines that both sides have, or lines that gave way to others. */
export type Block = { kind: 'same'; before: Line; after: Line } | { kind: 'changed'; removed: Line[]; added: Line[] }

/** Lines of one side, counted from 1. */
export interface Span {
  from: number
  count: number
}

/** One change of a file with the lines around it: what can be taken back on its own. */
export interface Hunk {
  before: Span
  after: Span
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
    .map(hunk => ({ ...spansOf(hunk), blocks: blocksOf(parseDiff(hunk)) }))
}

function spansOf(hunk: string): Pick<Hunk, 'before' | 'after'> {
  const [, before, beforeCount, after, afterCount] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(hunk) ?? []
  return { before: spanOf(before, beforeCount), after: spanOf(after, afterCount) }
}

/** An empty span is named by the line before it. */
const spanOf = (from = '1', count = '1'): Span => ({
  from: Number(from) + (count === '0' ? 1 : 0),
  count: Number(count),
})

function blocksOf(lines: readonly DiffLine[]): Block[] {
  const blocks: Block[] = []
  for (const line of lines) {
    if (line.kind === 'gap') continue
    if (line.kind === 'same') {
      const text = withoutReturn(line.text)
      blocks.push({ kind: 'same', before: { number: line.before, text }, after: { number: line.after, text } })
      continue
    }
    const last = blocks.at(-1)
    const block = last?.kind === 'changed' ? last : { kind: 'changed' as const, removed: [], added: [] }
    if (block !== last) blocks.push(block)
    if (line.kind === 'removed') block.removed.push({ number: line.before, text: line.text })
    else block.added.push({ number: line.after, text: line.text })
  }
  for (const block of blocks) if (block.kind === 'changed') hideReturns(block)
  return blocks
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text)

/** The return at the end of a line is shown only where it is what changed. */
function hideReturns({ removed, added }: { removed: Line[]; added: Line[] }): void {
  const isChange = removed.some(({ text }, index) => {
    const other = added[index]
    return other && text !== other.text && withoutReturn(text) === withoutReturn(other.text)
  })
  if (isChange) return
  for (const line of [...removed, ...added]) line.text = withoutReturn(line.text)
}

/** Hunks in which lines count as the same that differ in blanks only. One may be left with no change at all. */
export const withoutBlanks = (hunks: readonly Hunk[]): Hunk[] =>
  hunks.map(({ blocks, ...spans }) => ({
    ...spans,
    blocks: blocks.flatMap(block => (isOfBlanks(block) ? samePairs(block) : [block])),
  }))

type Changed = Extract<Block, { kind: 'changed' }>

const bare = (text: string): string => text.replace(/\s+/g, '')

const isOfBlanks = (block: Block): block is Changed =>
  block.kind === 'changed' &&
  block.removed.length === block.added.length &&
  block.removed.every(({ text }, index) => bare(text) === bare(block.added[index]?.text ?? ''))

const samePairs = ({ removed, added }: Changed): Block[] =>
  added.map((after, index) => ({ kind: 'same', before: removed[index] ?? after, after }))

export const isChange = ({ blocks }: Hunk): boolean => blocks.some(({ kind }) => kind === 'changed')

/** What the lines before the first change of a diff tell of modes, e.g. `100644 → 100755`; null where none changed. */
export function modesOf(diff: string): string | null {
  const head = diff.slice(0, Math.max(0, diff.search(START)) || 400)
  const [, before] = /^old mode (\d{6})$/m.exec(head) ?? []
  const [, after] = /^new mode (\d{6})$/m.exec(head) ?? []
  return before !== undefined && after !== undefined ? `${before} → ${after}` : null
}
