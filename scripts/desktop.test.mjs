import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openWindow } from './desktop.mjs'

const testWithScripts = test.skipIf(process.platform === 'win32')

/** Opens a window with a script of node in place of Electron's binary. */
function open(/** @type {string} */ script) {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-desktop-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const binary = join(folder, 'electron.cjs')
  writeFileSync(binary, `#!${process.execPath}\n${script}\n`, { mode: 0o755 })
  return openWindow(binary)
}

testWithScripts('a window that was ready ends with the code of its process', async () => {
  expect(await open(`process.send('ready', () => process.exit(3))`)).toEqual({ code: 3 })
})

testWithScripts('a process that fails before it is ready is a reason to use the browser', async () => {
  expect(await open('process.exit(5)')).toEqual({ reason: 'Electron ended before its window was ready (exit code 5)' })
  const killed = await open(`process.kill(process.pid, 'SIGKILL')`)
  expect(killed).toEqual({ reason: 'Electron ended before its window was ready (SIGKILL)' })
})

testWithScripts('code 0 without a window means that a running instance took over', async () => {
  expect(await open('process.exit(0)')).toEqual({ code: 0 })
})

testWithScripts(
  'the window runs the project, and as root without the sandbox that Chromium refuses there',
  async () => {
    const wanted = process.getuid?.() === 0 ? 2 : 1
    expect(await open('process.exit(process.argv.slice(2).length)')).toMatchObject({
      reason: expect.stringContaining(`exit code ${wanted}`),
    })
  },
)

test('a binary that cannot start is a reason to use the browser', async () => {
  expect(await openWindow('/nonexistent/electron')).toHaveProperty('reason')
})
