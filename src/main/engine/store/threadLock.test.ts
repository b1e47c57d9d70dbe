import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHome } from './home.ts'
import type { Home } from './home.ts'
import { lockThread } from './threadLock.ts'

let home: Home
beforeEach(() => {
  home = openHome(fs.mkdtempSync(join(os.tmpdir(), 'heddle-lock-')))
})
afterEach(() => fs.rmSync(home.path, { recursive: true, force: true }))

const lockFile = () => join(home.locks, 't.lock')
function leaveLock(content: object | string): void {
  fs.mkdirSync(home.locks, { recursive: true })
  fs.writeFileSync(lockFile(), typeof content === 'string' ? content : JSON.stringify(content))
}

test('one holds it, the other hears who', async () => {
  const release = await lockThread(home, 't')
  await expect(lockThread(home, 't')).rejects.toThrow(`being written by process ${process.pid}`)
  const other = await lockThread(home, 'u')
  release()
  const again = await lockThread(home, 't')
  again()
  other()
  expect(fs.readdirSync(home.locks)).toEqual([])
})

const dead = () => spawnSync(process.execPath, ['-e', '']).pid

test.each([
  ['a dead process', () => ({ pid: dead(), started: '' })],
  ['a process whose id another one has now', () => ({ pid: process.pid, started: 'another boot:1' })],
  ['nobody that can be read', () => 'torn'],
])('a lock of %s is taken over at once', async (_who, content) => {
  leaveLock(content())
  const release = await lockThread(home, 't')
  release()
})

test('a heir that died does not keep others from it for long', async () => {
  leaveLock({ pid: dead(), started: '' })
  fs.writeFileSync(`${lockFile()}.heir`, '')
  fs.utimesSync(`${lockFile()}.heir`, 1, 1)
  const release = await lockThread(home, 't')
  release()
})

test('a heir that died just now delays the next one, and no more', async () => {
  leaveLock({ pid: dead(), started: '' })
  fs.writeFileSync(`${lockFile()}.heir`, '')
  const release = await lockThread(home, 't')
  release()
})

test.skipIf(process.platform !== 'linux')(
  'a lock of a killed process that nobody has buried is taken over',
  async () => {
    // A parent that became another program and does not look after its child.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const pid = Number(await new Promise(resolve => parent.stdout.once('data', resolve)))
      const state = () => fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0]
      await expect.poll(state).toBe('Z')
      leaveLock({ pid, started: '' })
      const release = await lockThread(home, 't')
      release()
    } finally {
      parent.kill()
    }
  },
)

test('of many that inherit a lock one gets it', async () => {
  leaveLock({ pid: dead(), started: '' })
  const won = await Promise.allSettled(Array.from({ length: 20 }, () => lockThread(home, 't')))
  expect(won.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

const hasFlock = process.platform === 'linux' && spawnSync('flock', ['--version']).status === 0

test.skipIf(!hasFlock)('in a home shared with Codex its lock is honoured and held', async () => {
  const folder = join(home.path, 'thread-writer-locks')
  fs.mkdirSync(folder)
  const path = join(folder, 't.lock')
  const theirs = spawn('flock', ['--exclusive', path, 'sh', '-c', 'echo held; read line'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  await new Promise(resolve => theirs.stdout.once('data', resolve))
  await expect(lockThread(home, 't')).rejects.toThrow('being written by Codex')
  expect(fs.readdirSync(home.locks)).toEqual([])

  theirs.stdin.end()
  await new Promise(resolve => theirs.once('close', resolve))
  const release = await lockThread(home, 't')
  const tryIt = () => spawnSync('flock', ['--nonblock', '--exclusive', path, 'true']).status
  expect(tryIt()).toBe(1)
  release()
  expect(tryIt()).toBe(0)
})
