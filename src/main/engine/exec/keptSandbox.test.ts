import { spawnSync } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createExecRig, isAlive, sandboxOf, type ExecRig } from '../../../testing/execRig.ts'
import { createConfinement } from './confinement.ts'
import { createKeptSandboxes } from './keptSandbox.ts'
import type { SandboxSpec } from './sandbox.ts'
import type { StartRequest } from './sessions.ts'

const rig: ExecRig = await createExecRig()
afterAll(() => rig.dispose())

/** Which sandbox ran the command: every mounted one has a user namespace of its own. */
const WHERE = 'readlink /proc/self/ns/user'
const facts = [
  'grep -E "^(Cap|NoNew|Seccomp|SigBlk|SigIgn)" /proc/self/status',
  ...[
    'ulimit -a',
    'umask',
    'id',
    'pwd',
    'env | sort',
    'processes=$(ls /proc); grep -c "^[0-9]" <<< "$processes"',
    'ls /run',
  ],
].join('; ')
const isMissing = !rig.support.available || spawnSync('/usr/bin/perl', ['-e', '1']).status !== 0

describe.skipIf(isMissing)('a sandbox that is kept', () => {
  let workspace: string
  let spec: SandboxSpec
  beforeEach(() => {
    workspace = rig.folder()
    mkdirSync(join(workspace, '.git'))
    spec = sandboxOf(workspace)
  })
  const run = (command: string, changes: Partial<StartRequest> = {}) =>
    rig.run(command, { workdir: workspace, sandbox: spec, ...changes })
  const printed = async (command: string, changes?: Partial<StartRequest>) => (await run(command, changes)).output

  test('serves the commands of one thread, at once and one after the other', async () => {
    const together = await Promise.all(Array.from({ length: 12 }, () => printed(WHERE)))
    expect(new Set([...together, await printed(WHERE)]).size).toBe(1)
    const others = await Promise.all([
      printed(WHERE, { threadId: 't2' }),
      printed(WHERE, { sandbox: { ...spec, mode: 'read-only' } }),
      printed(WHERE, { sandbox: { ...spec, networkAccess: true } }),
    ])
    expect(new Set([together[0], ...others]).size).toBe(4)
  })

  test('confines as one made for a single command does', async () => {
    const terminal = await printed(facts, { tty: true })
    expect((await printed(facts)).split('\n')).toEqual(terminal.split('\r\n'))
    expect(await printed(facts)).toMatch(/CapPrm:\s0+\n[^]*CapBnd:\s0+\n[^]*NoNewPrivs:\s1\nSeccomp:\s2\n/)
  })

  test('commands share no processes, memory or System V objects, and leave nothing behind', async () => {
    await printed('ipcmk -M 100; touch /dev/shm/left /run/left /dev/left')
    const background = await run('ipcmk -M 100 > /dev/null; touch /dev/shm/mine; sleep 1000', { yieldTimeMs: 250 })
    expect(background.sessionId).not.toBeNull()
    expect(await printed('ls /dev/shm /run; ls -d /dev/left /run/left; ipcs -m | grep -c 0x; pgrep sleep')).toMatch(
      /^\/dev\/shm:\n\n\/run:\nls: .*\nls: .*\n0\n$/,
    )
    rig.exec.kill(background.sessionId ?? 0)
  })

  test('nothing is gained from process 1', async () => {
    const { output } = await run('cat /proc/1/environ /proc/1/maps /proc/1/mem; kill -9 1; kill -TERM 1; echo here')
    expect(output.match(/Permission denied/g)).toHaveLength(3)
    expect(output).toMatch(/here\n$/)
  })

  test('tells how a command ended', async () => {
    expect((await run('exit 7')).exitCode).toBe(7)
    expect((await run('kill -SEGV $$')).exitCode).toBe(139)
    expect(await rig.refused('true', { workdir: join(workspace, 'absent'), sandbox: spec })).toContain('os error 2')
    expect((await run('exit 8')).exitCode).toBe(8)
  })

  test('a command takes along what it started', async () => {
    const name = `kept-${process.pid}`
    await printed(`setsid bash -c 'exec -a ${name} sleep 1000' & exec -a ${name} sleep 1000 & true`)
    await expect.poll(() => spawnSync('pgrep', ['-f', `^${name}`]).status).toBe(1)
  })

  describe('is not used any more when', () => {
    const write = 'echo x > .git/config && echo WROTE; echo x > sub/.git/config && echo WROTE BELOW'
    const refused = async () => expect(await printed(write)).not.toContain('WROTE')

    test('what it protects is removed and made again', async () => {
      await refused()
      rmSync(join(workspace, '.git'), { recursive: true })
      mkdirSync(join(workspace, '.git'))
      await refused()
      await refused()
    })

    test('what it protects is moved and replaced', async () => {
      await refused()
      renameSync(join(workspace, '.git'), join(workspace, 'old'))
      mkdirSync(join(workspace, '.git'))
      await refused()
    })

    test('a secret is replaced', async () => {
      const secret = join(workspace, 'auth.json')
      spec = { ...spec, maskedPaths: [secret] }
      writeFileSync(secret, 'first')
      expect(await printed('cat auth.json')).not.toContain('first')
      writeFileSync(`${secret}.new`, 'second')
      renameSync(`${secret}.new`, secret)
      expect(await printed('cat auth.json')).not.toContain('second')
      rmSync(secret)
      expect(await printed('true')).toBe('')
      writeFileSync(secret, 'third')
      expect(await printed('cat auth.json')).not.toContain('third')
    })

    test('the workspace is moved and another put in its place', async () => {
      await printed('touch first')
      const old = `${workspace}-old`
      renameSync(workspace, old)
      mkdirSync(join(workspace, '.git'), { recursive: true })
      await printed(`touch second ${old}/second`)
      expect(existsSync(join(workspace, 'second'))).toBe(true)
      expect(readdirSync(old)).not.toContain('second')
      await refused()
      rmSync(old, { recursive: true })
    })

    test('a repository that was gone is there again', async () => {
      const inner = join(workspace, 'sub/.git')
      mkdirSync(inner, { recursive: true })
      await refused()
      rmSync(inner, { recursive: true })
      await printed('true')
      await printed('true')
      mkdirSync(inner)
      await refused()
    })

    test.skipIf(process.getuid?.() !== 0)('something is mounted outside', async () => {
      const folder = rig.folder()
      await printed('true')
      spawnSync('mount', ['-t', 'tmpfs', 'heddle-test', folder])
      try {
        writeFileSync(join(folder, 'there'), 'new')
        expect(await printed(`cat ${folder}/there; touch ${folder}/written`)).toMatch(/^newtouch: .*Read-only/)
        expect(existsSync(join(folder, 'written'))).toBe(false)
      } finally {
        spawnSync('umount', ['-l', folder])
      }
    })
  })

  test.each(['/dev/shm', '/run'].filter(isWritable))('a workspace in %s can be written', async parent => {
    const folder = mkdtempSync(join(parent, 'heddle-kept-'))
    const changes = { workdir: folder, sandbox: sandboxOf(folder) }
    const { output } = await rig.run(`echo made > file; touch ${parent}/beside; ls; mkdir .git/x`, changes)
    expect(output).toMatch(/^(touch: .*\n)?file\nmkdir: .*Read-only file system\n$/)
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('made\n')
    expect(existsSync(join(parent, 'beside'))).toBe(false)
    rmSync(folder, { recursive: true })
  })

  test('where it cannot be had each command gets one of its own', async () => {
    const folder = rig.folder()
    const bubblewrap = join(folder, 'bwrap')
    const tries = join(folder, 'tries')
    const refusing = `case "$*" in *CAP_SYS_ADMIN*) echo >> ${tries}; exit 1;; esac; exec bwrap "$@"`
    writeFileSync(bubblewrap, `#!/bin/sh\n${refusing}\n`, { mode: 0o755 })
    const other = await createExecRig({ available: true, kind: 'bubblewrap', version: 'any', path: bubblewrap })
    const where = () => other.run('cat /proc/1/comm', { workdir: workspace, sandbox: spec })
    for (let n = 0; n < 5; n++) expect((await where()).output).toBe('bwrap\n')
    expect(readFileSync(tries, 'utf8')).toBe('\n\n\n')
    await other.dispose()
  })

  test('goes with a killed engine, and what runs in it too', async () => {
    const script = `
      import { createExec } from ${JSON.stringify(new URL('./sessions.ts', import.meta.url).href)}
      import { probeSandbox } from ${JSON.stringify(new URL('./sandboxProbe.ts', import.meta.url).href)}
      const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => probeSandbox(process.env.PATH) })
      const request = { threadId: 't', callId: 'c', workdir: ${JSON.stringify(workspace)}, env: process.env, yieldTimeMs: 1,
        command: 'trap "" TERM; sleep 1000', maxOutputTokens: 1, sandbox: ${JSON.stringify(spec)} }
      await exec.start(request, undefined, new AbortController().signal)
      const [{ pid }] = exec.list()
      process.stdout.write(String(pid), () => process.kill(process.pid, 'SIGKILL'))`
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    const pid = Number(ended.stdout)
    expect(pid).toBeGreaterThan(1)
    await expect.poll(() => isAlive(pid)).toBe(false)
    await expect.poll(() => keptFor(workspace)).toEqual([])
  })

  test('goes when it has been idle, and not before its commands', async () => {
    const confinement = createConfinement()
    const support = rig.support.available ? rig.support : expect.fail()
    const shared = (await confinement.prepare(support, spec)) ?? expect.fail()
    const sandboxes = createKeptSandboxes(200)
    const sandbox = { ...shared, owner: 't' }
    const child = await sandboxes.start(
      sandbox,
      { argv: ['/bin/sleep', '0.6'], cwd: workspace, env: {} },
      () => undefined,
    )
    expect(await child?.exited).toBe(0)
    expect(keptFor(workspace).length).toBeGreaterThan(0)
    child?.release()
    await expect.poll(() => keptFor(workspace)).toEqual([])
    sandboxes.dispose()
    confinement.dispose()
  })

  test('goes with its executor', async () => {
    const other = await createExecRig()
    await other.run('true', { workdir: workspace, sandbox: spec })
    expect(keptFor(workspace)).toHaveLength(1)
    await other.dispose()
    await expect.poll(() => keptFor(workspace)).toEqual([])
  })
})

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Processes that hold a sandbox in which this folder is mounted. */
const keptFor = (folder: string): string[] =>
  readdirSync('/proc').filter(entry => {
    if (!/^\d+$/.test(entry)) return false
    try {
      const { length } = readFileSync(`/proc/${entry}/cmdline`, 'latin1').match(/^heddle-sandbox/) ?? []
      return length === 1 && readFileSync(`/proc/${entry}/mountinfo`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })
