import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isIgnored, parseIgnore } from './ignore.ts'

const RULES = String.raw`# comment
*.log
!keep.log
/dist
build/
docs/**/tmp
**/cache
a/b
x?y
[a-c]z
[!a-c]w
\#hash
\!bang
trailing\ 
foo/**
+(weird).[
`

const PATHS = [
  'a.log',
  'deep/a.log',
  'keep.log',
  'dist/',
  'deep/dist/',
  'build/',
  'build',
  'deep/build/',
  'docs/tmp',
  'docs/x/y/tmp',
  'cache/',
  'deep/cache',
  'a/b',
  'deep/a/b',
  'xay',
  'x/y',
  'az',
  'dz',
  'aw',
  'dw',
  '#hash',
  '!bang',
  'trailing ',
  'trailing',
  'foo/x',
  'foo/x/y',
  '+(weird).[',
  'comment',
]

test('says of every path what git says', () => {
  const dir = fs.mkdtempSync(join(os.tmpdir(), 'heddle-ignore-'))
  try {
    execFileSync('git', ['init', '-q'], { cwd: dir })
    fs.writeFileSync(join(dir, '.gitignore'), RULES)
    const input = PATHS.join('\n')
    const told = String(
      execFileSync('sh', ['-c', 'git check-ignore --no-index --stdin -v -n || true'], { cwd: dir, input }),
    )
    const byGit = Object.fromEntries(
      told
        .trim()
        .split('\n')
        .map(line => {
          const [source = '', path = ''] = line.split('\t')
          const pattern = source.split(':').slice(2).join(':')
          return [path.replace(/^"|"$/g, ''), pattern !== '' && !pattern.startsWith('!')]
        }),
    )
    const rules = parseIgnore(RULES, '')
    const ours = Object.fromEntries(
      PATHS.map(path => [path, isIgnored(rules, path.replace(/\/$/, ''), path.endsWith('/'))]),
    )
    expect(ours).toEqual(byGit)
  } finally {
    fs.rmSync(dir, { recursive: true, force: true })
  }
})

test('rules of a folder speak of what lies in it', () => {
  const rules = [...parseIgnore('*.txt', ''), ...parseIgnore('!mine.txt\n/top', 'sub/')]
  expect(isIgnored(rules, 'a.txt', false)).toBe(true)
  expect(isIgnored(rules, 'sub/mine.txt', false)).toBe(false)
  expect(isIgnored(rules, 'mine.txt', false)).toBe(true)
  expect(isIgnored(rules, 'sub/top', false)).toBe(true)
  expect(isIgnored(rules, 'top', false)).toBe(false)
})

test('a pattern that would take ages takes none', () => {
  const rules = parseIgnore(`${'*a'.repeat(20)}b\n${'**/'.repeat(20)}x\n`, '')
  const begunAt = performance.now()
  isIgnored(rules, 'a'.repeat(200), false)
  isIgnored(rules, 'a/'.repeat(100), false)
  expect(performance.now() - begunAt).toBeLessThan(1000)
})
