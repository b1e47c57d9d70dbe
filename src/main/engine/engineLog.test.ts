import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngineLog } from './engineLog.ts'

let dir: string
beforeEach(() => void (dir = join(fs.mkdtempSync(join(os.tmpdir(), 'heddle-log-')), 'log')))
afterEach(() => fs.rmSync(join(dir, '..'), { recursive: true, force: true }))

const linesOf = (name: string) =>
  fs
    .readFileSync(join(dir, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)

test('a log is not there before there is something to say, and then is private', async () => {
  const log = createEngineLog({ dir })
  expect(fs.existsSync(dir)).toBe(false)
  const reference = log.bug(new TypeError('oh'), 'thread/start')
  await log.close()
  expect(linesOf('heddle.log')).toMatchObject([{ reference, where: 'thread/start', error: { message: 'oh' } }])
  expect(fs.statSync(join(dir, 'heddle.log')).mode & 0o777).toBe(0o600)
})

test('it is set aside when it has grown, while it is written and by the next start, and the oldest go', async () => {
  for (let start = 0; start < 2; start++) {
    const log = createEngineLog({ dir, rotateBytes: 1000 })
    for (let n = 0; n < 30; n++) log.error('x', { n: start * 30 + n, filling: 'f'.repeat(100) })
    await log.close()
  }
  expect(fs.readdirSync(dir).toSorted()).toEqual(['heddle.log', 'heddle.log.1', 'heddle.log.2', 'heddle.log.3'])
  const kept = ['.3', '.2', '.1', ''].flatMap(ending => linesOf(`heddle.log${ending}`).map(({ n }) => Number(n)))
  expect(kept).toEqual(kept.map((_, at) => 60 - kept.length + at))
  for (const name of fs.readdirSync(dir)) expect(fs.statSync(join(dir, name)).size).toBeLessThan(1500)
})
