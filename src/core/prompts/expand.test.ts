import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expandPrompt, placeholdersOf } from './expand.ts'
import { wordsOf } from './words.ts'

const text = (body: string, written = '') => expandPrompt(body, written).text

describe('placeholders', () => {
  test('are words by number, all that was written, or what a name is given', () => {
    expect(text('Fix $1 in $2.', 'the-crash parser.ts')).toBe('Fix the-crash in parser.ts.')
    expect(text('Do: $ARGUMENTS', '  fix  "the crash"\nand test ')).toBe('Do: fix  "the crash"\nand test')
    expect(text('$FILE, $FOCUS', 'FOCUS="error handling" FILE=a.ts')).toBe('a.ts, error handling')
    expect(text('$1 then $1', 'twice')).toBe('twice then twice')
  })

  test('with a name are not counted among the words', () => {
    expect(text('$1 of $FILE: $ARGUMENTS', 'FILE=a.ts first second')).toBe('first of a.ts: first second')
    expect(text('$1', 'NAME=x')).toBe('NAME=x')
  })

  test.each(['$100', '$5x'.replace('5x', '10'), 'costs $', '$lower', '$Mixed', '${HOME}', '$(ls)'])(
    '%s is none',
    body => {
      expect(text(body, '')).toBe(body)
    },
  )

  test('a dollar is written twice', () => {
    expect(text('$$1 and $$FILE and $$$1', 'a')).toBe('$1 and $FILE and $a')
  })

  test('say what is missing, once, and what is left over', () => {
    expect(expandPrompt('$1 $2 $2 $HOME $ARGUMENTS', '')).toEqual({
      text: '   $HOME ',
      missing: ['$1', '$2', '$HOME', '$ARGUMENTS'],
      unused: [],
    })
    expect(expandPrompt('Look at $1', 'a.ts "b c" d')).toMatchObject({ text: 'Look at a.ts', unused: ['b c', 'd'] })
  })

  test('what is put in is not looked at again', () => {
    expect(text('$1 $2', '$2 b')).toBe('$2 b')
    expect(text('$A', 'A=$$')).toBe('$$')
  })
})

test('a prompt without a place for words gets them as its last paragraph', () => {
  expect(text('Review what changed.\n', 'only the tests')).toBe('Review what changed.\n\nonly the tests')
  expect(text('Review $FILE.', 'FILE=a.ts quickly')).toBe('Review a.ts.\n\nquickly')
  expect(text('Review.', '')).toBe('Review.')
})

test('quotes open where a word begins or behind its equals sign', () => {
  const values = (written: string) => wordsOf(written).map(({ value }) => value)
  expect(values(`don't "a b" c='d e' f="g \\"h\\"" 'i`)).toEqual(["don't", 'a b', 'c=d e', 'f=g "h"', "'i"])
  expect(values('')).toEqual([])
})

describe('whatever is written', () => {
  const literal = fc.string().filter(body => !body.includes('$'))
  const word = fc.stringMatching(/^[a-z0-9./-]{1,12}$/)

  test('a body without placeholders stays as it is', () => {
    fc.assert(fc.property(literal, body => expandPrompt(body, '').text === body))
  })

  test('words come back by their number', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 9, maxLength: 9 }), words => {
        const body = words.map((_, at) => `<$${at + 1}>`).join('')
        const { text: expanded, missing, unused } = expandPrompt(body, words.join(' '))
        return expanded === words.map(each => `<${each}>`).join('') && missing.length + unused.length === 0
      }),
    )
  })

  test('any value survives its quotes', () => {
    fc.assert(
      fc.property(fc.string(), value => {
        const quoted = `"${value.replaceAll(/[\\"]/g, '\\$&')}"`
        return expandPrompt('[$VALUE]', `VALUE=${quoted}`).text === `[${value}]`
      }),
    )
  })

  test('words lie where they say, in order, and nothing but space lies between', () => {
    fc.assert(
      fc.property(fc.string(), written => {
        let end = 0
        for (const { from, to } of wordsOf(written)) {
          expect(to).toBeGreaterThan(from)
          expect(written.slice(end, from).trim()).toBe('')
          end = to
        }
        expect(written.slice(end).trim()).toBe('')
      }),
    )
  })

  test('nothing is lost: what a prompt has no place for is appended or named', () => {
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom('x', '$1', '$3 $1', '$ARGUMENTS', '$NAME'), (words, body) => {
        const { text: expanded, unused } = expandPrompt(body, words.join(' '))
        const highest = Number(body.match(/\d/)?.[0] ?? 0)
        const places = new Set(placeholdersOf(body))
        words.forEach((each, at) => {
          const skipped = highest > at && !places.has(`$${at + 1}`)
          expect(skipped || expanded.includes(each) || unused.includes(each)).toBe(true)
        })
      }),
    )
  })
})
