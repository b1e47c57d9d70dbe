import { expect, test } from 'vitest'
import { appearanceFrom, FIRST_APPEARANCE } from './appearance.ts'

test('what was chosen is read back, what cannot be is as at first', () => {
  const chosen = { density: 'compact', textSize: 18, codeSize: 14, language: 'de' } as const
  expect(appearanceFrom(chosen)).toEqual(chosen)
  expect(appearanceFrom({ density: 'dense', textSize: 400, codeSize: '14', language: 'xx' })).toEqual(FIRST_APPEARANCE)
})
