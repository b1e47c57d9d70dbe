import { expect, test } from 'vitest'
import {
  corrected,
  costSentence,
  descriptionProblem,
  folderOf,
  importSentence,
  listSentence,
  nameProblem,
} from './words.ts'

test('names and descriptions that cannot stay say why', () => {
  expect(nameProblem('ship-it')).toBeNull()
  expect(nameProblem('')).toContain('needs a name')
  expect(nameProblem('Ship it')).toContain('small letters')
  expect(nameProblem('../../x')).toContain('small letters')
  expect(nameProblem('a'.repeat(65))).toContain('64')
  expect(descriptionProblem(' \n')).toContain('not used')
  expect(descriptionProblem('x'.repeat(1025))).toContain('1024')
  expect(descriptionProblem('x'.repeat(1024))).toBeNull()
})

test('what the list costs, and what did not fit', () => {
  expect(listSentence({ tokens: 950, maxTokens: 2_000, cut: 0, leftOut: 0 })).toBe(
    'The list of skills takes 950 of 2k tokens of each turn.',
  )
  expect(listSentence({ tokens: 2_000, maxTokens: 2_000, cut: 1, leftOut: 2 })).toBe(
    'The list of skills takes 2k of 2k tokens of each turn; 1 description is shortened for it; 2 skills are left out.',
  )
})

test('what a message costs', () => {
  expect(costSentence({ used: [], listTokens: 10 })).toBe('No skill comes along; the list of skills takes 10 tokens.')
  expect(costSentence({ used: [{ tokens: 4 }, { tokens: 5 }], listTokens: 10 })).toBe(
    '2 skills come along with 9 tokens; the list of skills takes 10 tokens.',
  )
})

test('a mended name changes where it is that name, and nowhere else', () => {
  expect(corrected('$rev and $review, $rev: $rev-more', 'rev', 'review')).toBe('$review and $review, $rev: $rev-more')
})

test('what came of an import', () => {
  expect(importSentence(['/a', '/b'], [])).toBe('Imported 2 skills.')
  expect(importSentence([], ['x'])).toBe('Nothing was imported. Left out: 1.')
})

test('the folder of a skill', () => {
  expect(folderOf('/s/a/SKILL.md')).toBe('/s/a')
  expect(folderOf('/s/a.skill.md')).toBe('/s/a.skill.md')
})
