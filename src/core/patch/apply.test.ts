import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyUpdate } from './apply.ts'
import { parsePatch } from './parse.ts'
import type { Hunk, HunkLine } from './patch.ts'

function hunks(...lines: string[]): Hunk[] {
  const parsed = parsePatch(['*** Begin Patch', '*** Update File: f', ...lines, '*** End Patch'].join('\n'))
  const [operation] = parsed.ok ? parsed.patch.operations : []
  if (operation?.kind !== 'update') throw new Error('not an update')
  return operation.hunks
}

function applied(content: string, ...lines: string[]): string {
  const result = applyUpdate(content, hunks(...lines), 'f')
  return result.ok ? result.content : `error: ${result.error}`
}

test.each([
  // Where hunks go.
  ['a\nb\nc\n', ['@@', ' a', '-b', '+B'], 'a\nB\nc\n'],
  ['x\nb\nx\nb\n', ['@@', '-b', '+1', '@@', '-b', '+2'], 'x\n1\nx\n2\n'],
  ['one\nx\ntwo\nx\n', ['@@ two', '-x', '+y'], 'one\nx\ntwo\ny\n'],
  ['b\nb\n', ['@@ b', '-b', '+B'], 'b\nB\n'],
  ['a\nb\n', ['@@', '+c'], 'a\nb\nc\n'],
  ['a\nb\n', ['@@ a', '+c'], 'a\nb\nc\n'],
  ['a\nb\n', ['@@', '+z', '@@', '-a', '+A'], 'A\nb\nz\n'],
  ['a\nb\n', ['@@', '+1', '@@', ' b', '+2'], 'a\nb\n1\n2\n'],
  ['', ['@@', '+a'], 'a\n'],
  ['a\nb\nc\n', ['@@', '-a', '-b', '-c'], ''],
  // The end of the file.
  ['b\na\nb\n', ['@@', '-b', '+B', '*** End of File'], 'b\na\nB\n'],
  ['a\nb', ['@@', '-a', '+A'], 'A\nb\n'],
  ['a\nb', ['@@', '-b'], 'a\n'],
  ['a\nb', ['@@', ' a'], 'a\nb\n'],
  ['a', ['@@', '+b'], 'a\nb\n'],
  // Line endings.
  ['a\r\nb\r\nc', ['@@', ' a', '-b', '+1', '+2'], 'a\r\n1\r\n2\r\nc\r\n'],
  ['a\r\nb\nc\n', ['@@', ' b', '-c', '+C'], 'a\r\nb\nC\r\n'],
  ['a\nb\r\nc\r\n', ['@@', ' b', '+N', ' c'], 'a\nb\r\nN\nc\r\n'],
  ['a\rb\rc\r', ['@@', '-b', '+B'], 'a\rB\rc\r'],
  ['a\r\r\nb\n', ['@@', '-b', '+B'], 'a\r\r\nB\r'],
  // Lenient matching keeps what the file says.
  ['a  \nb\t\n', ['@@', ' a', '-b', '+B'], 'a  \nB\n'],
  ['    a\nb\n', ['@@', ' a', '-b', '+B'], '    a\nB\n'],
  ['“a” – b\u00a0c\nd\n', ['@@', ' "a" - b c', '-d'], '“a” – b\u00a0c\n'],
  ["'a'\nd\n", ['@@', ' ‘a’', '-d'], "'a'\n"],
  ['“hi”\nx\n', ['@@ "hi"', '-x', '+y'], '“hi”\ny\n'],
  ['a\u0085\nx\n', ['@@', ' a', '-x'], 'a\u0085\n'],
  ['a  \nb\na\nb\n', ['@@', ' a', '-b', '+B'], 'a  \nb\na\nB\n'],
  // One empty line too many.
  ['a\nb\n', ['@@', '-b', '+B', ' '], 'a\nB\n'],
  ['a\nb\nc\n', ['@@', '-a', '+A', '', '@@', '-c', '+C'], 'A\nb\nC\n'],
  ['a\nq\n', ['@@', ' a', ' ', '+z'], 'a\n\nz\nq\n'],
  ['\nq\n', ['@@', ' ', '-'], 'q\n'],
  ['a\nb\n', ['@@', '-b', '+B', ' ', '*** End of File'], 'a\nB\n'],
])('%j with %j is %j', (before, lines, after) => {
  expect(applied(before, ...lines)).toBe(after)
})

describe('what is not found', () => {
  test.each([
    ['a\nb\n', ['@@', ' a', '-x'], 'Failed to find expected lines in f:\na\nx'],
    ['a\nb\n', ['@@ zz ', '-b'], "Failed to find context 'zz' in f"],
    ['a\nb\n', ['@@', '-b', '@@', '-a'], 'Failed to find expected lines in f:\na'],
    ['b\n', ['@@ b', '-b'], 'Failed to find expected lines in f:\nb'],
    ['b\na\n', ['@@', '-b', '*** End of File'], 'Failed to find expected lines in f:\nb'],
    ['a\nb\n', ['@@', ' a', '-b', '@@', '-b', '*** End of File'], 'Failed to find expected lines in f:\nb'],
    ['a\nb\n', ['@@', '-a', '', '', '@@', '-b'], 'Failed to find expected lines in f:\na\n\n'],
    ['a\n', ['@@', ' a', ' b', ' c'], 'Failed to find expected lines in f:\na\nb\nc'],
    ['\ufeffa\n', ['@@', '-a'], 'Failed to find expected lines in f:\na'],
    ['a…\n', ['@@', '-a...'], 'Failed to find expected lines in f:\na...'],
  ])('%j with %j', (before, lines, error) => {
    expect(applied(before, ...lines)).toBe(`error: ${error}`)
  })
})

const REVERSED = { keep: 'keep', add: 'remove', remove: 'add' } as const

test('a patch that says everything is undone by its reverse', () => {
  const line = fc.constantFrom('a', 'b', '  b', 'c “d”', '')
  const hunkLine = fc.record({ kind: fc.constantFrom('keep', 'add', 'remove'), text: line })
  fc.assert(
    fc.property(fc.array(hunkLine, { minLength: 1, maxLength: 40 }), drawn => {
      const lines: HunkLine[] = [{ kind: 'keep', text: 'top' }, ...drawn, { kind: 'keep', text: 'bottom' }]
      const side = (absent: HunkLine['kind']) =>
        lines.flatMap(({ kind, text }) => (kind === absent ? [] : [`${text}\n`])).join('')
      const forward = applyUpdate(side('add'), [{ lines, atEnd: true }], 'f')
      expect(forward).toMatchObject({ ok: true, content: side('remove') })
      const reversed = lines.map(({ kind, text }) => ({ kind: REVERSED[kind], text }))
      expect(applyUpdate(side('remove'), [{ lines: reversed, atEnd: true }], 'f')).toMatchObject({
        ok: true,
        content: side('add'),
      })
    }),
  )
})
