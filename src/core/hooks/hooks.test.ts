import { describe, expect, test } from 'vitest'
import type { CallItem } from '../thread/items.ts'
import { readAnswer } from './answer.ts'
import type { HookEnd } from './answer.ts'
import { commandText } from './hook.ts'
import { matcherProblem, matches } from './matcher.ts'
import { readHooks } from './readHooks.ts'
import { hookTool, withInput } from './toolInput.ts'

const end = (over: Partial<HookEnd>): HookEnd => ({ exitCode: 0, stdout: '', stderr: '', timedOut: false, ...over })
const json = (value: object) => end({ stdout: JSON.stringify(value) })

describe('what a hook answers', () => {
  test.each<[string, Parameters<typeof readAnswer>, object]>([
    ['nothing', ['PreToolUse', end({})], { type: 'pass' }],
    ['2 with a reason', ['PreToolUse', end({ exitCode: 2, stderr: 'no\n' })], { type: 'deny', reason: 'no' }],
    ['2 without', ['PreToolUse', end({ exitCode: 2 })], { type: 'failed' }],
    [
      'another code',
      ['PreToolUse', end({ exitCode: 1, stderr: 'x' })],
      { type: 'failed', problem: 'It ended with exit code 1: x' },
    ],
    ['a signal', ['Stop', end({ exitCode: null })], { type: 'failed', problem: 'It ended by a signal.' }],
    ['too long', ['Stop', end({ exitCode: null, timedOut: true })], { type: 'failed' }],
    ['text before a tool', ['PreToolUse', end({ stdout: 'hi' })], { type: 'pass' }],
    ['text before a prompt', ['UserPromptSubmit', end({ stdout: 'hi\n' })], { type: 'pass', context: 'hi' }],
    ['no JSON', ['PreToolUse', end({ stdout: '{oops' })], { type: 'failed' }],
    ['a wrong type', ['PreToolUse', json({ decision: 3 })], { type: 'failed' }],
    ['block', ['UserPromptSubmit', json({ decision: 'block', reason: 'r' })], { type: 'deny', reason: 'r' }],
    ['stop', ['UserPromptSubmit', json({ continue: false, stopReason: 'r' })], { type: 'deny', reason: 'r' }],
    ['block without a reason', ['PreToolUse', json({ decision: 'block' })], { type: 'failed' }],
    [
      'deny',
      ['PreToolUse', json({ hookSpecificOutput: { permissionDecision: 'deny', permissionDecisionReason: 'r' } })],
      { type: 'deny', reason: 'r' },
    ],
    [
      'another input, context and a message',
      [
        'PreToolUse',
        json({ systemMessage: 'm', hookSpecificOutput: { updatedInput: { command: 'b' }, additionalContext: 'c' } }),
      ],
      { type: 'pass', context: 'c', updatedInput: { command: 'b' }, message: 'm' },
    ],
    ['an input of null', ['PreToolUse', json({ hookSpecificOutput: { updatedInput: null } })], { type: 'pass' }],
  ])('%s', (_, [event, ended], answer) => expect(readAnswer(event, ended)).toMatchObject(answer))

  test('what it prints is cut', () => {
    const answer = readAnswer('PreToolUse', end({ exitCode: 2, stderr: 'x'.repeat(20_000) }))
    expect(answer.type === 'deny' && answer.reason.length).toBe(10_001)
  })
})

describe('which tools a hook is for', () => {
  test.each<[string | null, string, boolean]>([
    [null, 'Bash', true],
    ['', 'Bash', true],
    ['*', 'Bash', true],
    ['Bash', 'Bash', true],
    ['Bash', 'Bash2', false],
    ['Edit|Write', 'apply_patch', true],
    ['Bash|apply_patch', 'apply_patch', true],
    ['mcp__.*', 'mcp__docs__search', true],
    ['^mcp__docs__', 'mcp__other__x', false],
  ])('%s and %s', (matcher, tool, expected) => expect(matches(matcher, tool)).toBe(expected))

  test('expressions that could take years are refused', () => {
    expect(matcherProblem('(a+)+$')).toContain('repeats a group')
    expect(matcherProblem('[')).toContain('not a regular expression')
    expect(matcherProblem(`.${'a'.repeat(300)}`)).toContain('longer')
    expect(matcherProblem('mcp__(a|b)__.*')).toBeNull()
  })
})

