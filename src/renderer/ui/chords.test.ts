import { expect, test } from 'vitest'
import { chordOf, chordOfPress, DEFAULT_CHORDS, obstacleOf } from './chords.ts'

const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}) =>
  chordOfPress({ key, code, metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, ...held })

test('a press is written by the key, whatever shift and alt made of it', () => {
  expect(press('k', 'KeyK', { ctrlKey: true })).toBe('mod+k')
  expect(press('T', 'KeyT', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+t')
  expect(press('{', 'BracketLeft', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+[')
  expect(press('π', 'KeyP', { altKey: true })).toBe('alt+p')
  expect(press('&', 'Digit1', { ctrlKey: true })).toBe('mod+1')
  expect(press('F6', 'F6')).toBe('f6')
  expect(press(' ', 'Space', { ctrlKey: true })).toBe('mod+space')
  expect(press('q', 'KeyA', { ctrlKey: true }), 'as typed on this keyboard').toBe('mod+q')
  expect(press('k', 'KeyK', { metaKey: true }), 'not the same as Ctrl').toBe('meta+k')
})

test('a changed chord counts, and none is a choice too', () => {
  expect(chordOf('palette', {})).toBe('mod+k')
  expect(chordOf('palette', { palette: 'mod+p' })).toBe('mod+p')
  expect(chordOf('palette', { palette: null })).toBeUndefined()
  expect(chordOf('compact', {})).toBeUndefined()
  expect(chordOf('compact', { compact: 'f6' })).toBe('f6')
})

test('chords that would not work say why', () => {
  expect(obstacleOf('k')).toMatch(/Hold/)
  expect(obstacleOf('shift+k')).toMatch(/Hold/)
  expect(obstacleOf('enter')).toMatch(/Hold/)
  expect(obstacleOf('f6')).toBeNull()
  expect(obstacleOf('mod+c')).toBe('Text fields need it.')
  expect(obstacleOf('alt+f4')).toMatch(/system/)
  expect(obstacleOf('mod+w', true)).toMatch(/browser/)
  expect(obstacleOf('mod+w', false)).toBeNull()
  expect(obstacleOf('mod+shift+w', false)).toMatch(/menu/)
  expect(obstacleOf('mod+r', true)).toBeNull()
})

test('no command begins with a chord that would not work, or with that of another', () => {
  const chords = Object.values(DEFAULT_CHORDS)
  expect(new Set(chords).size).toBe(chords.length)
  for (const chord of chords) expect(obstacleOf(chord), chord).toBeNull()
})
