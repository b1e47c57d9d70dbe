import { expect, test } from 'vitest'
import type { Skill } from '../../../contract/skills.ts'
import { namesakes, skillRows, stepRow } from './skillRows.ts'

const skill = (name: string, over: Partial<Skill> = {}): Skill => ({
  path: `/home/ada/.heddle/skills/${name}/SKILL.md`,
  name,
  description: `Does ${name}.`,
  shortDescription: null,
  scope: 'user',
  root: '/home/ada/.heddle/skills',
  state: 'active',
  shadowedBy: null,
  pinned: false,
  implicit: true,
  interface: null,
  allowedTools: null,
  mcpTools: [],
  display: { name: null, color: null, defaultPrompt: null },
  tokens: 10,
  editable: true,
  problems: [],
  ...over,
})

const ALL = [
  skill('test', { scope: 'bundled' }),
  skill('zeta'),
  skill('alpha', { state: 'shadowed', path: '/a/alpha' }),
  skill('alpha', { path: '/z/alpha' }),
  skill('style', { scope: 'repo', display: { name: 'House style', color: null, defaultPrompt: null } }),
]

const drawn = (search: string) =>
  skillRows(ALL, search).map(row => (row.type === 'group' ? `${row.scope} ${row.count}` : row.skill.path))

test('the nearest come first, then names; of one name the one that counts', () => {
  expect(drawn('')).toEqual([
    'repo 1',
    '/home/ada/.heddle/skills/style/SKILL.md',
    'user 3',
    '/z/alpha',
    '/a/alpha',
    '/home/ada/.heddle/skills/zeta/SKILL.md',
    'bundled 1',
    '/home/ada/.heddle/skills/test/SKILL.md',
  ])
})

test('a search wants every word, in the name, the description or the path', () => {
  expect(drawn('HOUSE')).toEqual(['repo 1', '/home/ada/.heddle/skills/style/SKILL.md'])
  expect(drawn('does /z/')).toEqual(['user 1', '/z/alpha'])
  expect(drawn('does nothing')).toEqual([])
})

test('steps go from skill to skill, over the heads of groups, and stop at the ends', () => {
  const rows = skillRows(ALL, '')
  expect(stepRow(rows, 1, 1)).toBe(3)
  expect(stepRow(rows, 3, -1)).toBe(1)
  expect(stepRow(rows, 1, -1)).toBe(1)
  expect(stepRow(rows, 1, 3)).toBe(5)
  expect(stepRow(rows, 1, Infinity)).toBe(7)
  expect(stepRow(rows, 7, -Infinity)).toBe(1)
})

test('others of the same name', () => {
  const [, , shadowed] = ALL
  expect(shadowed && namesakes(ALL, shadowed).map(({ path }) => path)).toEqual(['/z/alpha'])
})
