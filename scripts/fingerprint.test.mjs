import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint } from './fingerprint.mjs'

let base = ''

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'heddle-fingerprint-'))
  mkdirSync(join(base, 'src'))
  writeFileSync(join(base, 'src/a.ts'), 'one')
  writeFileSync(join(base, 'src/a.test.ts'), 'two')
})
afterEach(() => rmSync(base, { recursive: true }))

const taken = () => fingerprint(base, ['src', 'absent.json'], path => !path.endsWith('.test.ts'))

test('it does not change with times or with files that are left out', () => {
  const before = taken()
  utimesSync(join(base, 'src/a.ts'), 1, 1)
  writeFileSync(join(base, 'src/a.test.ts'), 'three')
  expect(taken()).toBe(before)
})

test('it changes with a content, a name, and a file that appears', () => {
  const seen = new Set([taken()])
  writeFileSync(join(base, 'src/a.ts'), 'One')
  seen.add(taken())
  renameSync(join(base, 'src/a.ts'), join(base, 'src/b.ts'))
  seen.add(taken())
  writeFileSync(join(base, 'absent.json'), '{}')
  seen.add(taken())
  expect(seen.size).toBe(4)
})
