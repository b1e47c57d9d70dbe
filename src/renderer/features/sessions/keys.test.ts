import type { KeyboardEvent } from 'react'
import { expect, test } from 'vitest'
import { chordOf } from './keys.ts'

const press = (key: string, held: Partial<Record<'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey', boolean>> = {}) =>
  chordOf({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...held } as KeyboardEvent)

test.each([
  [press('x'), 'x'],
  [press('X', { shiftKey: true }), 'shift+x'],
  [press('N', { shiftKey: true }), 'shift+n'],
  [press('/', { shiftKey: true }), '/'],
  [press('ArrowDown', { shiftKey: true }), 'shift+ArrowDown'],
  [press('a', { metaKey: true }), 'mod+a'],
  [press('z', { ctrlKey: true, altKey: true }), 'mod+alt+z'],
  [press(' '), ' '],
])('%s', (chord, expected) => expect(chord).toBe(expected))
