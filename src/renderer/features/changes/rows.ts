import type { Block, Hunk, Line } from './hunks.ts'

/** A line as it is drawn, or two beside each other. `partner`: what stands in its place on the other side. */
export type Row =
  | { kind: 'same'; before: Line; after: Line }
  | { kind: 'removed'; before: Line; after: null; partner: Line | null }
  | { kind: 'added'; before: null; after: Line; partner: Line | null }
  | { kind: 'pair'; before: Line | null; after: Line | null }

/** The rows of a hunk, below each other or side by side. */
export const rowsOf = ({ blocks }: Hunk, isSplit: boolean): Row[] =>
  blocks.flatMap(block => (block.kind === 'same' ? [block] : isSplit ? pairs(block) : stacked(block)))

type Changed = Extract<Block, { kind: 'changed' }>

const stacked = ({ removed, added }: Changed): Row[] => [
  ...removed.map((before, index): Row => ({ kind: 'removed', before, after: null, partner: added[index] ?? null })),
  ...added.map((after, index): Row => ({ kind: 'added', before: null, after, partner: removed[index] ?? null })),
]

const pairs = ({ removed, added }: Changed): Row[] =>
  Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => ({
    kind: 'pair',
    before: removed[index] ?? null,
    after: added[index] ?? null,
  }))

/** A place in a file that somebody can point at: the new side where there is one. */
export interface Spot {
  side: 'before' | 'after'
  number: number
}

export function spotOf({ before, after }: Row): Spot {
  return after ? { side: 'after', number: after.number } : { side: 'before', number: before?.number ?? 0 }
}
