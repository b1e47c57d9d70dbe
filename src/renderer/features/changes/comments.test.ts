import { expect, test } from 'vitest'
import { commentsFrom, keptComments, messageOf } from './comments.ts'
import type { Comment } from './comments.ts'

const comment = (over: Partial<Comment> = {}): Comment => ({
  id: '1',
  file: 'src/a.ts',
  side: 'after',
  from: 3,
  to: 3,
  quote: ['const a = 1'],
  text: 'Why one? ',
  ...over,
})

test('all comments are one message that names the lines, in their order', () => {
  const range = comment({ id: '2', from: 1, to: 2, quote: ['one', 'two'], text: 'Both?', side: 'before' })
  expect(messageOf([comment(), range])).toBe(
    'Comments on the changes:\n\n' +
      'src/a.ts:1-2 (before the change)\n> one\n> two\nBoth?\n\n' +
      'src/a.ts:3\n> const a = 1\nWhy one?',
  )
  const long = comment({ quote: Array.from({ length: 20 }, (_, n) => `${n}`) })
  expect(messageOf([long])).toContain('> 11\n> … 8 more lines\nWhy one?')
})

test('what was kept is read again; what is no comment is left out', () => {
  expect(commentsFrom(keptComments([comment()]))).toEqual([comment()])
  expect([commentsFrom(''), commentsFrom('{'), commentsFrom('{}'), keptComments([])]).toEqual([[], [], [], ''])
  expect(commentsFrom(JSON.stringify([null, 1, { ...comment(), quote: 'x' }, comment()]))).toEqual([comment()])
})
