import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive } from '../../../testing/execRig.ts'
import { descendants } from './processTree.ts'
import { createShells } from './shells.ts'
import type { OwnShell, Shells } from './shells.ts'

let folder = ''
let shells: Shells
const size = { cols: 80, rows: 24 }

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-shells-')))
  const environment = { PATH: process.env.PATH, HOME: folder, MY_API_KEY: 'mine', HEDDLE_HOME: '/x', PS1: '> ' }
  shells = createShells({ environment, userShell: '/bin/bash' })
})
afterEach(async () => {
  await shells.dispose()
  rmSync(folder, { recursive: true, force: true })
})

async function open(threadId = 't1'): Promise<OwnShell> {
  const shell = await shells.open({ threadId, cwd: folder, ...size })
  expect(shell).not.toBeNull()
  return shell as OwnShell
}

/** What a shell has printed, once it holds what a pattern looks for. */
async function printed({ shellId }: OwnShell, wanted: RegExp): Promise<RegExpExecArray> {
  const feed = shells.feed(shellId)
  for (;;) {
    const total = feed?.total ?? 0
    const text = new TextDecoder().decode(feed?.read(null, 1_000_000).bytes)
    const match = wanted.exec(text)
    if (match) return match
    if (!feed || feed.ended) throw new Error(`It ended after:\n${text}`)
    await feed.until(total, AbortSignal.timeout(10_000))
  }
}

const gone = async (shell: OwnShell) => {
  const feed = shells.feed(shell.shellId)
  while (feed && !feed.ended) await feed.until(feed.total, AbortSignal.timeout(10_000))
}

test('a login shell in the folder, with the environment of the person and none of our own', async () => {
  const shell = await open()
  shells.resize(shell.shellId, { cols: 120, rows: 30 })
  shells.write(
    shell.shellId,
    'shopt -q login_shell && echo login; pwd; tty; stty size; echo "$TERM $MY_API_KEY [$HEDDLE_HOME]"\n',
  )
  const [text] = await printed(shell, /login\r\n[^]*mine \[\]\r\n/)
  expect(text).toContain(`\r\n${folder}\r\n`)
  expect(text).toContain('/dev/pts/')
  expect(text).toContain('30 120')
  expect(text).toContain('xterm-256color mine []')
})

test('says its exit code, and starts again below what it printed', async () => {
  const shell = await open()
  const changes: (number | null)[] = []
  shells.onChange(() => changes.push(shells.list()[0]?.exitCode ?? null))
  shells.write(shell.shellId, 'echo first-$((1+1)); exit 7\n')
  await gone(shell)
  expect(shells.list()).toMatchObject([{ shellId: shell.shellId, exitCode: 7 }])
  expect(await shells.restart(shell.shellId)).toBe(true)
  expect(shells.list()).toMatchObject([{ exitCode: null }])
  shells.write(shell.shellId, 'echo second-$((2+2))\n')
  await printed(shell, /first-2[^]*second-4/)
  expect(changes).toEqual([7, null])
})

test('several have names of their own, by thread', async () => {
  await open()
  const second = await open()
  await open('t2')
  expect(shells.list('t1').map(({ name }) => name)).toEqual(['bash', 'bash 2'])
  shells.rename(second.shellId, 'server')
  expect(shells.list().map(({ name }) => name)).toEqual(['bash', 'server', 'bash'])
  expect(shells.write('nobody', 'x')).toBe(false)
  expect(shells.feed('nobody')).toBeUndefined()
})

test('closing ends everything that runs in it, also what left its group', async () => {
  const shell = await open()
  shells.write(shell.shellId, 'sleep 1000 & setsid -w sleep 1000 & echo pid $$.\n')
  const pid = Number((await printed(shell, /pid (\d+)\./))[1])
  await expect.poll(() => descendants(pid).length).toBe(3)
  const running = [pid, ...descendants(pid)]
  shells.close(shell.shellId)
  await expect.poll(() => running.filter(isAlive)).toEqual([])
  expect(shells.list()).toEqual([])
})

test('the end of the engine is theirs, and none is opened afterwards', async () => {
  const shell = await open()
  shells.write(shell.shellId, 'echo pid $$.\n')
  const pid = Number((await printed(shell, /pid (\d+)\./))[1])
  await shells.dispose()
  await expect.poll(() => isAlive(pid)).toBe(false)
  expect(await shells.open({ threadId: 't1', cwd: folder, ...size })).toBeNull()
})

test('a folder that is gone is an error, and leaves nothing', async () => {
  await expect(shells.open({ threadId: 't1', cwd: join(folder, 'none'), ...size })).rejects.toThrow('ENOENT')
  expect(shells.list()).toEqual([])
})
