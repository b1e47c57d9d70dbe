import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, fstatSync, mkdirSync, readFileSync, readdirSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPipePool } from './pipes.ts'

const leftovers = (): string[] => readdirSync(tmpdir()).filter(name => name.startsWith(`heddle-pipes-${process.pid}-`))

test('gives real pipes, each its own, that end with their writer', async () => {
  const pool = createPipePool()
  const pipes = await Promise.all(Array.from({ length: 40 }, () => pool.take()))
  expect(pipes.every(({ readFd }) => fstatSync(readFd).isFIFO())).toBe(true)
  for (const [index, { writeFd }] of pipes.entries()) writeSync(writeFd, `pipe ${index}`)
  for (const { writeFd } of pipes) closeSync(writeFd)
  expect(pipes.map(({ readFd }) => readFileSync(readFd, 'utf8'))).toEqual(pipes.map((_, index) => `pipe ${index}`))
  for (const { readFd } of pipes) closeSync(readFd)
  pool.dispose()
  await expect.poll(leftovers).toEqual([])
})

test('clears away what a killed process left', async () => {
  const { pid } = spawnSync('true')
  const stale = join(tmpdir(), `heddle-pipes-${pid}-abc`)
  mkdirSync(stale)
  const pool = createPipePool()
  const { readFd, writeFd } = await pool.take()
  closeSync(readFd)
  closeSync(writeFd)
  await expect.poll(() => existsSync(stale), { timeout: 10_000 }).toBe(false)
  pool.dispose()
})

test('gives none after its end', async () => {
  const pool = createPipePool()
  pool.dispose()
  await expect(pool.take()).rejects.toThrow('closed')
})
