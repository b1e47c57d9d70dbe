import { useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { isOnFile, itemAt, moved, selectionBetween } from './cursor.ts'
import type { Cursor, Move } from './cursor.ts'
import type { Item, Selection } from './items.ts'
import type { FileAct, ShownFile } from './shownFile.ts'

interface CursorOptions {
  items: readonly Item[]
  toggle(file: ShownFile): void
  act(act: FileAct, file: ShownFile, hunk?: number): void
  /** Begins a comment on the rows. */
  comment(selection: Selection): void
  /** Brings an item into view. */
  show(index: number): void
}

const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: 'down',
  ArrowUp: 'up',
  j: 'nextFile',
  k: 'lastFile',
  n: 'nextChange',
  p: 'lastChange',
}
const ACTS: Readonly<Record<string, readonly FileAct[]>> = { s: ['stage', 'unstage'], u: ['undo', 'revert'] }

/** The keyboard and the pointer in the list: where they are, and which rows they chose. */
export function useCursor({ items, toggle, act, comment, show }: CursorOptions) {
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const [anchor, setAnchor] = useState<Cursor | null>(null)
  const dragged = useRef(false)
  const selection = cursor && selectionBetween(anchor ?? cursor, cursor)
  const fileAt = (place: Cursor | null): ShownFile | null => {
    const item = place && items[itemAt(items, place)]
    return item && 'file' in item ? item.file : null
  }

  const go = (move: Move, keepsAnchor: boolean) => {
    const next = moved(items, cursor, move)
    setAnchor(keepsAnchor ? (anchor ?? cursor) : null)
    setCursor(next)
    if (next) show(itemAt(items, next))
  }

  const carryOut = (key: string): boolean => {
    const file = fileAt(cursor)
    if (!cursor || !file) return false
    if (key === 'Enter' || key === 'o') toggle(file)
    else if (key === 'c' && selection) comment(selection)
    else {
      const wanted = ACTS[key]?.find(each => file.acts.includes(each))
      if (!wanted) return false
      if (isOnFile(cursor) || !file.byHunk) act(wanted, file)
      else act(wanted, file, cursor.hunk)
    }
    return true
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // Keys of the buttons in the list are theirs.
    if (event.target !== event.currentTarget || event.altKey || event.metaKey || event.ctrlKey) return
    const move = MOVES[event.key]
    if (move) go(move, event.shiftKey)
    else if (event.key === 'Escape' && anchor) setAnchor(null)
    else if (!carryOut(event.key)) return
    event.preventDefault()
    event.stopPropagation()
  }

  /** The row whose number the pointer is on. */
  const pointed = ({ target }: { target: EventTarget | null }): Cursor | null => {
    const number = target instanceof Element ? target.closest('[data-number]') : null
    const row = number?.closest<HTMLElement>('[data-row]')?.dataset['row']
    const item = items.find(({ id }) => id === number?.closest<HTMLElement>('[data-item]')?.dataset['item'])
    return row !== undefined && item?.kind === 'rows'
      ? { file: item.file.key, hunk: item.hunk, row: Number(row) }
      : null
  }

  const onPointerDown = (event: PointerEvent) => {
    const place = event.button === 0 ? pointed(event) : null
    if (!place) return
    event.preventDefault()
    dragged.current = true
    setAnchor(event.shiftKey && cursor ? (anchor ?? cursor) : place)
    setCursor(place)
  }
  const onPointerMove = (event: PointerEvent) => {
    const place = dragged.current ? pointed(event) : null
    if (place && place.file === cursor?.file && place.hunk === cursor.hunk && place.row !== cursor.row) setCursor(place)
  }
  const onPointerUp = () => {
    if (dragged.current && selection) comment(selection)
    dragged.current = false
  }

  return {
    cursor,
    selection,
    /** Takes the keyboard to the line of a file. */
    goTo: (place: Cursor) => {
      setAnchor(null)
      setCursor(place)
    },
    handlers: { onKeyDown, onPointerDown, onPointerMove, onPointerUp },
  }
}
