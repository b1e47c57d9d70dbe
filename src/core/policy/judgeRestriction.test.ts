import { expect, test } from 'vitest'
import { judgeRestriction, leavesTool, limitsCommands } from './judgeRestriction.ts'

const words = (line: string) => line.split(' && ').map(command => command.split(' '))
const call = (tools: string[], tool: string, line: string | null = null, typed?: string) =>
  judgeRestriction({ tools, by: ['s'] }, { tool, commands: line === null ? null : words(line), typed }) === null

test.each([
  [['exec_command'], 'exec_command', true],
  [['Bash'], 'exec_command', true],
  [['Bash'], 'shell', true],
  [['shell'], 'exec_command', true],
  [['exec_command'], 'shell', true],
  [['exec_command'], 'write_stdin', true],
  [['Read'], 'read_file', true],
  [['Edit'], 'apply_patch', true],
  [['read_file'], 'exec_command', false],
  [['read_file'], 'write_stdin', false],
  [[], 'read_file', false],
  [[], 'update_plan', true],
  [[], 'request_user_input', true],
  [['mcp__docs'], 'mcp__docs__search', true],
  [['mcp__docs__search'], 'mcp__docs__write', false],
  [['mcp__doc'], 'mcp__docs__search', false],
  [['mcp__'], 'mcp__docs__search', false],
  [['exec'], 'exec_command', false],
  [['constructor'], 'exec_command', false],
  [['no_such_tool'], 'no_such_tool', true],
])('%j leaves %s: %s', (tools, tool, isLeft) => {
  expect(call(tools, tool)).toBe(isLeft)
})

test.each([
  ['git diff --stat', true],
  ['git diff && git diff HEAD', true],
  ['git log', false],
  ['git diff && rm -rf x', false],
  ['git', false],
  ['gitdiff', false],
  [null, false],
])('Bash(git diff:*) leaves %s: %s', (line, isLeft) => {
  expect(call(['Bash(git diff:*)'], 'exec_command', line)).toBe(isLeft)
})

test('who may start only some commands may read on, but type nothing', () => {
  expect(call(['Bash(git:*)'], 'write_stdin', null, '')).toBe(true)
  expect(call(['Bash(git:*)'], 'write_stdin', null, 'rm -rf /\n')).toBe(false)
  expect(limitsCommands({ tools: ['Bash(git:*)'], by: [] })).toBe(true)
  expect(limitsCommands({ tools: ['Bash(*)', 'exec_command'], by: [] })).toBe(false)
})

test('the refusal says who restricts, to what, and what now', () => {
  const verdict = judgeRestriction({ tools: ['read_file'], by: ['a', 'b'] }, { tool: 'apply_patch', commands: null })
  expect(verdict).toMatchObject({ type: 'refuse', reason: { code: 'skill.restricted' } })
  expect(verdict?.type === 'refuse' && verdict.message).toBe(
    'The skills a, b together leave only read_file in this turn. apply_patch was not called. Go on with what is left, or tell the user what you would need and stop.',
  )
})

test("the provider's own tools are told by their names", () => {
  expect(leavesTool({ tools: ['WebSearch'], by: [] }, 'web_search')).toBe(true)
  expect(leavesTool({ tools: ['read_file'], by: [] }, 'web_search')).toBe(false)
})
