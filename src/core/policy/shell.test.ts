import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createShellParser } from '../../main/engine/policy/shellParser.ts'
import { understand } from './commands.ts'
import { isBare, readShell } from './shell.ts'

const parse = await createShellParser()()
const corpus: { cmd: string }[] = JSON.parse(
  readFileSync(new URL('./fixtures/commands.json', import.meta.url), 'utf8'),
).commands

test('both readers agree on every line of the corpus that the first takes apart', () => {
  for (const { cmd } of corpus) {
    const understood = understand(cmd)
    if ('words' in understood) expect(readShell(cmd, parse), cmd).toMatchObject({ plain: understood.words })
  }
})

test('of a bare line the grammar says nothing else than the words', () => {
  const word = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'abcXYZ019_./:,@%+=-'), minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      'if',
      'do',
      'time',
      'export',
      'declare',
      'readonly',
      'unset',
      'local',
      'let',
      'test',
      '-n',
      '1',
      'a=b',
    ),
  )
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), words => {
      const line = words.join(' ')
      if (!isBare(line)) return
      // A space at the end is enough for the second reader to be asked.
      expect(readShell(line, parse).plain).toEqual([words])
      expect(readShell(`${line} `, parse).plain).toEqual([words])
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['A=1 rm -rf x', [['rm', '-rf', 'x']]],
  ['(cd a && make) > log 2>&1', [['cd', 'a'], ['make']]],
  ['for f in *; do rm "$f"; done', [['rm', '$f']]],
  [
    'echo "$(git push --force)"',
    [
      ['echo', '$(git push --force)'],
      ['git', 'push', '--force'],
    ],
  ],
  [
    'diff <(ls a) <(ls b)',
    [
      ['diff', '<(ls a)', '<(ls b)'],
      ['ls', 'a'],
      ['ls', 'b'],
    ],
  ],
  ['f() { curl x; }; f', [['curl', 'x'], ['f']]],
  [String.raw`\rm -rf x`, [['rm', '-rf', 'x']]],
  ['export A=$(id)', [['export'], ['id']]],
])('%s: every command in it is found', (line, parts) => {
  const reading = readShell(line, parse)
  expect(reading.plain).toBeNull()
  expect(reading.unsure).not.toBeNull()
  expect(reading.parts).toEqual(parts)
})

describe('text that nobody typed', () => {
  const characters = fc.constantFrom(...'ab \t\n\'"`$\\|&;<>(){}[]*?!#=~^%-/.,:@+1é\u202e\0')
  const pieces = fc.constantFrom('ls', 'rm -rf x', ' && ', '$(', ')', '"', "'", '<<EOF\n', 'if ', 'fi', '; do ', '\\')

  test('is read without an error, and plain commands hold no special character', () => {
    const line = fc.array(fc.oneof(characters, pieces), { maxLength: 40 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(line, text => {
        const { plain, unsure } = readShell(text, parse)
        expect(plain === null).toBe(unsure !== null)
        if (plain) expect(stripQuoted(text)).not.toMatch(/[$`<>(){}\n\\*]/)
      }),
      { numRuns: 3000 },
    )
  })
})

const stripQuoted = (text: string): string => text.replace(/'[^']*'|"[^"]*"/g, '')
