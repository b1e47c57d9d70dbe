import { expect, test } from 'vitest'
import fc from 'fast-check'
import { parsedCommand } from './parseCommand.ts'

const read = (cmd: string, path: string, name = path.slice(path.lastIndexOf('/') + 1)) => ({
  type: 'read',
  cmd,
  name,
  path,
})
const list = (cmd: string, path?: string) => ({ type: 'list_files', cmd, path })
const search = (cmd: string, query: string, path?: string) => ({ type: 'search', cmd, query, path })

// Most of these verdicts were taken from the real program.
test.each([
  ['cat a.txt', [read('cat a.txt', 'a.txt')]],
  ['cat -n f', [read('cat -n f', 'f')]],
  ["sed -n '1,5p' src/f.ts", [read("sed -n '1,5p' src/f.ts", 'src/f.ts')]],
  ['head -n 5 f.md', [read('head -n 5 f.md', 'f.md')]],
  ['tail -n +3 f.md', [read('tail -n +3 f.md', 'f.md')]],
  ['cat "a b.txt"', [read("cat 'a b.txt'", 'a b.txt')]],
  ['cat a | wc -l', [read('cat a', 'a')]],
  ['cat a; ls', [read('cat a', 'a'), list('ls')]],
  ['echo hi; cat f', [read('cat f', 'f')]],
  ['cd src && cat f', [read('cat f', 'src/f', 'f')]],
  ['cd src && cat /etc/hosts', [read('cat /etc/hosts', '/etc/hosts')]],
  ['ls', [list('ls')]],
  ['ls -la src', [list('ls -la src', 'src')]],
  ['tree -L 2 src', [list('tree -L 2 src', 'src')]],
  ['find src -type f', [list('find src -type f', 'src')]],
  ['git ls-files src', [list('git ls-files src', 'src')]],
  ['rg --files src | head -n 20', [list('rg --files src', 'src')]],
  ['rg -n foo src', [search('rg -n foo src', 'foo', 'src')]],
  ['rg foo src || true', [search('rg foo src', 'foo', 'src')]],
  ['rg -e foo -g "*.ts" src lib', [search("rg -e foo -g '*.ts' src lib", 'foo', 'src')]],
  ['grep -rn "foo bar" .', [search("grep -rn 'foo bar' .", 'foo bar', '.')]],
  ['git grep foo', [search('git grep foo', 'foo')]],
  ['find . -name "*.ts"', [search("find . -name '*.ts'", '*.ts', '.')]],
  ['fd foo src', [search('fd foo src', 'foo', 'src')]],
])('%s', (command, expected) => {
  expect(parsedCommand(command)).toEqual(expected)
})

test.each([
  'npm test',
  'cat a b',
  'cat a > b',
  'cat < a',
  'cat $X',
  'cat ~/x',
  'ls *.ts',
  'ls && echo hi',
  'ls &',
  'ls |& cat',
  'cat <<EOF\nhi\nEOF',
  'bash -lc "cat a"',
  'sed -i s/a/b/ f',
  'sed -n 1p f -i',
  "sed -n '1e rm' f",
  'find . -exec rm {} +',
  'find . -delete',
  'fd x -x rm',
  'rg --pre=evil foo',
  'cat a | sort -o a',
  'cat a | xargs rm',
  'cat "a',
  'cat a ||',
  '; cat a',
  'echo hi',
  'cd src',
  '',
])('unsure of: %s', command => {
  expect(parsedCommand(command)).toEqual([{ type: 'unknown', cmd: command }])
})

test('never throws', () => {
  const word = fc.constantFrom(
    'cat',
    'rg',
    'cd',
    ' ',
    '|',
    '&&',
    ';',
    "'",
    '"',
    '-n',
    '--',
    'x',
    '\n',
    '\\',
    'find',
    'git',
  )
  fc.assert(fc.property(fc.array(word), words => parsedCommand(words.join('')).length > 0))
})
