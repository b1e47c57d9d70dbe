import { useState } from 'react'
import type { FoundItem } from '../../../contract/history.ts'
import { useQuery } from '../../state/engine.ts'
import type { SessionEntry } from '../../state/sessionList.ts'

/** Where the words that are looked for stand in one thread. */
export interface Hits {
  /** The one that is looked at; null where nothing is looked for. */
  hit: FoundItem | null
  /** Its place among all of them, from 1 on; 0 while it is not known. */
  number: number
  total: number
  /** Goes to the next or the one before, around the end. */
  step(by: 1 | -1): void
}

/** Begins at the best hit of a thread; the others are found in the order of the thread. */
export function useHits(entry: SessionEntry | null, words: string): Hits {
  const best = entry?.hits[0] ?? null
  const threadId = best === null ? null : (entry?.session.id ?? null)
  const found = useQuery('thread/find', threadId === null || words === '' ? null : { threadId, text: words })
  const [picked, setPicked] = useState<{ of: string; index: number } | null>(null)
  const all = found.fresh ? (found.result?.hits ?? []) : []
  const of = `${threadId} ${words}`
  const first = best === null ? -1 : all.findIndex(hit => hit.seq === best.seq && hit.itemId === best.itemId)
  const index = picked?.of === of && picked.index < all.length ? picked.index : first
  return {
    hit: all[index] ?? best,
    number: index + 1,
    total: Math.max(found.fresh ? (found.result?.total ?? 0) : 0, entry?.hitCount ?? 0),
    step(by) {
      if (all.length > 0) setPicked({ of, index: (Math.max(0, index) + by + all.length) % all.length })
    },
  }
}
