import { chordOf, chordOfPress } from '../../ui/chords.ts'
import type { ChangedChords } from '../../ui/chords.ts'
import { isMac } from '../../ui/platform.ts'

/** What a key press in a terminal is for. */
export type KeyUse = 'program' | 'workbench' | 'find' | 'copy' | 'paste'

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'getModifierState'>

/** Commands whose chords work from within a terminal, whatever they are: without them Tab and Escape led nowhere. */
const ALWAYS = ['panel.terminal', 'region.before']
export const FIND_CHORD = 'mod+f'
export const COPY_CHORD = isMac ? 'mod+c' : 'mod+shift+c'
const PASTE_CHORD = isMac ? 'mod+v' : 'mod+shift+v'

/**
 * Ctrl with a letter belongs to the program, as in every terminal; what the workbench keeps has Shift or Alt with it, or
 * is a chord that leads out of terminals. On a Mac ⌘ never reaches a program.
 */
export function keyUse(press: Press, chords: ChangedChords): KeyUse {
  const chord = chordOfPress(press)
  switch (chord) {
    case FIND_CHORD:
      return 'find'
    case COPY_CHORD:
      return 'copy'
    case PASTE_CHORD:
      return 'paste'
  }
  if (ALWAYS.some(id => chordOf(id, chords) === chord)) return 'workbench'
  if (isMac) return press.metaKey ? 'workbench' : 'program'
  if (!press.ctrlKey || press.getModifierState('AltGraph')) return 'program'
  return press.shiftKey || press.altKey || /^[\d,]$/.test(press.key) ? 'workbench' : 'program'
}
