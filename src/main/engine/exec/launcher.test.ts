import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Child, ChildRequest } from './child.ts'
import { createLauncher, type Launcher } from './launcher.ts'
import { isAlive } from '../../../testing/execRig.ts'

const env = { PATH: '/usr/bin:/bin' }
const parentOf = (pid: number): number =>
  Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout)

let launcher: Launcher
beforeAll(() => {
  launcher = createLauncher()
})
afterAll(() => launcher.dispose())

type Ran = { code: number; printed: string; child: Child }

async function start(request: Partial<ChildRequest>, data: (bytes: Uint8Array) => void = () => undefined) {
  const child = await launcher.start({ argv: ['/bin/true'], cwd: '/', env, ...request }, data)
  return child ?? expect.fail('there is no launcher')
}

async function run(request: Partial<ChildRequest>): Promise<Ran> {
  let printed = ''
  const child = await start(request, bytes => (printed += Buffer.from(bytes).toString()))
  const closed = Promise.all(child.output.map(stream => new Promise(resolve => stream.once('close', resolve))))
  const code = await child.exited
  await closed
  child.release()
  return { code, printed, child }
}

const shell = (command: string): Pick<ChildRequest, 'argv'> => ({ argv: ['/bin/sh', '-c', command] })

describe('a command', () => {
  test('is given its arguments and variables to the letter', async () => {
    const argv = ['/usr/bin/printf', '<%s>', '', 'a\nb', 'späť "$HOME" \\', '-e']
    expect((await run({ argv })).printed).toBe('<><a\nb><späť "$HOME" \\><-e>')
    const variables = { PATH: '/usr/bin', EMPTY: '', LINES: 'a\nb=c', WIDE: '🧵' }
    expect((await run({ argv: ['/usr/bin/env', '-0'], env: variables })).printed.split('\0').sort()).toEqual(
      ['', 'PATH=/usr/bin', 'EMPTY=', 'LINES=a\nb=c', 'WIDE=🧵'].sort(),
    )
  })

  describe('of bash', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-plain-'))
    writeFileSync(join(folder, 'read'), 'echo "read by $BASH"', { mode: 0o755 })
    writeFileSync(join(folder, 'script'), '#!/bin/sh\necho "$0 $*"; exit 3', { mode: 0o755 })
    writeFileSync(join(folder, 'dead'), '', { mode: 0o644 })
    afterAll(() => rmSync(folder, { recursive: true }))
    const path = { PATH: `/no/such:${folder}:/usr/bin:/bin`, LANG: 'C', WIDE: 'ä b' }
    /** Nobody answers to this name: what runs all the same was run without it. */
    const nobody = (line: string) => ['/no/such/bash', '-c', line]

    test.each([
      'env -0',
      'script a  b=c -d,e +f @g x:y %h ../i',
      './script',
      `${folder}/script 1`,
      'printenv HOME PATH WIDE',
      'sh script',
    ])('that only names a program runs without it, and as it would with it: %s', async line => {
      // With a socket for its input bash reads the files of a login.
      const stdio = ['ignore', 'pipe', 'ignore'] as const
      const { stdout, status } = spawnSync('/bin/bash', ['-c', line], { cwd: folder, env: path, stdio: [...stdio] })
      const { code, printed } = await run({ argv: nobody(line), cwd: folder, env: path })
      const sorted = (text: string) => text.split('\0').sort()
      expect([code, sorted(printed)]).toEqual([status, sorted(String(stdout))])
    })

    test.each([
      ...['echo a', 'true', 'A=1 env', 'env; env', 'env | cat', 'env > /dev/null', 'env &', 'ls *', 'ls ~', 'ls $HOME'],
      ...['ls {a,b}', 'ls "a"', "ls 'a'", 'ls \\a', '! env', 'time env', 'env # all', 'env\nenv', ' env', 'env ', ''],
      ...['%1', 'no-such-program', 'dead', 'read', './read', '.', './', 'ls a[b]', 'ls a?', '(env)', 'ls `env`', 'é'],
    ])('that needs it is left to it: %j', async line => {
      await expect(start({ argv: nobody(line), cwd: folder, env: path })).rejects.toMatchObject({ code: 'ENOENT' })
    })

    test.each<Record<string, string>>([
      { BASH_ENV: '/dev/null' },
      { 'BASH_FUNC_env%%': '() { echo mine; }' },
      { SHELLOPTS: 'xtrace' },
      { POSIXLY_CORRECT: '1' },
      { PWD: '/' },
      { PATH: `:${path.PATH}` },
      { PATH: `bin:${path.PATH}` },
      { PATH: '' },
    ])('is left to it where variables change what it does: %o', async variables => {
      const request = { argv: nobody('env'), cwd: folder, env: { ...path, ...variables } }
      await expect(start(request)).rejects.toMatchObject({ code: 'ENOENT' })
    })

    test('is left to others that are no bash', async () => {
      await expect(start({ argv: ['/no/such/zsh', '-c', 'env'], env: path })).rejects.toMatchObject({ code: 'ENOENT' })
      const login = ['/no/such/bash', '-lc', 'env']
      await expect(start({ argv: login, env: path })).rejects.toMatchObject({ code: 'ENOENT' })
    })
  })

  test('can be as long as the system allows', async () => {
    const argument = 'x'.repeat(120_000)
    const { printed } = await run({ argv: ['/usr/bin/printf', '%s', ...Array.from({ length: 10 }, () => argument)] })
    expect(printed.length).toBe(1_200_000)
  })

  test('is found on the path it is given', async () => {
    expect((await run({ argv: ['sh', '-c', 'exit 4'] })).code).toBe(4)
    await expect(start({ argv: ['sh'], env: { PATH: '/no/such' } })).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test.each([
    [{ argv: ['/no/such/program'] }, 'ENOENT', -2],
    [{ cwd: '/no/such/folder' }, 'ENOENT', -2],
    [{ cwd: '/etc/passwd' }, 'ENOTDIR', -20],
    [{ argv: ['/etc/passwd'] }, 'EACCES', -13],
    [{ argv: ['/bin/true', 'x'.repeat(200_000)] }, 'E2BIG', -7],
    [{ filterPath: '/no/such/filter' }, 'ENOENT', -2],
  ])('that cannot be started is refused with the reason: %o', async (request, code, errno) => {
    await expect(start(request)).rejects.toMatchObject({ code, errno })
  })

  test('finds its filter at descriptor 3', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-launcher-'))
    const filterPath = join(folder, 'filter')
    writeFileSync(filterPath, 'the filter')
    expect((await run({ ...shell('cat <&3'), filterPath })).printed).toBe('the filter')
    rmSync(folder, { recursive: true })
  })

  test('with a NUL in it is left to others', async () => {
    expect(await launcher.start({ argv: ['/bin/echo', 'a\0b'], cwd: '/', env }, () => undefined)).toBeNull()
  })

  test('keeps its process id until it is released', async () => {
    const child = await start(shell('exit 3'))
    expect(await child.exited).toBe(3)
    expect(existsSync(`/proc/${child.pid}`)).toBe(true)
    child.release()
    await expect.poll(() => existsSync(`/proc/${child.pid}`)).toBe(false)
  })

  test('many at once end each with its own code', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, (_, n) => run(shell(`echo ${n}; exit ${n}`))))
    expect(all.map(({ code, printed }) => [code, printed])).toEqual(all.map((_, n) => [n, `${n}\n`]))
  })
})

test('signals leave the launcher alone', async () => {
  const child = await start(shell('sleep 1000'))
  const parent = parentOf(child.pid)
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGUSR1', 'SIGPIPE', 'SIGCHLD'] as const) {
    process.kill(parent, signal)
  }
  expect((await run(shell('exit 5'))).code).toBe(5)
  process.kill(-child.pid, 'SIGKILL')
  expect(await child.exited).toBe(137)
  child.release()
})

test('a launcher that dies takes its commands along; there is none afterwards', async () => {
  const mortal = createLauncher()
  const request = { argv: ['/bin/sh', '-c', 'sleep 1000 & sleep 1000'], cwd: '/', env }
  const child = (await mortal.start(request, () => undefined)) ?? expect.fail('there is no launcher')
  process.kill(parentOf(child.pid), 'SIGKILL')
  expect(await child.exited).toBe(137)
  await expect.poll(() => isAlive(child.pid)).toBe(false)
  expect(await mortal.start(request, () => undefined)).toBeNull()
})

test('an idle launcher keeps no process alive', () => {
  const script = `
    import { createLauncher } from ${JSON.stringify(new URL('./launcher.ts', import.meta.url).href)}
    const launcher = createLauncher()
    const child = await launcher.start({ argv: ['/bin/true'], cwd: '/', env: {} }, () => undefined)
    await child.exited
    child.release()
    createLauncher().warm()`
  const args = ['--input-type=module', '-e', script]
  expect(spawnSync(process.execPath, args, { timeout: 20_000 })).toMatchObject({ status: 0, signal: null })
})

test('a launcher whose engine is killed leaves no process behind', async () => {
  const script = `
    import { createLauncher } from ${JSON.stringify(new URL('./launcher.ts', import.meta.url).href)}
    const argv = ['/bin/sh', '-c', 'trap "" TERM HUP; sleep 1000 & echo $$ $!; wait']
    await createLauncher().start({ argv, cwd: '/', env: {} }, bytes => {
      process.stdout.write(bytes, () => process.kill(process.pid, 'SIGKILL'))
    })`
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const pids = ended.stdout.trim().split(' ').map(Number)
  expect(pids).toHaveLength(2)
  for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false)
})
