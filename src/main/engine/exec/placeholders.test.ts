import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPlaceholders, isPlaceholder } from './placeholders.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-placeholders-'))
  path = join(folder, '.codex')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('stand until the last that needs them lets go', () => {
  const placeholders = createPlaceholders()
  const first = placeholders.hold([path])
  const second = placeholders.hold([path])
  first()
  first()
  expect(isPlaceholder(path)).toBe(true)
  second()
  expect(readdirSync(folder)).toEqual([])
  placeholders.dispose()
})

test('are let go of all at once', () => {
  const placeholders = createPlaceholders()
  placeholders.hold([path, join(folder, '.git')])
  placeholders.dispose()
  expect(readdirSync(folder)).toEqual([])
})

test("a folder of the user's is left alone, even an empty one", () => {
  mkdirSync(path)
  const placeholders = createPlaceholders()
  placeholders.hold([path])()
  expect(existsSync(path)).toBe(true)
  expect(readdirSync(path)).toEqual([])
  placeholders.dispose()
})

test('what the user puts into one keeps it, as an ordinary folder', () => {
  const placeholders = createPlaceholders()
  const release = placeholders.hold([path])
  writeFileSync(join(path, 'config.toml'), '')
  release()
  expect(readdirSync(path)).toEqual(['config.toml'])
  expect(statSync(path).mode & 0o7777).toBe(0o755)
  placeholders.dispose()
})

test('where nothing can be made there is nothing to hold', () => {
  const placeholders = createPlaceholders()
  placeholders.hold([join(folder, 'absent/.git'), '/proc/.git'])()
  expect(readdirSync(folder)).toEqual([])
  placeholders.dispose()
})

test('those of a process that is gone go with the next that passes', () => {
  const placeholders = createPlaceholders()
  const release = placeholders.hold([path])
  const holders = join(path, '.git')
  const own = readdirSync(holders)[0] ?? ''
  writeFileSync(join(holders, own.replace(/-\d+-\d+$/, '-4194303-1')), '')
  release()
  expect(readdirSync(holders)).toHaveLength(1)
  placeholders.hold([path])()
  expect(existsSync(path)).toBe(false)
  placeholders.dispose()
})

test('nobody can tell whether a process of another container still runs', () => {
  const holder = join(path, '.git/held-by-heddle-0-1-1')
  mkdirSync(path, 0o1755)
  mkdirSync(join(path, '.git'))
  writeFileSync(holder, '')
  const placeholders = createPlaceholders()
  placeholders.hold([path])()
  expect(existsSync(holder)).toBe(true)
  placeholders.dispose()
})

const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'placeholders.ts')).href)
const inProcess = (script: string) =>
  spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { createPlaceholders } from ${module}
     const path = ${JSON.stringify(path)}
     const placeholders = createPlaceholders()
     ${script}`,
  ])

test('processes that know nothing of each other share one', async () => {
  const script = `for (let n = 0; n < 300; n++) {
    const release = placeholders.hold([path])
    if (!(await import('node:fs')).existsSync(path)) process.exit(1)
    if (n % 3 === 0) await new Promise(setImmediate)
    release()
  }
  placeholders.dispose()`
  const codes = await Promise.all(Array.from({ length: 4 }, async () => (await once(inProcess(script), 'exit'))[0]))
  expect(codes).toEqual([0, 0, 0, 0])
  expect(readdirSync(folder)).toEqual([])
})

test('a killed process has its own cleaned away', async () => {
  const child = inProcess(`placeholders.hold([path]); console.log('held'); setInterval(() => undefined, 1000)`)
  await once(child.stdout, 'data')
  expect(isPlaceholder(path)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => existsSync(path)).toBe(false)
})
