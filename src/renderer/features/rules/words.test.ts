import { expect, test } from 'vitest'
import type { Explanation, RuleView } from '../../../contract/rules.ts'
import { decidingRule, matchesByPart, patternOf, patternText, placeOf, plainPattern, ruleKeys } from './words.ts'

const match = (command: string[], decision: 'allow' | 'prompt' | 'forbidden'): Explanation['matches'][number] => ({
  command,
  pattern: command.join(' '),
  decision,
  file: '/home/ada/.heddle/rules/default.rules',
  line: 3,
  layer: 'user',
})

const explanation: Explanation = {
  command: 'git status && git push',
  verdict: 'ask',
  reason: { code: 'rule', text: 'A rule asks.' },
  parts: [
    ['git', 'status'],
    ['git', 'push'],
  ],
  unsure: null,
  danger: null,
  matches: [match(['git', 'status'], 'allow'), match(['git', 'push'], 'prompt'), match(['bash', '-lc', 'x'], 'allow')],
  proposals: [],
}

test('the strictest rule decides', () => {
  expect(decidingRule(explanation)?.command).toEqual(['git', 'push'])
  expect(decidingRule({ ...explanation, matches: [] })).toBeNull()
})

test('matches stand with the part they matched, those of no part last', () => {
  const { parts, rest } = matchesByPart(explanation)
  expect(parts.map(part => part.matches.map(each => each.decision))).toEqual([['allow'], ['prompt']])
  expect(rest.map(each => each.command[0])).toEqual(['bash'])
})

test('a pattern with alternatives is not plain words', () => {
  const rule = { line: 1, decision: 'allow', removable: true } as const
  expect(plainPattern({ ...rule, pattern: ['git', 'push'] })).toEqual(['git', 'push'])
  expect(plainPattern({ ...rule, pattern: ['git', ['push', 'pull']] })).toBeNull()
})

test('rules keep their keys when others go; the same rule twice has two', () => {
  const rule = (line: number, word: string): RuleView => ({ line, pattern: [word], decision: 'allow', removable: true })
  const keys = ruleKeys([rule(1, 'a'), rule(2, 'b'), rule(3, 'b')])
  expect(new Set(keys).size).toBe(3)
  expect(ruleKeys([rule(1, 'b'), rule(2, 'b')])).toEqual(keys.slice(1))
})

test('the pattern of a match is read from JSON; anything else is shown as it is', () => {
  expect(patternOf('["git",["status","diff"]]')).toEqual(['git', ['status', 'diff']])
  expect(patternOf('git status')).toEqual(['git status'])
  expect(patternOf('[1]')).toEqual(['[1]'])
  expect(patternText(['git', ['status', 'diff']])).toBe('git status|diff')
})

test('a place is short', () => {
  expect(placeOf('/a/b/default.rules', 7)).toBe('default.rules:7')
})
