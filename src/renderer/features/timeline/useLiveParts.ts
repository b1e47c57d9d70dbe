import { useCallback, useState, useSyncExternalStore } from 'react'
import { useAppParts } from '../../state/app.ts'
import { liveKey } from '../../state/liveText.ts'
import type { LiveItem } from '../../state/threadView.ts'
import { createPartReader } from '../../ui/markdown/parts.ts'
import type { GrowingParts, GrowingText } from '../../ui/markdown/parts.ts'

const NONE: GrowingParts = { closed: [], openAt: 0 }

/** The answer that is being written, in parts: a long one is as many rows, of which only the last still changes. */
export function useLiveParts(threadId: string, live: readonly LiveItem[]): GrowingParts {
  const { live: texts } = useAppParts()
  const id = live.findLast(item => item.kind === 'text')?.id ?? null
  const key = id === null ? null : liveKey(threadId, 'text', id)
  const [readers] = useState(() => new Map<string, (text: GrowingText) => GrowingParts>())
  const subscribe = useCallback(
    (onChange: () => void) => (key === null ? () => {} : texts.subscribe(key, onChange)),
    [texts, key],
  )
  return useSyncExternalStore(subscribe, () => {
    const written = key === null ? null : texts.written(key)
    if (key === null || !written) return NONE
    const known = readers.get(key)
    if (known) return known(written)
    // One at a time is written: those before are recorded.
    readers.clear()
    const read = createPartReader()
    readers.set(key, read)
    return read(written)
  })
}
