import { useCallback, useMemo } from 'react'
import { useAppParts, useWritten } from '../../state/app.ts'
import { liveKey } from '../../state/liveText.ts'
import type { LiveItem } from '../../state/threadView.ts'
import { createPartReader } from '../../ui/markdown/parts.ts'
import type { GrowingParts } from '../../ui/markdown/parts.ts'

const NONE: GrowingParts = { closed: [], openAt: 0 }

/** The answer that is being written, in parts: a long one is as many rows, of which only the last still changes. */
export function useLiveParts(threadId: string, live: readonly LiveItem[]): GrowingParts {
  const { live: texts } = useAppParts()
  const id = live.findLast(item => item.kind === 'text')?.id ?? null
  const key = id === null ? null : liveKey(threadId, 'text', id)
  const subscribe = useCallback(
    (onChange: () => void) => (key === null ? () => {} : texts.subscribe(key, onChange)),
    [texts, key],
  )
  const read = useMemo(() => {
    const partsOf = createPartReader()
    return () => {
      const written = key === null ? null : texts.written(key)
      return written ? partsOf(written) : NONE
    }
  }, [texts, key])
  return useWritten(subscribe, read)
}
