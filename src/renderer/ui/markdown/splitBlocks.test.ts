import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitBlocks, tooDeep } from './splitBlocks.ts'

test('blank lines part paragraphs, headings and tables', () => {
  expect(splitBlocks('# Title\n\none\ntwo\n\n| a |\n|---|\n| b |\n')).toEqual([
    '# Title',
    'one\ntwo',
    '| a |\n|---|\n| b |',
  ])
})

test('a fence stays whole, with the blank lines and the shorter fences in it', () => {
  const fence = '````md\na\n\n```js\n\n```\n````'
  expect(splitBlocks(`before\n${fence}\n\nafter`)).toEqual(['before', fence, 'after'])
})

test('a fence that is still open takes all that follows', () => {
  expect(splitBlocks('a\n\n```ts\nlet x\n\nlet y')).toEqual(['a', '```ts\nlet x\n\nlet y'])
})

test('items of a loose list and what belongs to them stay together', () => {
  expect(splitBlocks('1. one\n\n   more\n\n2. two\n\nafter')).toEqual(['1. one\n\n   more\n\n2. two', 'after'])
})

test('a link definition reaches the blocks that use it', () => {
  expect(splitBlocks('see [docs][d]\n\n[d]: https://example.com')[0]).toContain('[d]: https://example.com')
})

test('growing text changes no block but the last', () => {
  const line = fc.constantFrom('text', '', '- item', '  more', '```', '# head', '> quote', '| a |', '1. one')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), line, (lines, next) => {
      const before = splitBlocks(lines.join('\n'))
      const after = splitBlocks([...lines, next].join('\n'))
      expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
    }),
  )
})

test('what would take long to parse is told apart from what is merely long', () => {
  expect(tooDeep('> '.repeat(5000) + 'x')).toBe(true)
  expect(tooDeep('['.repeat(5000))).toBe(true)
  expect(tooDeep('> - '.repeat(400) + 'x')).toBe(true)
  expect(tooDeep('1. '.repeat(400) + 'x')).toBe(true)
  expect(tooDeep('*_'.repeat(4000))).toBe(true)
  expect(tooDeep('word '.repeat(2000))).toBe(false)
  expect(tooDeep('- **name**: `value`, see [this](https://a.example)\n'.repeat(120))).toBe(false)
  expect(tooDeep('> > quoted twice')).toBe(false)
})
