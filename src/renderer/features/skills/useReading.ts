import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** The skill that is looked at. */
export interface Selection {
  /** Null for the first. */
  path: string | null
  /** The focus goes to it, as soon as it is there. */
  toDetail: boolean
}

interface ReadingParts {
  selection: Selection
  /** Of the skill that is drawn. */
  path: string | null
  frame: RefObject<HTMLElement | null>
  /** The list. */
  grid: RefObject<HTMLElement | null>
}

/** Whether the skill or the list was used last: in a small window that is the one which shows. */
export interface Reading {
  isOn: boolean
  set(isOn: boolean): void
  /** Back to the list, with the focus. */
  leave(): void
}

/** Takes the focus to a skill that was asked for, and back to the list. */
export function useReading({ selection, path, frame, grid }: ReadingParts): Reading {
  const [isOn, set] = useState(false)
  const [seen, setSeen] = useState(selection)
  if (selection !== seen) {
    setSeen(selection)
    if (selection.toDetail) set(true)
  }
  const arrived = useRef(selection)
  useEffect(() => {
    if (!selection.toDetail || selection === arrived.current || selection.path !== path) return
    arrived.current = selection
    frame.current?.querySelector<HTMLElement>('.skillDetail h2')?.focus()
  }, [selection, path, frame])
  const leave = () => {
    set(false)
    // The list is out of reach until it is drawn again.
    requestAnimationFrame(() => grid.current?.focus())
  }
  return { isOn, set, leave }
}
