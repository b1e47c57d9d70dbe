import { execFile } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { heddleCommand } from '../testing/heddleCommand.ts'
import { createHomes, id, turn, written } from './engine/store/storeFixture.ts'

let homes: ReturnType<typeof createHomes>
beforeEach(async () => {
  homes = createHomes()
  const store = homes.open()
  await written(store, 1, turn('t1', 'plum'))
  await written(store, 2, turn('t1', 'cherry'))
  await store.sweep()
})
afterEach(() => homes.remove())

const heddle = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
    const [node = '', ...launch] = heddleCommand
    const env = { PATH: process.env.PATH, HOME: homes.root, HEDDLE_HOME: join(homes.root, 'home') }
    execFile(node, [...launch, 'index', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })

const pathOf = (n: number) => homes.open().pathOf(id(n))!

test('check finds nothing in an index that is right, and says what is wrong otherwise', async () => {
  expect(await heddle('check')).toMatchObject({ code: 0, stdout: '2 threads, 0 differ.\n' })

  fs.appendFileSync(pathOf(1), '{"timestamp":"2026-11-21T10:00:00.000Z","ordinal":99,"type":"heddle","payload":{}}\n')
  expect(await heddle('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 behind') })

  fs.rmSync(pathOf(2))
  const { code, stdout } = await heddle('check', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    threads: 1,
    differences: [
      { threadId: id(1), kind: 'behind' },
      { threadId: id(2), kind: 'gone' },
    ],
  })
})

test('rebuild makes it right again', async () => {
  fs.writeFileSync(pathOf(1), fs.readFileSync(pathOf(1), 'utf8').replaceAll('plum', 'pear'))
  expect(await heddle('check')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('preview: "plum", not "pear"'),
  })
  expect(JSON.parse((await heddle('rebuild', '--json')).stdout)).toMatchObject({ threads: 2 })
  expect(await heddle('check')).toMatchObject({ code: 0 })
  expect(fs.readdirSync(join(homes.root, 'home')).filter(name => name.startsWith('.index-check'))).toEqual([])
})

test('unknown words are an error', async () => {
  expect(await heddle('mend')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no "heddle index mend"'),
  })
  expect(await heddle('check', '--all')).toMatchObject({ code: 2 })
  expect(await heddle('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage') })
})
