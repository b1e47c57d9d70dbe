import { useState } from 'react'
import type { Waiting } from '../../state/inbox.ts'

/**
 * Which line is selected. One that is answered leaves its place to the next, so that a list can be worked off without
 * moving; one that comes in anywhere moves nothing.
 */
export function useSelection(items: readonly Waiting[]) {
  const [at, setAt] = useState<{ key: string; index: number } | null>(null)
  const found = at === null ? 0 : items.findIndex(item => item.key === at.key)
  const index = found >= 0 ? found : Math.min(at?.index ?? 0, items.length - 1)
  const selected = items[index] ?? null
  // Taken down while drawing: the place must be known at the moment when its line is gone.
  if (selected && (at?.key !== selected.key || at.index !== index)) setAt({ key: selected.key, index })

  const select = (item: Waiting) => setAt({ key: item.key, index: items.indexOf(item) })
  const step = (by: number) => {
    const next = items[Math.min(items.length - 1, Math.max(0, index + by))]
    if (next) select(next)
  }
  return { selected, select, step }
}
