import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { t, tn } from './t.ts'
import { tx } from './tx.tsx'

test('values stand where the text has their names; a name without a value stays', () => {
  expect(t('Close {title}', { title: 'Notes' })).toBe('Close Notes')
  expect(t('Close {title}', {})).toBe('Close {title}')
  expect([0, 1, 2].map(n => tn(n, '{n} file', '{n} files'))).toEqual(['0 files', '1 file', '2 files'])
})

test('elements stand where the text has their names, and text stays text', () => {
  expect(renderToStaticMarkup(<p>{tx('{a}, then <b> and {b}', { a: <i>1</i>, b: 2 })}</p>)).toBe(
    '<p><i>1</i>, then &lt;b&gt; and 2</p>',
  )
})
