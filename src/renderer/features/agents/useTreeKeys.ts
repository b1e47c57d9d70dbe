import { useRef } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import { lineAbove, lineNamed } from './lines.ts'
import type { TreeLine } from './lines.ts'

interface TreeKeys {
  list: RefObject<HTMLElement | null>
  lines: readonly TreeLine[]
  nameOf(line: TreeLine): string
  setOpen(line: TreeLine, open: boolean): void
  onEnter(line: TreeLine): void
  onDelete(line: TreeLine): void
}

/** How long typed letters count as one word. */
const WORD_MS = 700

/** The keys of a tree: arrows walk and fold, letters find a name, Enter and Delete do something with the line. */
export function useTreeKeys({ list, lines, nameOf, setOpen, onEnter, onDelete }: TreeKeys) {
  const typed = useRef({ word: '', at: 0 })

  const focus = (at: number) => list.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[at]?.focus()

  const find = ({ key, timeStamp }: KeyboardEvent, from: number) => {
    const { word, at } = typed.current
    typed.current = { word: timeStamp - at < WORD_MS ? word + key : key, at: timeStamp }
    focus(lineNamed(lines, from, typed.current.word, nameOf))
  }

  /** What a key does on a line; undefined where it is none of the tree's. */
  const actionOf = (event: KeyboardEvent, line: TreeLine, at: number): (() => void) | undefined => {
    const isLetter = event.key.length === 1 && event.key !== ' '
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focus(at + 1),
      ArrowUp: () => focus(at - 1),
      Home: () => focus(0),
      End: () => focus(lines.length - 1),
      ArrowRight: () => (line.expanded === false ? setOpen(line, true) : line.expanded && focus(at + 1)),
      ArrowLeft: () => (line.expanded ? setOpen(line, false) : focus(lineAbove(lines, at))),
      Enter: () => onEnter(line),
      Delete: () => onDelete(line),
    }
    return Object.hasOwn(actions, event.key) ? actions[event.key] : isLetter ? () => find(event, at) : undefined
  }

  return (event: KeyboardEvent<HTMLElement>) => {
    const at = lines.findIndex(line => line.id === (event.target as HTMLElement).dataset.line)
    const line = lines[at]
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return
    const act = actionOf(event, line, at)
    if (!act) return
    act()
    event.preventDefault()
    event.stopPropagation()
  }
}
