import { expect, test } from 'vitest'
import { FIRST_PREFERENCES, preferencesFrom } from './preferences.ts'

test('what was chosen is read back, the rest is as at first', () => {
  const chosen = { ...FIRST_PREFERENCES, theme: 'dark', chords: { palette: 'mod+p', find: null } } as const
  expect(preferencesFrom(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen)
  expect(preferencesFrom({ theme: 'light', enterWhileRunning: 'queue' })).toEqual({
    ...FIRST_PREFERENCES,
    theme: 'light',
    enterWhileRunning: 'queue',
  })
})

test.each([null, 7, 'x', [], { theme: 'neon', chords: 'x', notify: 3 }])('nonsense reads as nothing: %j', value => {
  expect(preferencesFrom(value)).toEqual(FIRST_PREFERENCES)
})

test('only what can be a chord or a choice is taken', () => {
  const value = {
    chords: { a: 1, b: 'x'.repeat(99), c: 'mod+p' },
    notify: { waits: 'yes', sounds: { waits: 'bell', done: 'gong', failed: 'none' } },
  }
  expect(preferencesFrom(value)).toMatchObject({
    chords: { c: 'mod+p' },
    notify: { waits: true, sounds: { waits: 'bell', done: 'none', failed: 'none' } },
  })
  expect(preferencesFrom(value).chords).not.toHaveProperty('a')
})
