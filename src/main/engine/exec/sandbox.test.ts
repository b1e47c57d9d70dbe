import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExecRig, isAlive, sandboxOf, type ExecRig } from '../../../testing/execRig.ts'
import { bubblewrapArgv, networkDisabled, sandboxArgv, type SandboxPlan } from './sandbox.ts'
import { secretPaths } from './sandboxPaths.ts'
import { probeSandbox } from './sandboxProbe.ts'

const rig: ExecRig = await createExecRig()
afterAll(() => rig.dispose())
const unavailable = rig.support.available ? '' : `no sandbox here: ${rig.support.reason}`

describe('the argument vector', () => {
  const plan: SandboxPlan = {
    cwd: '/w',
    network: false,
    writable: ['/w', '/w/deep'],
    readOnly: ['/w/.git'],
    maskedFiles: ['/w/auth.json'],
    maskedDirectories: ['/secrets'],
  }
  const line = (changes: Partial<SandboxPlan> = {}, options = {}): string =>
    bubblewrapArgv({ ...plan, ...changes }, ['ls'], options).join(' ')

  test('covers what is writable by what is protected by what is masked', () => {
    const order = [
      '--ro-bind / /',
      '--tmpfs /run',
      '--bind /w /w',
      '--bind /w/deep',
      '--ro-bind /w/.git',
      '/dev/null /w/auth.json',
    ]
    const places = order.map(part => line().indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(line()).toContain('--tmpfs /secrets --remount-ro /secrets')
  })

  test('ends with the command, in its folder and outside our session', () => {
    expect(line()).toMatch(/--chdir \/w --new-session -- ls$/)
    expect(line({}, { workdir: '/w/sub' })).toContain('--chdir /w/sub')
    expect(line({}, { bubblewrap: '/opt/bwrap' })).toMatch(/^\/opt\/bwrap /)
  })

  test('keeps the network only where it may', () => {
    expect(line()).toContain('--unshare-net')
    expect(line({ network: true })).not.toContain('--unshare-net')
  })

  test('leaves a command with a terminal on it, and lets it have Ctrl-C', () => {
    const interactive = line({}, { interactive: true })
    expect(interactive).not.toContain('--new-session')
    expect(interactive).toMatch(/^env --ignore-signal=INT .* -- env --default-signal=INT .* ls$/)
  })

  test('is the command itself for full access', () => {
    const spec = sandboxOf('/', { mode: 'danger-full-access' })
    expect(sandboxArgv(spec, ['ls'])).toEqual(['ls'])
    expect(networkDisabled(spec)).toBe(false)
    expect(networkDisabled(sandboxOf('/'))).toBe(true)
  })
})

describe('the probe', () => {
  const fake = (script: string): string => {
    const folder = rig.folder()
    writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'bwrap'), 0o755)
    return folder
  }

  test.each([
    ['none in the path', () => rig.folder(), 'not installed'],
    ['a relative path entry', () => 'node_modules/.bin:.', 'not installed'],
    ['one that fails', () => fake('exit 1'), 'does not work'],
    ['an old one', () => fake('echo bubblewrap 0.3.3'), '0.3.3 is too old'],
    [
      'no permission',
      () => fake('[ "$1" = --version ] && echo bubblewrap 0.9.0 || { echo denied >&2; exit 1; }'),
      'denied',
    ],
    [
      'one that confines nothing',
      () => fake('[ "$1" = --version ] && echo bubblewrap 0.9.0 || { shift 99; exec "$@"; }'),
      'cannot',
    ],
  ])('says why not: %s', async (_, path, reason) => {
    const support = await probeSandbox(path())
    expect(support).toMatchObject({ available: false, reason: expect.stringContaining(reason) })
  })

  test('is honest about other systems', async () => {
    expect(await probeSandbox(process.env['PATH'], 'darwin')).toMatchObject({ available: false })
  })

  test('without a sandbox nothing that needs one runs', async () => {
    const bare = await createExecRig({ available: false, reason: 'there is none', fix: 'Get one.' })
    const folder = rig.folder()
    const error = await bare.refused('touch made', { workdir: folder, sandbox: sandboxOf(folder) })
    expect(error).toContain('the command needs a sandbox, but there is none. Get one.')
    expect((await bare.run('ls', { workdir: folder })).output).toBe('')
    await bare.dispose()
  })
})