describe('what stands in a file', () => {
  test('groups with their commands, a command by itself, and defaults', () => {
    const hooks = readHooks({
      PreToolUse: [
        {
          matcher: 'Bash',
          hooks: [
            { type: 'command', command: 'a', timeout: 5 },
            { command: ['b', 'c d'], required: true },
          ],
        },
        { command: 'd' },
      ],
      Stop: { command: 'e' },
      state: { x: 1 },
    })
    expect(hooks.map(({ problem }) => problem)).toEqual([null, null, null, null])
    expect(hooks.map(({ spec }) => spec)).toMatchObject([
      { event: 'PreToolUse', command: 'a', matcher: 'Bash', timeoutMs: 5000, required: false },
      { command: ['b', 'c d'], matcher: 'Bash', timeoutMs: 60_000, required: true },
      { command: 'd', matcher: null },
      { event: 'Stop', command: 'e' },
    ])
    expect(commandText({ command: ['b', "c d's"] })).toBe(`b 'c d'\\''s'`)
  })

  test.each<[string, unknown, string]>([
    ['an event of elsewhere', { SessionEnd: [{ command: 'x' }] }, 'do not run here'],
    ['an unknown event', { preTool: [{ command: 'x' }] }, 'There is no event preTool'],
    ['another type', { Stop: [{ hooks: [{ type: 'prompt' }] }] }, 'Only hooks of the type "command"'],
    ['no command', { Stop: [{ hooks: [{}] }] }, 'needs a command'],
    ['an empty one', { Stop: [{ command: ' ' }] }, 'needs a command'],
    ['a list of numbers', { Stop: [{ command: [1] }] }, 'needs a command'],
    ['no table', { Stop: 'x' }, 'as a table'],
    ['a timeout of 0', { Stop: [{ command: 'x', timeout: 0 }] }, 'timeout'],
    ['a timeout of text', { Stop: [{ command: 'x', timeout: 'soon' }] }, 'timeout'],
    ['a matcher of 3', { Stop: [{ matcher: 3, hooks: [{ command: 'x' }] }] }, 'matcher'],
    ['required of 3', { Stop: [{ command: 'x', required: 3 }] }, 'required'],
  ])('%s is said and does not run', (_, table, problem) => {
    const [hook] = readHooks(table)
    expect(hook?.spec).toBeNull()
    expect(hook?.problem).toContain(problem)
  })

  test('what is no table holds none, and a file of thousands is bounded', () => {
    expect([undefined, null, 3, [], 'x'].flatMap(readHooks)).toEqual([])
    expect(readHooks({ Stop: Array.from({ length: 5000 }, () => ({ command: 'x' })) })).toHaveLength(100)
  })
})

describe('calls as hooks know them', () => {
  const call = (name: string, args: object) =>
    ({ type: 'function_call', call_id: 'c', name, arguments: JSON.stringify(args) }) as const
  const patch = { type: 'custom_tool_call', call_id: 'c', name: 'apply_patch', input: 'P' } as const
  const local: CallItem = {
    type: 'local_shell_call',
    call_id: 'c',
    action: { type: 'exec', command: ['bash', '-lc', 'ls'] },
  }

  test('commands and patches have the names and the shape of the real program', () => {
    expect(hookTool(call('exec_command', { cmd: 'ls', workdir: '/' }))).toEqual({
      name: 'Bash',
      input: { command: 'ls' },
    })
    expect(hookTool(call('shell', { command: ['ls', '-l'] }))).toEqual({ name: 'Bash', input: { command: 'ls -l' } })
    expect(hookTool(local)).toEqual({ name: 'Bash', input: { command: 'ls' } })
    expect(hookTool(patch)).toEqual({ name: 'apply_patch', input: { command: 'P' } })
    expect(hookTool(call('mcp__docs__find', { q: 1 }))).toEqual({ name: 'mcp__docs__find', input: { q: 1 } })
    expect(hookTool({ ...call('x', {}), arguments: 'no json' })).toEqual({ name: 'x', input: 'no json' })
  })

  test('another input takes the place of the old one, and everything else stays', () => {
    expect(withInput(call('exec_command', { cmd: 'ls', workdir: '/' }), { command: 'pwd' })).toEqual(
      call('exec_command', { cmd: 'pwd', workdir: '/' }),
    )
    expect(withInput(patch, { command: 'Q' })).toEqual({ ...patch, input: 'Q' })
    expect(withInput(local, { command: 'pwd' })).toMatchObject({ action: { command: ['/bin/bash', '-lc', 'pwd'] } })
    expect(withInput(call('mcp__docs__find', { q: 1 }), { q: 2 })).toEqual(call('mcp__docs__find', { q: 2 }))
    expect(withInput(patch, { input: 'Q' })).toBe('updatedInput needs a text `command`.')
    expect(withInput(call('read_file', {}), 3)).toBe('updatedInput has to be an object.')
  })
})
