import type { KeyboardEvent } from 'react'

/** A key press in words: `mod+a`, `shift+ArrowDown`, `x`. Letters are lower case. */
export function chordOf({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): string {
  const name = key.length === 1 ? key.toLowerCase() : key
  // What shift makes of a sign is another sign already.
  const isShifted = shiftKey && (key.length > 1 || /\p{L}/u.test(key))
  return [(ctrlKey || metaKey) && 'mod', altKey && 'alt', isShifted && 'shift', name].filter(Boolean).join('+')
}

/** Whether a key that is pressed there belongs to the room: not to a field, a menu or a dialog. */
export const isFree = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('input, textarea, [role="menu"], dialog') === null

/** Whether Enter and Space press something there. */
export const isPressable = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('button, a, summary') !== null