describe.skipIf(unavailable !== '')(`a sandboxed command ${unavailable}`, () => {
  let workspace: string
  let outside: string
  beforeAll(() => {
    workspace = rig.folder()
    outside = rig.folder()
    writeFileSync(join(outside, 'victim'), 'untouched')
  })

  const inside = (command: string, changes = {}) =>
    rig.run(command, { workdir: workspace, sandbox: sandboxOf(workspace, changes) })

  test('writes in its workspace', async () => {
    expect(await inside('mkdir -p a && echo x > a/b && mv a/b a/c && cat a/c')).toMatchObject({
      exitCode: 0,
      output: 'x\n',
    })
    expect(readFileSync(join(workspace, 'a/c'), 'utf8')).toBe('x\n')
  })

  test('writes nowhere else, by whatever name', async () => {
    symlinkSync(outside, join(workspace, 'link'))
    const result = await inside(
      `echo y >> ${outside}/victim; echo y >> link/victim; ln -s ${outside} own; echo y >> own/victim; touch ${outside}/new /etc/new; ls ${outside}`,
    )
    expect(result.output).toMatch(/Read-only file system[^]*\nvictim\n$/)
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('untouched')
  })

  test('writes nowhere at all in read-only mode', async () => {
    const result = await inside('echo z > here', { mode: 'read-only' })
    expect(result).toMatchObject({ exitCode: 1, output: expect.stringContaining('Read-only file system') })
  })

  test('writes in extra roots, also around the workspace', async () => {
    const root = rig.folder()
    const nested = join(root, 'nested')
    mkdirSync(nested)
    const sandbox = sandboxOf(nested, { writableRoots: [root, '/no/such/root'] })
    expect(await rig.run('touch here ../there', { workdir: nested, sandbox })).toMatchObject({
      exitCode: 0,
      output: '',
    })
  })

  test('gains nothing by starting elsewhere', async () => {
    const result = await rig.run('pwd; touch mine', { workdir: outside, sandbox: sandboxOf(workspace) })
    expect(result.output).toMatch(new RegExp(`^${outside}\n.*Read-only file system`))
  })

  test('cannot change what is run without being asked about', async () => {
    const folder = rig.folder()
    for (const name of ['.git/hooks', '.codex', '.agents', '.heddle'])
      mkdirSync(join(folder, name), { recursive: true })
    const command = `for d in .git/hooks .codex .agents .heddle; do touch $d/x && echo WROTE; done; mv .git g && echo MOVED; rm -rf .codex && echo REMOVED`
    const { output } = await rig.run(command, { workdir: folder, sandbox: sandboxOf(folder) })
    expect(output).not.toMatch(/WROTE|MOVED|REMOVED/)
  })

  test('cannot change the repository that .git leads to', async () => {
    const root = rig.folder()
    const sandbox = (cwd: string) => ({ workdir: cwd, sandbox: sandboxOf(cwd, { writableRoots: [root] }) })
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' })
    git('init', 'main')
    git('-C', 'main', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--allow-empty', '-m', 'first')
    git('-C', 'main', 'worktree', 'add', '../tree')
    mkdirSync(join(root, 'linked/store/hooks'), { recursive: true })
    symlinkSync('store', join(root, 'linked/.git'))
    const tree = await rig.run(
      'git status --short && echo x > ../main/.git/config; echo x > .git',
      sandbox(join(root, 'tree')),
    )
    expect(tree.output.match(/Read-only file system/g)).toHaveLength(2)
    const linked = await rig.run('touch store/hooks/x', sandbox(join(root, 'linked')))
    expect(linked.output).toContain('Read-only file system')
  })

  test("cannot read the product's secrets, nor those in a masked folder", async () => {
    const home = rig.folder()
    mkdirSync(join(home, '.codex'))
    mkdirSync(join(home, 'tokens'))
    const files = [...secretPaths(home, home), join(home, 'tokens/t')]
    for (const file of files) writeFileSync(file, 'CANARY')
    const maskedPaths = [...secretPaths(home, home), join(home, 'tokens'), join(home, 'absent')]
    const sandbox = sandboxOf(workspace, { maskedPaths, writableRoots: [home] })
    const command = `cat ${files.join(' ')}; rm -f ${files[0]}; echo x > ${files[0]}; touch ${home}/tokens/u; true`
    const { output } = await rig.run(command, { workdir: workspace, sandbox })
    expect(output).not.toContain('CANARY')
    expect(files.map(file => readFileSync(file, 'utf8'))).toEqual(['CANARY', 'CANARY', 'CANARY'])
  })

  test('has a network only if it may', async () => {
    const server = createServer(socket => socket.end('hello\n'))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const command = `cat < /dev/tcp/127.0.0.1/${port}`
    expect(await inside(command)).toMatchObject({ exitCode: 1 })
    expect(await inside(command, { networkAccess: true })).toMatchObject({ exitCode: 0, output: 'hello\n' })
    server.close()
  })

  test('sees no other process, no system sockets, and may not touch the kernel', async () => {
    const { output } = await inside(
      'ls /run; ls -d /proc/[0-9]* | wc -l; echo 1 > /proc/sys/kernel/printk; grep CapEff /proc/self/status',
    )
    expect(output).toMatch(/^\d\n.*(Read-only|denied).*\nCapEff:\s*0+\n$/)
  })

  test('reports its own exit code and output', async () => {
    expect(await inside('echo o; echo e > /dev/stderr; exit 37')).toMatchObject({ exitCode: 37, output: 'o\ne\n' })
    expect(await inside('kill -SEGV $$')).toMatchObject({ exitCode: 139 })
  })

  test('can handle Ctrl-C, with and without a terminal', async () => {
    const command = 'trap "echo caught; exit 7" INT; sleep 1000 & echo ready; wait'
    for (const tty of [false, true]) {
      const changes = { workdir: workspace, sandbox: sandboxOf(workspace), tty, yieldTimeMs: 500 }
      const { sessionId, output } = await rig.run(command, changes)
      expect(output).toContain('ready')
      const ended = await rig.write(sessionId, '\u0003', 10_000)
      expect(ended).toMatchObject({ exitCode: 7, output: expect.stringContaining('caught') })
    }
  })

  test('takes everything it started with it', async () => {
    const name = `leftover-${process.pid}`
    const abort = new AbortController()
    const result = await rig.run(
      `trap "" TERM; setsid bash -c 'exec -a ${name} sleep 1000' & sleep 1000 & echo ready; wait`,
      { sandbox: sandboxOf(workspace), workdir: workspace },
      () => abort.abort(),
      abort.signal,
    )
    expect(result).toMatchObject({ aborted: true })
    await expect.poll(() => processesNamed(name)).toBe('')
    await inside(`setsid bash -c 'exec -a ${name} sleep 1000' & disown; echo`)
    await expect.poll(() => processesNamed(name)).toBe('')
  })

  test('twelve at once in one workspace hold', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, n) => inside(`echo ${n} > file${n} && cat file${n}`)))
    expect(all.map(({ output }) => Number(output))).toEqual(Array.from({ length: 12 }, (_, n) => n))
  })

  test('does not outlive a killed engine', async () => {
    const name = `orphan-${process.pid}`
    const argv = sandboxArgv(sandboxOf(workspace), ['/bin/bash', '-c', `exec -a ${name} sleep 1000`])
    const script = `require('node:child_process').spawn(${JSON.stringify(argv[0])}, ${JSON.stringify(argv.slice(1))}, { detached: true, stdio: 'ignore' })`
    const engine = spawn(process.execPath, ['-e', script])
    await expect.poll(() => processesNamed(name)).not.toBe('')
    engine.kill('SIGKILL')
    await expect.poll(() => processesNamed(name)).toBe('')
    expect(isAlive(engine.pid!)).toBe(false)
  })
})

/** The ids of processes by the name they were given; empty when there are none. */
function processesNamed(name: string): string {
  try {
    return execFileSync('pgrep', ['-f', `^${name} `], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
