import { expect, test } from 'vitest'
import { proposals, tooBroad } from './proposals.ts'
import { readShell } from './shell.ts'

const of = (line: string, wished?: string[]) => proposals(readShell(line, null), wished).map(prefix => prefix.join(' '))

test.each([
  ['ls -la src', ['ls -la src', 'ls']],
  ['npm run build -- --watch', ['npm run build -- --watch', 'npm run build', 'npm run']],
  ['npm test', ['npm test']],
  ['git commit -m x', ['git commit -m x', 'git commit']],
  ['git -C /x status', []],
  ['find . -name x', ['find . -name x']],
  ['python3 -m pytest -q', ['python3 -m pytest -q', 'python3 -m pytest']],
  ['python3 tool.py --all', ['python3 tool.py --all']],
  ['vitest run src', ['vitest run src', 'vitest']],
])('%s can become a rule at these widths', (line, widths) => {
  expect(of(line)).toEqual(widths)
})

test.each([
  'ls && pwd',
  'echo hi > f',
  'FOO=1 ls',
  'python3 -c "print(1)"',
  'node',
  'bash -lc ls',
  'sudo ls',
  'env ls',
  'xargs ls',
  'rm -rf x',
  'git push --force',
  '',
])('%s proposes nothing', line => {
  expect(of(line)).toEqual([])
})

test('the model may propose a beginning of its own command, and nothing else', () => {
  expect(of('cargo test --all --release', ['cargo', 'test', '--all'])).toContain('cargo test --all')
  expect(of('cargo test', ['cargo', 'publish'])).toEqual(['cargo test'])
  expect(of('python3 x.py', ['python3'])).toEqual(['python3 x.py'])
})

test.each([
  [['python3']],
  [['node', '-e']],
  [['git']],
  [['npx']],
  [['make']],
  [['sudo', 'ls']],
  [[]],
  [['ls', 'a\u202eb']],
])('a rule for %j is refused with a sentence', prefix => {
  expect(tooBroad(prefix)).toMatch(/^[A-Z"].*\.$/s)
})

test.each([[['ls']], [['npm', 'test']], [['rm', '-rf', 'build']], [['python3', 'x.py']]])(
  'a rule for %j is fine',
  prefix => {
    expect(tooBroad(prefix)).toBeNull()
  },
)
