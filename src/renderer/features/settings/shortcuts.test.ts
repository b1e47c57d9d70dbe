import { expect, test } from 'vitest'
import { chordOf } from '../../ui/chords.ts'
import { assigned, conflictOf, found, isChanged, restored, swapped } from './shortcuts.ts'
import type { Listed } from './shortcuts.ts'

const COMMANDS: Listed[] = [
  { id: 'palette', name: 'Search or run a command' },
  { id: 'find', name: 'Find in this thread', when: 'thread' },
  { id: 'compact', name: 'Compact the context' },
]
const fixed = [{ where: 'Composer', keys: [{ name: 'Send the other way', chords: ['mod+enter'] }] }]
const who = (chord: string, id: string, changed = {}) => conflictOf(chord, id, { commands: COMMANDS, changed, fixed })

test('a chord that another has: who that is, as chords are now', () => {
  expect(who('mod+f', 'palette')).toEqual({ type: 'command', id: 'find', name: 'Find in this thread' })
  expect(who('mod+f', 'find'), 'its own').toBeNull()
  expect(who('mod+f', 'palette', { find: 'mod+g' })).toBeNull()
  expect(who('mod+g', 'palette', { find: 'mod+g' })).toMatchObject({ id: 'find' })
  expect(who('mod+enter', 'palette')).toEqual({ type: 'fixed', where: 'Composer', name: 'Send the other way' })
  expect(who('f6', 'palette')).toBeNull()
})

test('swapping gives each the chord of the other, also none', () => {
  const once = swapped({}, 'palette', 'find')
  expect(chordOf('palette', once)).toBe('mod+f')
  expect(chordOf('find', once)).toBe('mod+k')
  expect(swapped(once, 'palette', 'find')).toEqual({})
  const withNone = swapped({}, 'compact', 'find')
  expect(chordOf('compact', withNone)).toBe('mod+f')
  expect(chordOf('find', withNone)).toBeUndefined()
})

test('what is as usual is not remembered', () => {
  const changed = assigned({}, 'palette', 'f6')
  expect(isChanged(changed, 'palette')).toBe(true)
  expect(assigned(changed, 'palette', 'mod+k')).toEqual({})
  expect(assigned({}, 'compact', null)).toEqual({})
  expect(assigned({}, 'palette', null)).toEqual({ palette: null })
})

test('a usual chord that another took meanwhile comes back from it', () => {
  const changed = assigned(assigned({}, 'palette', 'f6'), 'compact', 'mod+k')
  const after = restored(changed, 'palette', COMMANDS)
  expect(chordOf('palette', after)).toBe('mod+k')
  expect(chordOf('compact', after)).toBeUndefined()
  expect(restored({ compact: 'f6' }, 'compact', COMMANDS)).toEqual({})
})

test('a search finds by name, place and chord', () => {
  const ids = (typed: string) => found(COMMANDS, { compact: 'f6' }, typed).map(({ id }) => id)
  expect(ids('')).toHaveLength(3)
  expect(ids('find thread')).toEqual(['find'])
  expect(ids('in a thread')).toEqual(['find'])
  expect(ids('F6')).toEqual(['compact'])
  expect(ids('ctrl+k')).toEqual(['palette'])
  expect(ids('nothing like it')).toEqual([])
})
