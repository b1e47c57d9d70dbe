import { expect, test } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..')
const IS_KEPT = `
  const { readFileSync } = require('node:fs')
  const { codeOf, compile } = require('./bin/launch.cjs')
  for (const command of ['exec', 'serve'])
    process.stdout.write(command + ' ' + compile(readFileSync(codeOf(command))).cachedDataRejected + ', ')
`

const folders: string[] = []
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'heddle-cli-'))
  folders.push(made)
  return made
}
test.afterEach(() => folders.splice(0).forEach(path => rmSync(path, { recursive: true, force: true })))
test.skip(process.env.HEDDLE_OUT !== undefined, 'bin/heddle runs the usual build')

/** A turn with the rehearsal model, as from a shell. */
function rehearse(heddle: string) {
  const home = folder()
  const env = { PATH: process.env.PATH ?? '', HOME: home, HEDDLE_HOME: join(home, 'heddle') }
  const args = ['exec', '--skip-git-repo-check', 'hi']
  return spawnSync(heddle, args, { cwd: home, env, encoding: 'utf8', timeout: 60_000, input: '' })
}

test('V8 takes the code that the build kept, which is what makes a start fast', () => {
  const { stdout } = spawnSync(process.execPath, ['-e', IS_KEPT], { cwd: ROOT, encoding: 'utf8' })
  expect(stdout).toBe('exec false, serve false, ')
})

test('bin/heddle runs a turn, also through a link, and without the kept code', () => {
  test.skip(process.platform === 'win32', 'bin/heddle is for shells; Windows has bin/heddle.cmd')
  const link = join(folder(), 'heddle')
  symlinkSync(join(ROOT, 'bin/heddle'), link)
  const linked = rehearse(link)
  expect(linked.stdout).toContain('Done. What really happened:')
  expect(linked.stderr).not.toMatch(/Warning|at .*\.c?js:\d/)

  const bare = folder()
  for (const part of ['bin', 'out/main', 'resources', 'package.json'])
    cpSync(join(ROOT, part), join(bare, part), { recursive: true })
  cpSync(join(ROOT, 'out/cli/heddle.cjs'), join(bare, 'out/cli/heddle.cjs'))
  symlinkSync(join(ROOT, 'node_modules'), join(bare, 'node_modules'))
  expect(rehearse(join(bare, 'bin/heddle')).stdout).toContain('Done. What really happened:')
  rmSync(join(bare, 'out/cli'), { recursive: true })
  expect(rehearse(join(bare, 'bin/heddle')).stdout).toContain('Done. What really happened:')
})
