import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { IndexProgress } from '../../contract/sessions.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { useApp } from './app.ts'
import { useEngine } from './engine.ts'
import { createSessionList } from './sessionList.ts'
import type { SessionList, SessionListState } from './sessionList.ts'
import type { SessionRequest } from './sessionQuery.ts'

/** Between two letters of someone who types fast. */
const TYPING_MS = 90
/** Threads come and go in bursts: the list is read again once a burst is over. */
const SETTLE_MS = 700
/** How often the list follows an index that is being built. */
const BUILDING_MS = 2000

/** Past threads for a request: asked again when it changes, when threads come or go, and while the index grows. */
export function useSessionList(
  request: SessionRequest,
  progress: IndexProgress | null,
): { list: SessionList; state: SessionListState } {
  const { call } = useEngine()
  const [list] = useState(() => createSessionList({ call, now: () => performance.now() }))
  const state = useStore(list.store)
  const isConnected = useApp(state => state.connection === 'open')
  const key = JSON.stringify(request)

  useEffect(() => {
    if (!isConnected) return
    const asked = JSON.parse(key) as SessionRequest
    const timer = setTimeout(() => void list.show(asked), asked.kind === 'search' ? TYPING_MS : 0)
    return () => clearTimeout(timer)
  }, [list, key, isConnected])

  const shelves = useApp(state => state.summaries)
  const seen = useRef(shelves)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const before = seen.current
    seen.current = shelves
    if (before === null || shelves === null || !haveMoved(before, shelves)) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void list.reload(), SETTLE_MS)
  }, [list, shelves])
  useEffect(() => () => clearTimeout(timer.current), [])

  const isBuilding = progress !== null && progress.phase !== 'ready'
  const wasBuilding = useRef(false)
  useEffect(() => {
    if (wasBuilding.current && !isBuilding) void list.reload()
    wasBuilding.current = isBuilding
    if (!isBuilding) return
    const timer = setInterval(() => void list.reload(), BUILDING_MS)
    return () => clearInterval(timer)
  }, [list, isBuilding])

  return { list, state }
}

type Summaries = Readonly<Record<string, ThreadSummary>>

/** Whether a thread came, went, or changed its shelf. */
function haveMoved(before: Summaries, after: Summaries): boolean {
  const ids = Object.keys(after)
  return (
    ids.length !== Object.keys(before).length ||
    ids.some(id => before[id]?.archived !== after[id]?.archived || before[id]?.title !== after[id]?.title)
  )
}
