import { useEffect, useRef } from 'react'
import type { KeyboardEvent, MouseEvent, ReactNode, RefObject } from 'react'
import { filtersSet, splitText } from '../../state/sessionQuery.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { t } from '../../ui/i18n/t.ts'
import { BulkBar } from './BulkBar.tsx'
import { SearchBar } from './SearchBar.tsx'
import { SessionGrid } from './SessionGrid.tsx'
import type { Room } from './useRoom.ts'
import { emptyWords } from './words.ts'

interface RoomListProps {
  room: Room
  search: RefObject<HTMLInputElement | null>
  grid: RefObject<HTMLDivElement | null>
  renaming: string | null
  /** Another part covers the list. */
  isCovered: boolean
  onPoint(index: number, event: MouseEvent): void
  onOpen(): void
  onRenamed(name: string | null): void
  /** What can be done with the selected threads. */
  actions: ReactNode
}

/** What is looked for, and what was found. */
export function RoomList(props: RoomListProps) {
  const { room, search, grid, renaming, isCovered, onPoint, onOpen, onRenamed, actions } = props
  const { query, state, selection } = room
  const hasAnswer = room.isCurrent && state.entries.length > 0
  const isAwaited = useRef(false)
  const onSearchKey = (event: KeyboardEvent) => {
    isAwaited.current = false
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    if (hasAnswer) grid.current?.focus()
    else isAwaited.current = true
  }
  useEffect(() => {
    // Whoever is faster than the engine must not act on what was found before.
    if (!hasAnswer || !isAwaited.current) return
    isAwaited.current = false
    if (document.activeElement === search.current) grid.current?.focus()
  }, [hasAnswer, search, grid])
  return (
    <div className="sessions-list" inert={isCovered}>
      <SearchBar ref={search} query={query} facets={room.facets} onChange={room.change} onKeyDown={onSearchKey} />
      {state.failure !== null && (
        <p className="sessions-problem" role="alert">
          {state.failure} <Button onClick={() => void room.list.reload()}>{t('Try again')}</Button>
        </p>
      )}
      {state.entries.length > 0 ? (
        <SessionGrid
          ref={grid}
          entries={state.entries}
          count={room.count}
          selection={selection}
          isSearch={state.request?.kind === 'search'}
          renaming={renaming}
          now={room.now}
          onReach={index => void room.list.reach(index)}
          onPoint={onPoint}
          onOpen={onOpen}
          onRenamed={onRenamed}
        />
      ) : (
        <Nothing room={room} />
      )}
      {selection.marked.size > 0 && (
        <BulkBar count={selection.marked.size} onClear={selection.clear}>
          {actions}
        </BulkBar>
      )}
    </div>
  )
}

function Nothing({ room: { query, state, progress } }: { room: Room }) {
  const isFiltered = filtersSet(query).length > 0 || splitText(query.text).file !== null
  const isBuilding = progress !== null && progress.phase !== 'ready'
  if (state.failure !== null) return null
  if (state.request === null || isBuilding) {
    return (
      <div className="sessions-loading">
        <Skeleton lines={[70, 55, 80, 62, 74, 58]} label={t('Loading past threads')} />
      </div>
    )
  }
  return <p className="sessions-empty">{emptyWords(state.request, isFiltered)}</p>
}
