import { basename } from 'node:path'
import { emptyThread } from '../../../../core/thread/thread.ts'
import type { Thread } from '../../../../core/thread/thread.ts'
import { sizeOf } from '../packed.ts'
import { bounded } from './chainMarks.ts'
import type { Chain } from './chainMarks.ts'
import type { Outlines } from './outlines.ts'
import { scanOutline, scanState } from './scanOutline.ts'
import type { Mark, OutlineStart } from './scanOutline.ts'

/** What was true of threads at any place of the files that they are read through. */
export interface ChainStates {
  /** Looks through what is not known yet of the files of a chain. */
  bringUp(chain: Chain): Promise<void>
  /** The thread as it was before a turn, without turns. */
  stateAt(chain: Chain, mark: Mark): Promise<Thread>
}

export function createChainStates(outlines: Outlines): ChainStates {
  const bringUp = async (chain: Chain): Promise<void> => {
    for (const [at, segment] of chain.entries()) {
      const name = basename(segment.path)
      const size = await sizeOf(segment.path)
      const known = outlines.start(name)
      if (known?.cursor === size) continue
      const isCut = known !== null && known.cursor > size // by somebody who is not us
      if (isCut) outlines.forget(name)
      const start = known && !isCut ? known : await startOf(chain, at)
      outlines.put(name, await scanOutline(segment.path, start))
    }
  }

  /** What is true of the thread where a file of its chain begins. */
  const startOf = async (chain: Chain, at: number): Promise<OutlineStart> => ({
    ...(await stateBefore(chain.slice(0, at), Infinity)),
    cursor: 0,
  })

  /** The thread before `seq`, without turns: from the nearest state that was kept on. */
  const stateBefore = async (chain: Chain, seq: number): Promise<{ state: Thread; turns: number }> => {
    let from = chain.length - 1
    let kept: ReturnType<Outlines['stateBefore']> = null
    for (; from >= 0 && !kept; from--) {
      const segment = chain[from]
      if (segment) kept = outlines.stateBefore(basename(segment.path), bounded(segment, seq) - 0.75)
    }
    let known: OutlineStart = kept
      ? { cursor: kept.offset, turns: kept.number, state: kept.state }
      : { cursor: 0, turns: 0, state: emptyThread('') }
    for (const segment of chain.slice(kept ? from + 1 : 0)) {
      known = { ...(await scanState(segment.path, known, bounded(segment, seq))), cursor: 0 }
    }
    return known
  }

  return {
    bringUp,
    stateAt: async (chain, mark) => mark.state ?? (await stateBefore(chain, mark.seq)).state,
  }
}
