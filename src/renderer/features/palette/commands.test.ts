import { expect, test } from 'vitest'
import { alternativesOf } from '../../state/when.ts'
import { DEFAULT_CHORDS } from '../../ui/chords.ts'
import { COMMANDS } from './commands.ts'

test('every command has an id and a name of its own, and counts when something that there is holds', () => {
  expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
  expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length)
  for (const { when } of COMMANDS) if (when !== undefined) alternativesOf(when)
})

test('every chord is that of a command, and of no other', () => {
  const ids = new Set(COMMANDS.map(({ id }) => id))
  expect(Object.keys(DEFAULT_CHORDS).filter(id => !ids.has(id))).toEqual([])
  expect(new Set(Object.values(DEFAULT_CHORDS)).size).toBe(Object.keys(DEFAULT_CHORDS).length)
})
