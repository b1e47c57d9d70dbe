import { chordOf, chordOfPress } from '../../ui/chords.ts'
import type { ChangedChords } from '../../ui/chords.ts'
import { isMac } from '../../ui/platform.ts'

/** What a key press in a terminal is for. */
export type KeyUse = 'program' | 'workbench' | 'leave' | 'find' | 'copy' | 'paste'

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'getModifierState'>

/** Leaves the terminal: Tab and Escape are keys of the program. */
export const LEAVE_CHORD = 'shift+f6'
export const FIND_CHORD = 'mod+f'
export const TOGGLE_COMMAND = 'panel.terminal'
export const COPY_CHORD = isMac ? 'mod+c' : 'mod+shift+c'
const PASTE_CHORD = isMac ? 'mod+v' : 'mod+shift+v'

/**
 * Ctrl with a letter belongs to the program, as in every terminal; what the workbench keeps has Shift or Alt with it, or
 * is the chord that shows and hides terminals. On a Mac ⌘ never reaches a program.
 */
export function keyUse(press: Press, chords: ChangedChords): KeyUse {
  const chord = chordOfPress(press)
  switch (chord) {
    case LEAVE_CHORD:
      return 'leave'
    case FIND_CHORD:
      return 'find'
    case COPY_CHORD:
      return 'copy'
    case PASTE_CHORD:
      return 'paste'
    case chordOf(TOGGLE_COMMAND, chords):
      return 'workbench'
  }
  if (isMac) return press.metaKey ? 'workbench' : 'program'
  if (!press.ctrlKey || press.getModifierState('AltGraph')) return 'program'
  return press.shiftKey || press.altKey || /^[\d,]$/.test(press.key) ? 'workbench' : 'program'
}
