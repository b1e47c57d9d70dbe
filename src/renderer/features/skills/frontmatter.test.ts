import fc from 'fast-check'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { bodyOf, editField, readFields } from './frontmatter.ts'

const FILE = `---
# Who wrote it, and when.
name: review   # as people type it
description: >-
  Reads a change
  and says what is wrong.

x-team: [ platform,  "docs" ] # stays as it is
metadata:
  # for narrow lists
  version: 1.0
  short-description: 'Reads a change'
allowed_tools:
  - read_file   # harmless
  - exec_command
---

# Review

Text with --- in it.
`

test('reads the fields of a file', () => {
  expect(readFields(FILE)).toEqual({
    name: 'review',
    description: 'Reads a change and says what is wrong.',
    shortDescription: 'Reads a change',
    allowedTools: ['read_file', 'exec_command'],
    mcpTools: [],
    interface: '',
  })
  expect(bodyOf(FILE)).toBe('\n# Review\n\nText with --- in it.\n')
})

test('a changed field leaves every other byte alone', () => {
  expect(editField(FILE, 'name', 'look')).toBe(FILE.replace('name: review', 'name: look'))
  expect(editField(FILE, 'shortDescription', 'Looks: twice')).toBe(FILE.replace("'Reads a change'", '"Looks: twice"'))
  expect(editField(FILE, 'description', 'One line.')).toBe(
    FILE.replace('>-\n  Reads a change\n  and says what is wrong.', 'One line.'),
  )
  expect(editField(FILE, 'allowedTools', ['read_file', 'grep'])).toBe(FILE.replace('- exec_command', '- grep'))
  expect(editField(FILE, 'allowedTools', ['grep', 'read_file'])).toBe(
    FILE.replace('\n  - read_file   # harmless\n  - exec_command\n', ' [grep, read_file]\n'),
  )
})

test('stars and ampersands in a text are no aliases', () => {
  const text = '---\nname: a\ndescription: Use *this* for R&D\n---\n'
  expect(editField(text, 'name', 'b')).toBe(text.replace('name: a', 'name: b'))
})

test('a field that is emptied goes where it is not required, one that was not there comes at the end', () => {
  expect(editField(FILE, 'name', '')).toBe(FILE.replace('name: review', 'name: ""'))
  expect(editField('---\nlicense: MIT\n---\n', 'name', '')).toBe('---\nlicense: MIT\n---\n')
  expect(editField(FILE, 'shortDescription', '')).toBe(FILE.replace("  short-description: 'Reads a change'\n", ''))
  expect(editField(FILE, 'allowedTools', [])).toBe(
    FILE.replace('allowed_tools:\n  - read_file   # harmless\n  - exec_command\n', ''),
  )
  expect(editField(FILE, 'interface', 'auto')).toBe(
    FILE.replace('exec_command\n---', 'exec_command\ninterface: auto\n---'),
  )
  expect(editField(FILE, 'mcpTools', ['issues.search'])).toBe(
    FILE.replace('exec_command\n---', 'exec_command\nmcp_tools: [issues.search]\n---'),
  )
})

test('metadata is made for a short description, and goes with it', () => {
  const bare = '---\nname: a\n---\nText\n'
  const made = editField(bare, 'shortDescription', 'Short')
  expect(made).toBe('---\nname: a\nmetadata:\n  short-description: Short\n---\nText\n')
  expect(editField(made, 'shortDescription', '')).toBe(bare)
  expect(editField('---\nmetadata: { a: 1 }\n---\n', 'shortDescription', 'x, y')).toBe(
    '---\nmetadata: { a: 1, short-description: "x, y" }\n---\n',
  )
  expect(editField('---\nmetadata:\nname: a\n---\n', 'shortDescription', 'x')).toBe(
    '---\nmetadata:\n  short-description: x\nname: a\n---\n',
  )
})

test('the way a list is written is kept where it is words in a string', () => {
  const words = '---\nallowed_tools: read_file exec_command(git diff:*) # only looks\n---\n'
  expect(readFields(words)?.allowedTools).toEqual(['read_file', 'exec_command(git diff:*)'])
  const other = words.replace('read_file', 'grep_files')
  expect(editField(words, 'allowedTools', ['grep_files', 'exec_command(git diff:*)'])).toBe(other)
})

test('a file without frontmatter gets one', () => {
  expect(editField('# Text\n', 'description', 'What it does')).toBe('---\ndescription: What it does\n---\n\n# Text\n')
  expect(editField('---\n---\nText', 'name', 'a')).toBe('---\nname: a\n---\nText')
  expect(editField('---\nname:\n---\n', 'name', 'a')).toBe('---\nname: a\n---\n')
  expect(editField('---\r\nname: b\r\n---\r\nText', 'interface', 'auto')).toBe(
    '---\r\nname: b\r\ninterface: auto\r\n---\r\nText',
  )
})

test.each([
  ['no YAML', '---\nname: [\n---\n'],
  ['a list', '---\n- name\n---\n'],
  ['a key twice', '---\nname: a\nname: b\n---\n'],
  ['an alias', '---\nname: &a x\ndescription: *a\n---\n'],
])('%s is left to the text editor', (_, text) => {
  expect(readFields(text)).toBeNull()
  expect(editField(text, 'name', 'x')).toBe(text)
})

const KEYS = {
  name: 'name',
  description: 'description',
  interface: 'interface',
  allowedTools: 'allowed_tools',
} as const

test('whatever is typed into a field is read back, and other values stay', () => {
  const typed = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  const line = fc.record({
    key: fc.stringMatching(/^x-[a-z]{1,6}$/),
    value: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(line, { selector: each => each.key, maxLength: 4 }),
      fc.constantFrom('name', 'description', 'interface'),
      fc.array(typed, { minLength: 1, maxLength: 4 }),
      (lines, field, values) => {
        const own = lines.map(({ key, value }) => `${key}: ${JSON.stringify(value)} # why\n`).join('')
        let text = `---\n${own}---\nBody\n`
        for (const value of values) {
          text = editField(text, field, value)
          expect(readFields(text)?.[field]).toBe(value)
        }
        const head = parse(text.slice(4, text.lastIndexOf('---\nBody'))) as Record<string, unknown>
        expect(head).toEqual({
          ...Object.fromEntries(lines.map(({ key, value }) => [key, value])),
          [KEYS[field]]: values.at(-1),
        })
        expect(text.startsWith(`---\n${own}`)).toBe(true)
        expect(bodyOf(text)).toBe('Body\n')
      },
    ),
    { numRuns: 500 },
  )
})
