import type { KeyboardEvent, RefObject } from 'react'
import type { RoomCommands } from './Actions.tsx'
import { chordOf, isFree, isPressable } from './keys.ts'
import type { Hits } from './useHits.ts'
import type { Selection } from './useSelection.ts'

interface KeyParts {
  grid: RefObject<HTMLDivElement | null>
  selection: Selection
  commands: RoomCommands
  hits: Hits
  isTrash: boolean
  /** The preview covers the list. */
  isReading: boolean
  read(on: boolean): void
  search(): void
  selectAll(): void
  undo(): void
  chooseExport(): void
}

type Keys = Readonly<Record<string, (() => void) | undefined>>

/** The room's keys: letters wherever no field has the focus, arrows where they walk. */
export function useRoomKeys(parts: KeyParts): (event: KeyboardEvent<HTMLElement>) => void {
  const { grid, selection, isReading, read } = parts
  return event => {
    if (event.defaultPrevented || event.nativeEvent.isComposing || !isFree(event.target)) return
    const isInGrid = event.target === grid.current
    const keys: Keys = {
      ...everywhere(parts),
      ...(isPressable(event.target) ? {} : { Enter: parts.isTrash ? undefined : parts.commands.open }),
      ...(isInGrid ? walking(parts) : { ArrowLeft: () => read(false) }),
      Escape: () => (selection.marked.size > 0 && !isReading ? selection.clear() : read(false)),
    }
    const act = keys[chordOf(event)]
    if (!act) return
    event.preventDefault()
    act()
  }
}

function everywhere({ commands, hits, isTrash, search, selectAll, undo, chooseExport, selection }: KeyParts): Keys {
  const here: Keys = isTrash
    ? { r: commands.restore, Delete: commands.remove }
    : {
        f: () => commands.fork(),
        F2: commands.rename,
        p: commands.pin,
        e: commands.archive,
        Delete: commands.trash,
        s: chooseExport,
        n: () => hits.step(1),
        'shift+n': () => hits.step(-1),
      }
  return {
    ...here,
    '/': search,
    x: () => selection.toggle(selection.index),
    'mod+a': selectAll,
    'mod+z': undo,
  }
}

function walking({ grid, selection, read }: KeyParts): Keys {
  const { index, go } = selection
  const line = grid.current?.querySelector('.sessions-line')?.clientHeight ?? 48
  const page = Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / line) - 1)
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  }
  const keys: Record<string, () => void> = {
    j: () => go(index + 1),
    k: () => go(index - 1),
    ' ': () => selection.toggle(index),
    ArrowRight: () => read(true),
  }
  for (const [key, by] of Object.entries(steps)) {
    keys[key] = () => go(index + by)
    keys[`shift+${key}`] = () => go(index + by, true)
  }
  return keys
}
