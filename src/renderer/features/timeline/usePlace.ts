import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import type { Spot } from '../../state/pages.ts'
import type { Place } from '../../state/places.ts'
import { addNotice, viewOf } from '../../state/store.ts'
import { shownOf } from '../../state/stretch.ts'
import type { Shown } from '../../state/stretch.ts'
import { rowAt, turnIdOf } from './rows.ts'
import type { Row } from './rows.ts'
import type { RowList } from './useList.ts'

interface PlaceParts {
  threadId: string
  rows: readonly Row[]
  list: RowList
  scroller: RefObject<HTMLDivElement | null>
}

const FLASH_MS = 1600
const TOP_PX = 14

/** Goes where the window was told to go, loading what is needed. Returns the row to mark for a moment. */
export function usePlace(parts: PlaceParts): string | null {
  const { threadId, scroller } = parts
  const app = useAppParts()
  const place = useApp(state => (state.place?.threadId === threadId ? state.place : null))
  const [flashed, setFlashed] = useState<string | null>(null)
  const latest = useRef(parts)
  useLayoutEffect(() => {
    latest.current = parts
  })

  useEffect(() => {
    if (!place) return
    const stop = new AbortController()
    const giveUp = () => stop.abort()
    const go = async () => {
      const spot = 'step' in Object(place.at) ? await spotOfStep(app, latest.current, place) : (place.at as Spot)
      const found = spot !== null && (await app.pages.show(threadId, spot))
      if (stop.signal.aborted) return
      if (!found) addNotice(app.store, 'info', 'That place is not in this thread.')
      else {
        const row = await settle(latest, () => rowOf(app, latest.current, spot, place.itemId), place.topPx, stop.signal)
        if (place.flash && row !== null) setFlashed(row)
      }
      app.store.setState(state => (state.place === place ? { place: null } : {}))
    }
    void go()
    const element = scroller.current
    // Whoever scrolls meanwhile goes where they want.
    for (const type of ['wheel', 'pointerdown', 'keydown']) element?.addEventListener(type, giveUp, { passive: true })
    return () => {
      stop.abort()
      for (const type of ['wheel', 'pointerdown', 'keydown']) element?.removeEventListener(type, giveUp)
    }
  }, [app, place, threadId, scroller])

  useEffect(() => {
    if (flashed === null) return
    const timer = setTimeout(() => setFlashed(null), FLASH_MS)
    return () => clearTimeout(timer)
  }, [flashed])
  return flashed
}

const shownIn = ({ store }: App, threadId: string): Shown | null => {
  const { thread, stretch } = viewOf(store.getState(), threadId)
  return thread && shownOf(thread, stretch)
}

/** The row of a spot that is shown; where nothing begins after its seq, the last one. */
function rowOf(app: App, { threadId, rows }: PlaceParts, spot: Spot, itemId: string | undefined): number {
  if (spot === 'start') return 0
  if ('turnId' in spot) return rowAt(rows, spot.turnId, itemId)
  const turn = shownIn(app, threadId)?.turns.find(turn => turn.firstSeq >= spot.seq)
  return turn ? rowAt(rows, turn.id, itemId) : rows.length - 1
}

/** The turn before or after the one at the upper edge; of one that began above it, its own beginning comes first. */
async function spotOfStep(
  app: App,
  { threadId, rows, list, scroller }: PlaceParts,
  { at }: Place,
): Promise<Spot | null> {
  const step = typeof at === 'object' && 'step' in at ? at.step : 1
  const offset = scroller.current?.scrollTop ?? 0
  const here = list.getVirtualItemForOffset(offset + TOP_PX + 2)
  const row = here && rows[here.index]
  const turnId = row ? turnIdOf(row) : null
  if (turnId === null) return null
  const start = list.measurementsCache[rowAt(rows, turnId)]?.start ?? 0
  if (step < 0 && start < offset - 2) return { turnId }
  const next = () => {
    const turns = shownIn(app, threadId)?.turns ?? []
    return turns[turns.findIndex(turn => turn.id === turnId) + step]
  }
  if (!next()) await app.pages.more(threadId, step < 0 ? 'earlier' : 'later')
  const turn = next()
  return turn ? { turnId: turn.id } : { turnId }
}

/** Scrolls a row to its place and holds it there until what is around it has been measured. Resolves to its id. */
async function settle(
  latest: RefObject<PlaceParts>,
  indexOf: () => number,
  topPx = TOP_PX,
  signal: AbortSignal,
): Promise<string | null> {
  for (let frame = 0, still = 0; frame < 90 && still < 4; frame++) {
    await new Promise(requestAnimationFrame)
    const { rows, list, scroller } = latest.current
    const element = scroller.current
    if (signal.aborted || !element) return null
    const index = indexOf()
    if (index < 0) continue
    const row = element.querySelector(`[data-index="${index}"]`)
    if (!row) {
      list.scrollToIndex(index, { align: 'start' })
      continue
    }
    const before = element.scrollTop
    const away = row.getBoundingClientRect().top - element.getBoundingClientRect().top - topPx
    if (Math.abs(away) >= 1) element.scrollTop += away
    still = Math.abs(element.scrollTop - before) < 1 ? still + 1 : 0
    if (still >= 4) return rows[index]?.id ?? null
  }
  return null
}
