import { describe, expect, test } from 'vitest'
import { parsePatch } from './parse.ts'
import type { Operation } from './patch.ts'

const framed = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
const DELETE = '*** Delete File: a'
const deleted: Operation[] = [{ kind: 'delete', path: 'a' }]
const keep = (text: string) => ({ kind: 'keep', text })
const remove = (text: string) => ({ kind: 'remove', text })
const add = (text: string) => ({ kind: 'add', text })

function operations(text: string) {
  const parsed = parsePatch(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.patch.operations
}

describe('the frame', () => {
  test.each([
    ['white space around it', `\n\n  *** Begin Patch  \n  ${DELETE}\t\n  *** End Patch \n\n`],
    ['CRLF', framed(DELETE).replaceAll('\n', '\r\n')],
    ['a heredoc', `<<EOF\n${framed(DELETE)}\nEOF`],
    ['a quoted heredoc', `<<'EOF'\n${framed(DELETE)}\nEOF\n`],
    ['a double-quoted heredoc', `<<"EOF"\n${framed(DELETE)}\nEOF`],
    ['a second end marker', `${framed(DELETE)}\n\n*** End Patch`],
    ['an environment', framed('*** Environment ID: box', DELETE)],
  ])('may have %s', (_, text) => {
    expect(operations(text)).toEqual(deleted)
  })

  const FIRST = "The first line of the patch must be '*** Begin Patch'"
  const LAST = "The last line of the patch must be '*** End Patch'"
  test.each([
    ['', LAST],
    ['  \n ', LAST],
    ['*** Begin Patch', LAST],
    [`*** Begin Patch\n${DELETE}`, LAST],
    [`${framed(DELETE)}\nmore`, LAST],
    [framed(DELETE, '*** End Patch', DELETE), LAST],
    [framed(DELETE, '*** End Patch', '*** End Patch'), LAST],
    [`<<'EOF'\n*** Begin Patch\n${DELETE}\nEOF`, LAST],
    ['hello', FIRST],
    [`<<'PATCH'\n${framed(DELETE)}\nPATCH`, FIRST],
    [`<<'EOF'\n\n${framed(DELETE)}\nEOF`, FIRST],
    [framed('*** Environment ID:  ', DELETE), 'apply_patch environment_id cannot be empty'],
    [
      framed('*** Environment ID: a', '*** Environment ID: b', DELETE),
      'apply_patch environment_id cannot be specified more than once',
    ],
  ])('%j is refused as a whole', (text, error) => {
    expect(parsePatch(text)).toEqual({ ok: false, error, line: undefined })
  })

  test('an empty patch parses', () => {
    expect(operations(framed())).toEqual([])
  })
})

describe('operations', () => {
  test('add takes lines that start with a plus', () => {
    expect(operations(framed('*** Add File: x/y', '+one', '+', '++two'))).toEqual([
      { kind: 'add', path: 'x/y', content: 'one\n\n+two\n' },
    ])
    expect(operations(framed('*** Add File:  spaced  '))).toEqual([{ kind: 'add', path: ' spaced', content: '' }])
  })

  test('update takes a move, contexts and an end mark', () => {
    const text = framed(
      '*** Update File: a',
      '*** Move to: b',
      '@@ class A ',
      ' keep',
      '-old',
      '+new',
      '',
      '@@',
      '+last',
      '*** End of File',
      '',
      DELETE,
    )
    expect(operations(text)).toEqual([
      {
        kind: 'update',
        path: 'a',
        movePath: 'b',
        hunks: [
          { context: 'class A', lines: [keep('keep'), remove('old'), add('new'), keep('')], atEnd: false },
          { context: undefined, lines: [add('last')], atEnd: true },
        ],
      },
      ...deleted,
    ])
  })

  test('the first hunk may go without an opening', () => {
    expect(operations(framed('*** Update File: a', '-b', '@@', '-c'))).toMatchObject([
      { hunks: [{ lines: [remove('b')] }, { lines: [remove('c')] }] },
    ])
  })

  test('inside an update a marker that is indented is context', () => {
    expect(operations(framed('*** Update File: a', '@@', '-b', ` ${DELETE}`))).toMatchObject([
      { hunks: [{ lines: [remove('b'), keep(DELETE)] }] },
    ])
    expect(operations(framed('*** Add File: b', '+1', ` ${DELETE}`))).toMatchObject([
      { kind: 'add' },
      { kind: 'delete' },
    ])
  })
})

describe('faults of a line', () => {
  const update = (...lines: string[]) => framed('*** Update File: a', ...lines)
  const header = (found: string) =>
    `'${found}' is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'`
  const unexpected = (found: string) =>
    `Unexpected line found in update hunk: '${found}'. Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)`
  const opening = (found: string) => `Expected update hunk to start with a @@ context marker, got: '${found}'`
  const NO_LINES = 'Update hunk does not contain any lines'
  const EMPTY = "Update file hunk for path 'a' is empty"

  test.each([
    [framed('*** Foo: a'), 2, header('*** Foo: a')],
    [framed('  hello '), 2, header('hello')],
    [framed('', DELETE), 2, header('')],
    [framed(DELETE, '', DELETE), 3, header('')],
    [framed(DELETE, '*** Environment ID: x'), 3, header('*** Environment ID: x')],
    [framed('*** Add File: ', '+1'), 2, header('*** Add File:')],
    [framed('*** Add File: n', '+1', ' 2'), 4, header('2')],
    [framed('*** Add File: n', '+1', '*** End of File'), 4, header('*** End of File')],
    [update(), 2, EMPTY],
    [update('*** Move to: z'), 2, EMPTY],
    [update('*** End of File'), 2, EMPTY],
    [update(DELETE), 2, EMPTY],
    [framed(DELETE, '*** Update File: a', DELETE), 3, EMPTY],
    [update('@@'), 4, NO_LINES],
    [update('@@', '*** End of File'), 4, NO_LINES],
    [update('@@', '@@', '-b'), 4, unexpected('@@')],
    [update('@@', DELETE), 4, unexpected(DELETE)],
    [update('*** Foo'), 3, unexpected('*** Foo')],
    [update('*** Move to: z', '*** Move to: y', '-b'), 4, unexpected('*** Move to: y')],
    [update('@@b', '-b'), 3, unexpected('@@b')],
    [update('@@', '-a', '\tb  '), 5, opening('\tb  ')],
    [update('@@', '-a', '*** Foo'), 5, opening('*** Foo')],
    [update('@@', '-a', '*** Move to: z'), 5, opening('*** Move to: z')],
    [update('@@', '-a', '*** End of File', '+b'), 6, opening('+b')],
    [update('@@', '-a', '*** End of File', '', '-b'), 7, opening('-b')],
    [update('@@', '-a', 'b\r\r'), 5, opening('b')],
  ])('%j', (text, line, error) => {
    expect(parsePatch(text)).toEqual({ ok: false, error, line })
  })

  test('lines count from the begin marker', () => {
    expect(parsePatch(`\n\n${framed('junk')}`)).toMatchObject({ line: 2 })
    expect(parsePatch(`<<EOF\n${framed('junk')}\nEOF`)).toMatchObject({ line: 2 })
  })
})
