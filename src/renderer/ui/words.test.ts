import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinWords, splitWords } from './words.ts'

test('a line is cut as a shell would cut it', () => {
  expect(splitWords('  git  push origin ')).toEqual(['git', 'push', 'origin'])
  expect(splitWords(`git commit -m 'a "b" c' x\\ y "it's \\" ok" ''`)).toEqual([
    'git',
    'commit',
    '-m',
    'a "b" c',
    'x y',
    `it's " ok`,
    '',
  ])
  expect(splitWords(`echo "open`)).toEqual(['echo', 'open'])
  expect(splitWords('')).toEqual([])
})

test('words survive being written as a line', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), words => {
      expect(splitWords(joinWords(words))).toEqual(words)
    }),
  )
})
