import { expect, test } from 'vitest'
import { completeSkill, helpSkill } from './knowledge.ts'

/** Completions at the `|` of a text. */
const at = (marked: string) => {
  const offset = marked.indexOf('|')
  const found = completeSkill(marked.replace('|', ''), offset)
  return found && { begun: marked.slice(found.from, offset), options: found.options.map(({ text }) => text) }
}

test('the frontmatter offers its keys, and the values of those that have few', () => {
  expect(at('---\nname: a\nall|\n---\n')).toMatchObject({
    begun: 'all',
    options: expect.arrayContaining(['allowed_tools: ']),
  })
  expect(at('---\ninterface: a|\n---\n')).toEqual({ begun: 'a', options: ['cli', 'user', 'auto'] })
  expect(at('---\ndescription: all|\n---\n')).toBeNull()
  expect(at('---\nmetadata:\n  sh|\n---\n')).toBeNull()
})

test('the text offers variables once a brace is open', () => {
  expect(at('---\nname: a\n---\nIn {{c|')).toEqual({ begun: '{{c', options: ['{{cwd}}', '{{git_branch}}', '{{user}}'] })
  expect(at('---\nname: a\n---\nname|')).toBeNull()
})

test('a key says what it means, only where it stands', () => {
  const text = '---\nmcp_tools: []\n---\nmcp_tools: []\n'
  expect(helpSkill(text, 6)).toMatchObject({ from: 4, to: 13, title: 'mcp_tools' })
  expect(helpSkill(text, 16)).toBeNull()
  expect(helpSkill(text, text.lastIndexOf('mcp') + 2)).toBeNull()
})
