import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writtenLines } from './writtenLines.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-lines-'))
  path = join(folder, 'thread.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const line = (n: number) => `{"n":${n},"pad":"${'ä'.repeat(n % 700)}"}`
const write = (count: number) => writeFileSync(path, Array.from({ length: count }, (_, n) => `${line(n)}\n`).join(''))

test('pages before one another hold every line once', async () => {
  write(3000)
  const texts: string[] = []
  let page = await writtenLines(path, {})
  for (let pages = 1; ; pages++) {
    texts.unshift(...page.lines.map(({ text }) => text))
    if (page.from === 0) {
      expect(pages).toBeGreaterThan(5)
      break
    }
    page = await writtenLines(path, { before: page.from })
  }
  expect(texts).toEqual(Array.from({ length: 3000 }, (_, n) => line(n)))
})

test('what was added is read after the end, also in parts; a torn line waits', async () => {
  write(10)
  const first = await writtenLines(path, {})
  expect(first).toMatchObject({ from: 0 })
  expect(await writtenLines(path, { after: first.to })).toEqual({ lines: [], from: first.to, to: first.to })
  appendFileSync(path, Array.from({ length: 2000 }, (_, n) => `${line(n)}\n`).join('') + '{"torn"')
  const texts: string[] = []
  for (let place = first.to; ;) {
    const { lines, to } = await writtenLines(path, { after: place })
    if (lines.length === 0) break
    texts.push(...lines.map(({ text }) => text))
    place = to
  }
  expect(texts).toEqual(Array.from({ length: 2000 }, (_, n) => line(n)))
})

test('a line longer than a page is told by its beginning and its size', async () => {
  const long = `{"long":"${'x'.repeat(600_000)}"}`
  writeFileSync(path, `${line(1)}\n${long}\n${line(2)}\n`)
  const last = await writtenLines(path, {})
  expect(last.lines.map(({ text }) => text)).toEqual([line(2)])
  const { lines, from } = await writtenLines(path, { before: last.from })
  const found = lines.at(-1)
  expect(found).toMatchObject({ bytes: long.length })
  expect(found?.text).toBe(long.slice(0, 64 * 1024))
  expect(from).toBe(0)
})

test('an empty file has none', async () => {
  writeFileSync(path, '')
  expect(await writtenLines(path, {})).toEqual({ lines: [], from: 0, to: 0 })
})
