import { basename } from 'node:path'
import type { Segment } from '../readRollout.ts'
import type { Outlines } from './outlines.ts'
import type { Mark } from './scanOutline.ts'

/** The files that a thread is read through, oldest first. All are of today's style. */
export type Chain = readonly Segment[]

/** A mark and which file of the chain it is in. */
export type PlacedMark = Mark & { at: number }

/** Where the turns of threads begin, over all files that they are read through. */
export interface ChainMarks {
  /** The newest marks before a seq, oldest first. */
  before(chain: Chain, seq: number, limit: number): PlacedMark[]
  /** The oldest marks from a seq on, oldest first. */
  after(chain: Chain, seq: number, limit: number): PlacedMark[]
  find(chain: Chain, turnId: string): PlacedMark | null
  count(chain: Chain): number
}

/** Up to where a file belongs to its chain, or to what is wanted of it. */
export const bounded = ({ beforeSeq }: Segment, seq: number): number => Math.min(beforeSeq, seq)

export function createChainMarks(outlines: Outlines): ChainMarks {
  const before = (chain: Chain, seq: number, limit: number): PlacedMark[] => {
    const found: PlacedMark[] = []
    for (let at = chain.length - 1; at >= 0 && found.length < limit; at--) {
      const segment = chain[at]
      if (!segment) continue
      const marks = outlines.before(basename(segment.path), bounded(segment, seq), limit - found.length)
      for (const mark of marks) found.push({ ...mark, at })
    }
    return found.reverse()
  }

  const after = (chain: Chain, seq: number, limit: number): PlacedMark[] => {
    const found: PlacedMark[] = []
    for (const [at, segment] of chain.entries()) {
      const marks = outlines.after(basename(segment.path), seq, limit - found.length)
      for (const mark of marks) if (mark.seq < segment.beforeSeq) found.push({ ...mark, at })
      if (found.length >= limit) break
    }
    return found
  }

  const find = (chain: Chain, turnId: string): PlacedMark | null => {
    for (let at = chain.length - 1; at >= 0; at--) {
      const segment = chain[at]
      const mark = segment && outlines.find(basename(segment.path), turnId)
      if (mark && mark.seq < segment.beforeSeq) return { ...mark, at }
    }
    return null
  }

  const count = (chain: Chain): number => {
    const last = before(chain, Infinity, 1)[0]
    return last ? last.number + 1 : 0
  }

  return { before, after, find, count }
}
