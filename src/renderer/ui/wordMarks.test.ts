import { expect, test } from 'vitest'
import { marksOf, wordsOf } from './wordMarks.ts'

const marked = (text: string, typed: string) => marksOf(text, wordsOf(typed)).map(([from, to]) => text.slice(from, to))

test.each([
  ['a Stale offset', 'stale offset', ['Stale', 'offset']],
  ['offsets and stale_offset', 'stale offset', ['offsets', 'stale', 'offset']],
  ['stales are not stale', 'stale offset', ['stale']],
  ['Café crème', 'cafe creme', ['Café', 'crème']],
  ['src/store/rollout.ts:41', '"rollout.ts"', ['rollout', 'ts']],
  ['nothing here', '', []],
  ['nothing here', ' "- ', []],
  ['İstanbul 日本語', 'istanbul 日本語', ['İstanbul', '日本語']],
])('%s for %s', (text, typed, words) => expect(marked(text, typed)).toEqual(words))
