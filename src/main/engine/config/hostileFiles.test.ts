import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { leavesOf } from '../../../core/config/leaves.ts'
import { loadConfig } from './load.ts'

let home = ''
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'heddle-hostile-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const file = () => join(home, 'config.toml')
const load = () => loadConfig({ home, systemFile: join(home, 'none'), requirementsFile: join(home, 'none') })
const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n')

const CANNOT_BE_READ: [string, () => void, RegExp][] = [
  ['a pipe', () => void execFileSync('mkfifo', [file()]), /config\.toml: it cannot be read: it is not a regular file/],
  ['a folder', () => void mkdirSync(file()), /not a regular file/],
  ['a device', () => symlinkSync('/dev/zero', file()), /not a regular file/],
  ['a loop of links', () => symlinkSync(file(), file()), /it cannot be read/],
  [
    'a gigabyte',
    () => {
      writeFileSync(file(), '')
      truncateSync(file(), 1024 ** 3)
    },
    /1073741824 bytes, more than the 1048576/,
  ],
]

test.each(CANNOT_BE_READ)('%s in its place is said, and does not block', async (_, make, words) => {
  make()
  const { errors, values } = await load()
  expect(errors.join('\n')).toMatch(words)
  expect(values).toEqual({})
})

const BROKEN: [string, string, RegExp][] = [
  ['tables in tables', `a = ${'{a='.repeat(20_000)}1${'}'.repeat(20_000)}\n`, /:1:\d+: /],
  ['lists in lists', `a = ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`, /:1:\d+: /],
  ['a key twice', 'model = "a"\n\nmodel = "b"\n', /:3:1: /],
  ['NUL', 'model = "a\u0000"\n', /:1:\d+: /],
]

test.each(BROKEN)('%s is an error with its place', async (_, text, words) => {
  writeFileSync(file(), text)
  const { errors } = await load()
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatch(words)
})

test('a header of many parts and a mark of the byte order are no trouble', async () => {
  writeFileSync(file(), `\uFEFFmodel = "m"\n[${'a.'.repeat(150)}b]\nc = 1\n`)
  const { values, errors } = await load()
  expect({ model: values.model, errors }).toEqual({ model: 'm', errors: [] })
})

test('bytes that are no UTF-8 and dates stay where they are', async () => {
  writeFileSync(file(), Buffer.concat([Buffer.from('model = "'), Buffer.from([0xff, 0xfe]), Buffer.from('"\n')]))
  expect((await load()).values.model).toBe('\ufffd\ufffd')
  writeFileSync(file(), 'model = 1979-05-27\nother = 1979-05-27T07:32:00Z\n')
  const { problems } = await load()
  expect(problems.map(({ severity, key }) => [severity, key])).toEqual([
    ['warning', 'other'],
    ['error', 'model'],
  ])
})

test.each([
  ['keys that nobody knows', (n: number) => `a${n}=1`, 101],
  ['wrong values', (n: number) => (n === 0 ? '[mcp_servers.x.env]' : `a${n}=1`), 101],
  ['tables', (n: number) => `[a${n}]`, 101],
])('100,000 %s are bounded in words and in time', async (_, line, problems) => {
  writeFileSync(file(), many(100_000, line))
  const loaded = await load()
  expect(loaded.problems).toHaveLength(problems)
  leavesOf(loaded.layers)
})
