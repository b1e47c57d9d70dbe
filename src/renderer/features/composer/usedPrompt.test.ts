import { describe, expect, test } from 'vitest'
import type { Prompt } from '../../../contract/skills.ts'
import { mentionAt, mentionOptions } from './mentions.ts'
import { slashOptions } from './slash.ts'
import { promptOptions, usedPrompt } from './usedPrompt.ts'

const prompt = (name: string, text: string, over: Partial<Prompt> = {}): Prompt => ({
  path: `/home/prompts/${name}.md`,
  name,
  description: null,
  argumentHint: null,
  scope: 'user',
  text,
  hash: '',
  shadowed: false,
  editable: true,
  problems: [],
  ...over,
})

const prompts = [
  prompt('fix', '---\nargument-hint: <file>\n---\nFix $1.\n', { argumentHint: '<file>' }),
  prompt('diff', 'My own diff'),
  prompt('review', 'Mine'),
  prompt('review', 'Bundled', { scope: 'bundled', shadowed: true }),
  prompt('broken', '', { problems: [{ severity: 'error', message: 'Nothing to send.', line: null }] }),
]
const typed = (text: string) => usedPrompt(text, prompts)

describe('a text that begins with a prompt', () => {
  test('is sent as what was typed and what it stands for', () => {
    expect(typed(' /fix a.ts ')?.content).toEqual([
      { type: 'input_text', text: '/fix a.ts\n\n' },
      { type: 'input_text', text: 'Fix a.ts.' },
    ])
    expect(typed('/FIX a.ts')?.prompt.name).toBe('fix')
    expect(typed('/prompts:fix "a b.ts"')?.expansion.text).toBe('Fix a b.ts.')
    expect(typed('/review')?.expansion.text).toBe('Mine')
    expect(typed('/review\nthis and\nthat')?.written).toBe('this and\nthat')
  })

  test('leaves a command alone whose name it has', () => {
    expect(typed('/diff')).toBeNull()
    expect(typed('/prompts:diff')?.expansion.text).toBe('My own diff')
  })

  test.each(['fix a.ts', '/', '/prompts:', '/fixed', '/broken', '/usr/bin', 'see /fix', ''])('is not %j', text => {
    expect(typed(text)).toBeNull()
  })
})

test('prompts stand in the list of commands, under the name that reaches them', () => {
  const names = (text: string) => slashOptions(text, [], promptOptions(text, prompts)).map(({ name }) => name)
  expect(names('/')).toEqual(['/fix', '/prompts:diff', '/review'])
  expect(names('/di')).toEqual(['/prompts:diff'])
  expect(names('/prompts:')).toEqual(['/prompts:fix', '/prompts:diff', '/prompts:review'])
  expect(names('/prompts:re')).toEqual(['/prompts:review'])
  expect(names('/fix a')).toEqual([])
  expect(promptOptions('/fix', prompts)[0]).toMatchObject({ completes: '/fix ', hint: '<file>' })
})

describe('a skill in a message', () => {
  const skills = ['test', 'test-all', 'commit'].map(name => ({ name, description: `About ${name}` }))
  const options = (text: string, caret = text.length) => mentionOptions(text, caret, skills)

  test('is offered where a dollar begins a word', () => {
    expect(options('use $').map(({ name }) => name)).toEqual(['$test', '$test-all', '$commit'])
    expect(options('$te').map(({ name }) => name)).toEqual(['$test', '$test-all'])
    expect(options('(see $comm').map(({ name }) => name)).toEqual(['$commit'])
  })

  test.each(['a$te', '$te st', '$test', '$5', 'te', '$x'])('is not offered for %j', text => {
    expect(options(text)).toEqual([])
  })

  test('takes the place of the word at the caret, and writing goes on behind it', () => {
    const [option] = options('run $co now', 6)
    expect(option).toMatchObject({ completes: 'run $commit now', caret: 12 })
    expect(options('$com')[0]).toMatchObject({ completes: '$commit ', caret: 8 })
    expect(mentionAt('run $co now', 5)).toEqual({ from: 4, to: 7, word: 'co' })
  })
})
