import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heddleCommand } from '../testing/heddleCommand.ts'
import { probeSandbox } from './engine/exec/sandboxProbe.ts'

const support = await probeSandbox(process.env['PATH'])
const unavailable = support.available ? '' : `no sandbox here: ${support.reason}`
let folder: string
beforeAll(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-sandbox-')))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (args: string[], env = process.env) =>
  spawn(heddleCommand[0] ?? '', [...heddleCommand.slice(1), 'sandbox', ...args], { cwd: folder, env })

async function run(args: string[], env = process.env): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(args, env)
  let [out, err] = ['', '']
  child.stdout.on('data', text => (out += text))
  child.stderr.on('data', text => (err += text))
  const [code] = await once(child, 'close')
  return { code, out, err }
}

test.each([
  [['--mode', 'none', '--', 'true'], 'there is no mode "none"'],
  [['--mode', 'read-only'], 'no command after --'],
  [['--colour', '--', 'true'], '--colour'],
])('%j is not understood', async (args, reason) => {
  expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining(reason) })
})

test('tells how it is used', async () => {
  expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--writable DIR') })
})

test('runs nothing where there is no bubblewrap, and says what would help', async () => {
  const { code, err } = await run(['--', '/bin/touch', 'made'], { ...process.env, PATH: '/no/such/folder' })
  expect({ code, made: existsSync(join(folder, 'made')) }).toEqual({ code: 1, made: false })
  expect(err).toMatch(/was not run: bubblewrap .* is not installed.*Install bubblewrap/)
})

test('says why a bubblewrap does not work', async () => {
  const programs = mkdtempSync(join(folder, 'bin-'))
  writeFileSync(join(programs, 'bwrap'), '#!/bin/sh\necho "no permission" >&2\nexit 1\n')
  chmodSync(join(programs, 'bwrap'), 0o755)
  const { code, err } = await run(['--', '/bin/true'], { ...process.env, PATH: `${programs}:/usr/bin:/bin` })
  expect(code).toBe(1)
  expect(err).toMatch(/was not run: .*no permission/)
})

test('full access needs no sandbox', async () => {
  const args = ['--mode', 'danger-full-access', '--', '/bin/sh', '-c', 'echo $HEDDLE_PERMISSION_PROFILE.; exit 4']
  expect(await run(args, { PATH: '/no/such/folder' })).toMatchObject({ code: 4, out: '.\n' })
})

describe.skipIf(unavailable !== '')(`in a sandbox ${unavailable}`, () => {
  test('passes input, output and the exit code through', async () => {
    const child = start(['--', 'sh', '-c', 'cat; echo e >&2; exit 37'])
    child.stdin.end('through')
    let [out, err] = ['', '']
    child.stdout.on('data', text => (out += text))
    child.stderr.on('data', text => (err += text))
    const [code] = await once(child, 'close')
    expect({ code, out, err }).toEqual({ code: 37, out: 'through', err: 'e\n' })
  })

  test('a command that fails with 1 has failed by itself', async () => {
    expect(await run(['--', 'false'])).toEqual({ code: 1, out: '', err: '' })
  })

  test('a command that does not exist', async () => {
    expect(await run(['--', 'no-such-command'])).toMatchObject({ code: expect.any(Number), out: '' })
  })

  test('writes where it is told to', async () => {
    const other = mkdtempSync(join(folder, 'other-'))
    const workspace = mkdtempSync(join(folder, 'workspace-'))
    const args = (...options: string[]) => [...options, '--cwd', workspace, '--', 'touch', join(other, 'made')]
    const env = { ...process.env, TMPDIR: workspace }
    expect(await run(args('--mode', 'read-only', '--writable', other), env)).toMatchObject({ code: 1 })
    expect(await run(args('--writable', other), env)).toMatchObject({ code: 0 })
    expect(readdirSync(other)).toEqual(['made'])
    expect(readdirSync(workspace)).toEqual([])
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('passes %s on to the command', async name => {
    const child = start(['--', 'sh', '-c', 'trap "echo caught; exit 5" TERM INT; echo ready; sleep 100 & wait'])
    let out = ''
    child.stdout.on('data', text => (out += text))
    await expect.poll(() => out).toContain('ready')
    child.kill(name)
    expect(await once(child, 'close')).toEqual([5, null])
    expect(out).toContain('caught')
  })

  test('keeps variables that look like secrets from the command', async () => {
    const { out } = await run(['--', 'env'], { ...process.env, GITHUB_TOKEN: 'CANARY', UNKNOWN: 'CANARY' })
    expect(out).not.toContain('CANARY')
    expect(out).toContain('HEDDLE_SANDBOX_NETWORK_DISABLED=1')
  })
})
