import { useEffect } from 'react'
import type { IndexProgress } from '../../contract/sessions.ts'
import { useAppParts } from './app.ts'
import { useWatch } from './engine.ts'
import { updateSessions } from './store.ts'

/** How far the index of past threads is; null while it is not known. A damage, which is told once, is kept. */
export function useIndexProgress(): IndexProgress | null {
  const { store } = useAppParts()
  const { frame } = useWatch('index/watch', {})
  const damaged = frame?.damaged ?? null
  useEffect(() => {
    if (damaged !== null) updateSessions(store, { damaged })
  }, [store, damaged])
  return frame
}
