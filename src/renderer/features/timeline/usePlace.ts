import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import type { Spot } from '../../state/pages.ts'
import type { Place } from '../../state/places.ts'
import { addNotice, viewOf } from '../../state/store.ts'
import { shownOf } from '../../state/stretch.ts'
import type { Shown } from '../../state/stretch.ts'
import { t } from '../../ui/i18n/t.ts'
import { rowAt, turnIdOf } from './rows.ts'
import type { Row } from './rows.ts'
import type { RowList } from './useList.ts'

interface PlaceParts {
  threadId: string
  rows: readonly Row[]
  list: RowList
  scroller: RefObject<HTMLDivElement | null>
  atEnd: boolean
}

/** The turn that a step went to, and where that left the reader: near the end it may not reach the upper edge. */
interface Aim {
  turnId: string | null
  scrollTop: number
}

const FLASH_MS = 1600
const TOP_PX = 14

const isStep = (at: Place['at']): at is { step: 1 | -1 } => typeof at === 'object' && 'step' in at

/** Goes where the window was told to go, loading what is needed. Returns the row to mark for a moment. */
export function usePlace(parts: PlaceParts): string | null {
  const { threadId, scroller } = parts
  const app = useAppParts()
  const place = useApp(state => (state.place?.threadId === threadId ? state.place : null))
  const [flashed, setFlashed] = useState<string | null>(null)
  const latest = useRef(parts)
  const aimed = useRef<Aim | null>(null)
  useLayoutEffect(() => {
    latest.current = parts
  })

  useEffect(() => {
    if (!place) return
    const stop = new AbortController()
    const giveUp = () => stop.abort()
    const go = async () => {
      const spot = isStep(place.at) ? await spotOfStep(app, latest.current, place.at.step, aimed.current) : place.at
      if (spot === null || stop.signal.aborted) return
      const found = await app.pages.show(threadId, spot, stop.signal)
      if (stop.signal.aborted) return
      if (!found) return addNotice(app.store, 'info', t('That place could not be found in this thread.'))
      const row = await settle(latest, () => rowOf(app, latest.current, spot, place.itemId), place.topPx, stop.signal)
      if (row === null) return
      if (place.flash) setFlashed(row.id)
      if (place.opens) openFolds(app, row.id, place.itemId)
      if (!isStep(place.at)) return
      aimed.current = { turnId: row.turnId, scrollTop: scroller.current?.scrollTop ?? 0 }
      focusMessage(scroller.current, row.turnId)
    }
    const end = () => app.store.setState(state => (state.place === place ? { place: null } : {}))
    void go().finally(end)
    const element = scroller.current
    // Whoever scrolls meanwhile goes where they want.
    for (const type of ['wheel', 'pointerdown', 'keydown']) element?.addEventListener(type, giveUp, { passive: true })
    return () => {
      stop.abort()
      for (const type of ['wheel', 'pointerdown', 'keydown']) element?.removeEventListener(type, giveUp)
    }
  }, [app, place, threadId, scroller])

  // Whoever comes back to the thread finds it where they left it.
  useLayoutEffect(
    () => () => {
      const left = placeOfReader(latest.current)
      app.store.setState(state => ({
        left: { ...without(state.left, threadId), ...(left ? { [threadId]: left } : {}) },
      }))
    },
    [app, threadId],
  )

  useEffect(() => {
    if (flashed === null) return
    const timer = setTimeout(() => setFlashed(null), FLASH_MS)
    return () => clearTimeout(timer)
  }, [flashed])
  return flashed
}

const without = (left: Readonly<Record<string, Place>>, threadId: string) =>
  Object.fromEntries(Object.entries(left).filter(([id]) => id !== threadId))

/** The first recorded row that begins below the upper edge, and how far below; null for a reader at the end. */
function placeOfReader({ threadId, rows, list, scroller, atEnd }: PlaceParts): Place | null {
  const scrollTop = scroller.current?.scrollTop ?? 0
  const seen = atEnd
    ? undefined
    : list.measurementsCache.find(({ start, index }) => start >= scrollTop && itemIn(rows[index]))
  const item = seen && itemIn(rows[seen.index])
  return item ? { threadId, at: { turnId: item.turnId }, itemId: item.itemId, topPx: seen.start - scrollTop } : null
}

function itemIn(row: Row | undefined): { turnId: string; itemId: string } | null {
  if (row?.type === 'item') return { turnId: row.turnId, itemId: row.item.id }
  if (row?.type === 'text') return { turnId: row.turnId, itemId: row.itemId }
  const [call] = row?.type === 'reads' ? row.calls : []
  return row?.type === 'reads' && call ? { turnId: row.turnId, itemId: call.id } : null
}

const shownIn = ({ store }: App, threadId: string): Shown | null => {
  const { thread, stretch } = viewOf(store.getState(), threadId)
  return thread && shownOf(thread, stretch)
}

/** The row of a spot that is shown; where nothing begins after its seq, the last one. */
function rowOf(app: App, { threadId, rows }: PlaceParts, spot: Spot, itemId: string | undefined): number {
  if (spot === 'start') return 0
  if ('turnId' in spot) return rowAt(rows, spot.turnId, itemId, app.store.getState().find?.text.trim())
  const turn = shownIn(app, threadId)?.turns.find(turn => turn.firstSeq >= spot.seq)
  return turn ? rowAt(rows, turn.id, itemId) : rows.length - 1
}

/** The turn before or after the one at the upper edge; of one that began above it, its own beginning comes first. */
async function spotOfStep(
  app: App,
  { threadId, rows, list, scroller }: PlaceParts,
  step: 1 | -1,
  aimed: Aim | null,
): Promise<Spot | null> {
  const offset = scroller.current?.scrollTop ?? 0
  const here = rows[list.getVirtualItemForOffset(offset + TOP_PX + 2)?.index ?? 0]
  const isWhereLeft = aimed !== null && Math.abs(aimed.scrollTop - offset) < 1
  const turnId = isWhereLeft ? aimed.turnId : here ? turnIdOf(here) : null
  if (turnId === null) return null
  const start = list.measurementsCache[rowAt(rows, turnId)]?.start ?? 0
  if (!isWhereLeft && step < 0 && start < offset - 2) return { turnId }
  const next = () => {
    const turns = shownIn(app, threadId)?.turns ?? []
    return turns[turns.findIndex(turn => turn.id === turnId) + step]
  }
  if (!next()) await app.pages.more(threadId, step < 0 ? 'earlier' : 'later')
  const turn = next()
  return turn ? { turnId: turn.id } : { turnId }
}

function openFolds({ store }: App, rowId: string, itemId: string | undefined): void {
  const inner = itemId === undefined ? {} : { [`${rowId}/${itemId}`]: true }
  store.setState(({ folds }) => ({ folds: { ...folds, [rowId]: true, ...inner } }))
}

/** So that keys act on the message one stepped to; but nobody is taken away from what they write. */
function focusMessage(element: HTMLElement | null, turnId: string | null): void {
  if (turnId === null || document.activeElement?.matches('input, textarea')) return
  element?.querySelector<HTMLElement>(`[data-message="${CSS.escape(turnId)}"]`)?.focus({ preventScroll: true })
}

/** Scrolls a row to its place and holds it there until what is around it has been measured. Resolves to it. */
async function settle(
  latest: RefObject<PlaceParts>,
  indexOf: () => number,
  topPx = TOP_PX,
  signal: AbortSignal,
): Promise<{ id: string; turnId: string | null } | null> {
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
    const found = rows[index]
    if (still >= 4 && found) return { id: found.id, turnId: turnIdOf(found) }
  }
  return null
}
