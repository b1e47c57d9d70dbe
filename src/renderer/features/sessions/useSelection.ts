import { useState } from 'react'
import type { SessionEntry } from '../../state/sessionList.ts'

export interface Selection {
  /** Place of the thread that is looked at; -1 while there is none. */
  index: number
  /** Null while its page is not there yet. */
  entry: SessionEntry | null
  /** Threads that the next action is for, beside the one that is looked at. */
  marked: ReadonlySet<string>
  /** Moves; `extend` marks everything on the way. */
  go(index: number, extend?: boolean): void
  toggle(index: number): void
  markAll(entries: readonly SessionEntry[]): void
  clear(): void
}

interface At {
  /** The request whose list it is a place in. */
  request: string
  id: string | null
  index: number
  /** Where marking began. */
  anchor: number
}

interface SelectionOptions {
  entries: readonly SessionEntry[]
  /** How many there are, loaded or not. */
  count: number
  request: string
  /** The thread that was looked at when the room was left. */
  remembered: string | null
  remember(id: string | null): void
}

/**
 * Which thread is looked at, and which are marked. A thread that leaves the list gives its place to the next one, so
 * that a list can be worked off without moving; a new request begins at its best hit.
 */
export function useSelection({ entries, count, request, remembered, remember }: SelectionOptions): Selection {
  const [at, setAt] = useState<At | null>(null)
  const [marked, setMarked] = useState<ReadonlySet<string>>(NONE)

  const index = placeOf(at, { entries, count, request, remembered })
  const entry = entries[index] ?? null
  const id = entry?.session.id ?? null
  // Taken down while drawing: the place must be known at the moment when its line is gone.
  if (index >= 0 && (at?.request !== request || at.id !== id || at.index !== index)) {
    setAt({ request, id, index, anchor: at?.request === request ? Math.min(at.anchor, count - 1) : index })
    if (at !== null && at.request !== request) setMarked(NONE)
  }

  const mark = (from: number, to: number) => {
    const range = entries.slice(Math.min(from, to), Math.max(from, to) + 1)
    setMarked(new Set(range.map(({ session }) => session.id)))
  }
  return {
    index,
    entry,
    marked,
    go(to, extend = false) {
      const next = Math.max(0, Math.min(count - 1, to))
      const anchor = extend ? (at?.anchor ?? index) : next
      const id = entries[next]?.session.id ?? null
      setAt({ request, id, index: next, anchor })
      if (id !== null) remember(id)
      if (extend) mark(anchor, next)
    },
    toggle(which) {
      const id = entries[which]?.session.id
      if (id === undefined) return
      setMarked(before => {
        const next = new Set(before)
        if (!next.delete(id)) next.add(id)
        return next
      })
      setAt({ request, id, index: which, anchor: which })
    },
    markAll: all => setMarked(new Set(all.map(({ session }) => session.id))),
    clear: () => setMarked(NONE),
  }
}

const NONE: ReadonlySet<string> = new Set()

function placeOf(at: At | null, { entries, count, request, remembered }: Omit<SelectionOptions, 'remember'>): number {
  if (count === 0) return -1
  if (at === null) return Math.max(0, indexOf(entries, remembered))
  if (at.request !== request) return 0
  if (at.id === null || entries[at.index]?.session.id === at.id) return Math.min(at.index, count - 1)
  const found = indexOf(entries, at.id)
  return found >= 0 ? found : Math.min(at.index, count - 1)
}

const indexOf = (entries: readonly SessionEntry[], id: string | null): number =>
  id === null ? -1 : entries.findIndex(({ session }) => session.id === id)
