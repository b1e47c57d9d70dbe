import { describe, expect, test } from 'vitest'
import { promptContent, promptMessageOf, typedOf } from './message.ts'
import { isHiddenByCommand, promptNameProblem } from './names.ts'
import { parsePromptFile } from './promptFile.ts'

describe('the file of a prompt', () => {
  test('is a header and what is sent', () => {
    const text = '---\ndescription: "Say it: short"\nargument-hint: [file] [words]\n---\n\nShorten $1.\n'
    expect(parsePromptFile(text)).toEqual({
      description: 'Say it: short',
      argumentHint: '[file] [words]',
      body: 'Shorten $1.',
      problems: [],
    })
  })

  test('may be without a header, with a byte order mark and Windows lines', () => {
    expect(parsePromptFile('\uFEFFJust this.')).toMatchObject({ description: null, body: 'Just this.', problems: [] })
    expect(parsePromptFile('---\r\ndescription: x\r\n---\r\na\r\nb')).toMatchObject({ description: 'x', body: 'a\nb' })
  })

  test('takes what is indented to the key above', () => {
    const text = '---\ndescription: >\n  one\n  two\nargument-hint: a\n  b\n---\nx'
    expect(parsePromptFile(text)).toMatchObject({ description: 'one two', argumentHint: 'a b', problems: [] })
  })

  test('says what its author should know, and where', () => {
    const problems = (text: string) => parsePromptFile(text).problems.map(({ line, severity }) => [severity, line])
    expect(problems('---\ndescription: x\nmodel: gpt\nwhat\n---\nbody')).toEqual([
      ['warning', 3],
      ['warning', 4],
    ])
    expect(problems('---\ndescription: a\ndescription: b\n---\nbody')).toEqual([['warning', 3]])
    expect(problems('---\ndescription: x\nbody')).toEqual([['warning', 1]])
    expect(problems('---\ndescription: x\n---\n')).toEqual([['error', null]])
    expect(problems('')).toEqual([['error', null]])
  })

  test('of a hostile author is read in no time, and cut', () => {
    const bomb = `---\ndescription: &a ${'x'.repeat(200_000)}\nargument-hint: !!js/function "f"\n---\nbody`
    const { description, argumentHint } = parsePromptFile(bomb)
    expect(description).toHaveLength(1024)
    expect(argumentHint).toBe('!!js/function "f"')
  })
})

test.each(['', 'a b', '../x', '.hidden', 'a/b', '-x', 'x'.repeat(65), 'a\n'])('%j is no name', name => {
  expect(promptNameProblem(name)).not.toBeNull()
})

test.each(['fix', 'fix-it.v2', 'Übung', '2nd_try'])('%j is a name', name => {
  expect(promptNameProblem(name)).toBeNull()
})

test('a command hides the prompt of its name, unless it sends it', () => {
  expect([isHiddenByCommand('Diff'), isHiddenByCommand('review'), isHiddenByCommand('own')]).toEqual([
    true,
    false,
    false,
  ])
})

test('a message says what was typed and what it stands for; any other says neither', () => {
  const message = { typed: '/review the\n\nparser', text: 'Look at the parser.' }
  expect(promptMessageOf(promptContent(message))).toEqual(message)
  expect(typedOf(promptContent(message))).toBe(message.typed)
  expect(typedOf([{ type: 'input_text', text: 'hello' }])).toBe('hello')
  expect(promptMessageOf([{ type: 'input_text', text: '/review the parser' }])).toBeNull()
  expect(
    promptMessageOf([
      { type: 'input_text', text: 'a' },
      { type: 'input_text', text: 'b' },
    ]),
  ).toBeNull()
})
