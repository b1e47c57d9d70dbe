import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPartReader, partsOf } from './parts.ts'
import type { GrowingText } from './parts.ts'
import { createBlockReader, splitBlocks } from './splitBlocks.ts'

const line = fc.constantFrom(
  'text',
  '',
  '- item',
  '  more',
  '```',
  '# head',
  '> quote',
  '| a |',
  '1. one',
  '~~~',
  '\r',
  'x\r',
)
const long = fc.constantFrom('text '.repeat(300), '', '```', '- item '.repeat(200), 'w'.repeat(900))

/** What is written of a text: the same object as it grows. */
function growing() {
  let text = ''
  const written: GrowingText = { start: 0, from: at => text.slice(at) }
  return (next: string) => {
    text = next
    return written
  }
}

test('a text in parts is drawn as the whole would be', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(line, long), { maxLength: 40 }), lines => {
      const text = lines.join('\n')
      expect(partsOf(text).flatMap(part => splitBlocks(part))).toEqual(splitBlocks(text))
    }),
  )
})

test('a text that grows is cut as it will be when it is whole', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(line, long), { maxLength: 60 }), fc.integer({ min: 1, max: 700 }), (lines, step) => {
      const text = lines.join('\n')
      const [read, grown] = [createPartReader(), growing()]
      for (let end = step; end < text.length; end += step) read(grown(text.slice(0, end)))
      const { closed, openAt } = read(grown(text))
      expect([...closed, ...partsOf(text.slice(openAt))]).toEqual(partsOf(text))
      const readBlocks = createBlockReader()
      for (let end = step; end < text.length; end += step) readBlocks(text.slice(0, end))
      expect(readBlocks(text)).toEqual(splitBlocks(text))
    }),
  )
})

test('closed parts are the same array until one is added', () => {
  const [read, grown] = [createPartReader(), growing()]
  const text = Array.from({ length: 30 }, () => 'word '.repeat(100)).join('\n\n')
  const first = read(grown(text)).closed
  expect(first.length).toBeGreaterThan(1)
  expect(read(grown(`${text} more`)).closed).toBe(first)
  expect(read(growing()('something else')).closed).toEqual([])
})

test('a part brings along the link definitions that it uses, and no others', () => {
  const filler = 'word '.repeat(1000)
  const parts = partsOf(`see [Docs]\n\n${filler}\n\nand [more][m]\n\n[docs]: https://a.example\n[m]: https://b.example`)
  expect(parts[0]).toContain('[docs]: https://a.example')
  expect(parts[0]).not.toContain('b.example')
})

test('thousands of definitions that thousands of blocks use cost no more than they are long', () => {
  const definitions = Array.from({ length: 2000 }, (_, n) => `[d${n}]: https://example.com/${n}`).join('\n')
  const uses = Array.from({ length: 2000 }, (_, n) => `see [this][d${n}]`).join('\n\n')
  const total = splitBlocks(`${uses}\n\n${definitions}`).reduce((sum, block) => sum + block.length, 0)
  expect(total).toBeLessThan(4 * (definitions.length + uses.length))
})
