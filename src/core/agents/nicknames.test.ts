import { expect, test } from 'vitest'
import { nicknameFor } from './nicknames.ts'

test('names of the role come first, in order, as long as one is free', () => {
  expect(nicknameFor(new Set(), ['Weft', 'Warp'], 0.5)).toBe('Weft')
  expect(nicknameFor(new Set(['Weft']), ['Weft', 'Warp'], 0.5)).toBe('Warp')
  expect(['Weft', 'Warp']).not.toContain(nicknameFor(new Set(['Weft', 'Warp']), ['Weft', 'Warp'], 0.5))
})

test('two hundred agents have two hundred names', () => {
  const taken = new Set<string>()
  for (let n = 0; n < 200; n++) taken.add(nicknameFor(taken, [], n / 200))
  expect(taken.size).toBe(200)
})
